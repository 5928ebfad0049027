using Amplify.Tools.Backends;

namespace Amplify.Local.Store;

/// <summary>Short jobs have a worker of their own: none waits for a long one to end.</summary>
internal enum Lane
{
    Short,
    Long,
}

/// <summary>A job without an answer.</summary>
/// <param name="Record">null: none that can be read.</param>
internal sealed record QueuedJob(string Id, JobRecord? Record)
{
    public static readonly TimeSpan LongestShort = TimeSpan.FromSeconds(30);
    private const double MostSeconds = 1e8; // a damaged record says anything

    /// <summary>What the work alone was expected to take.</summary>
    public TimeSpan Work { get; } = Record is null ? TimeSpan.Zero : TimeSpan.FromSeconds(Seconds(Record));

    public Lane Lane => LaneOf(Work);

    /// <summary>
    /// Whose turn comes first: when each would be done if it had begun at once. Short ones overtake, and nobody is overtaken for longer
    /// than its own work takes.
    /// </summary>
    public long Turn => (Record?.SubmittedAt.UtcTicks ?? 0) + Work.Ticks;

    public static Lane LaneOf(TimeSpan work) => work > LongestShort ? Lane.Long : Lane.Short;

    private static double Seconds(JobRecord record)
    {
        var seconds = record.WorkSeconds ?? (record.ExpectedAt - record.SubmittedAt).TotalSeconds;
        return double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, MostSeconds);
    }
}
