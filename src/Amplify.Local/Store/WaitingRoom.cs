using System.Globalization;
using Amplify.Tools.Backends;

namespace Amplify.Local.Store;

/// <summary>
/// How much work may wait, and how much of it one caller's: measured in time, as waiting is. Short and long jobs have a room each.
/// </summary>
internal static class WaitingRoom
{
    public const int MostJobs = 10_000;
    public static readonly TimeSpan MostShort = TimeSpan.FromHours(1);
    public static readonly TimeSpan MostLong = TimeSpan.FromHours(24);

    private const int LeastPause = 30;
    private const int MostPause = 3_600;

    /// <summary>null: there is room. One caller has at most half of what the others leave, so there is always some for the next.</summary>
    public static QueueFull? Refusal(IReadOnlyList<QueuedJob> waiting, TimeSpan work, Caller? caller)
    {
        var lane = QueuedJob.LaneOf(work);
        var most = lane == Lane.Short ? MostShort : MostLong;
        var all = Sum(waiting, it => it.Lane == lane);
        if (waiting.Count >= MostJobs) return new($"{waiting.Count:N0} jobs wait in this store already.", LeastPause);
        if (all >= most) return new($"Work of {Words(all)} waits in this store already, and {Words(most)} may.", Pause(all - most));
        if (caller is null) return null;
        if (caller.Owner is { } owner && waiting.Count(it => it.Record?.Owner == owner.Key) is var jobs && jobs >= owner.MostWaiting)
            return new($"{jobs:N0} jobs of yours wait already, and {owner.MostWaiting:N0} may.", LeastPause);

        var own = Sum(waiting, it => it.Lane == lane && it.Record?.Caller == caller.Share);
        var share = (most - (all - own)) / 2;
        return own == TimeSpan.Zero || own + work <= share ? null
            : new($"Your own jobs that wait in this store take {Words(own)}, and your share of it now is {Words(share)}.",
                Pause(own + work - share));
    }

    public static string Words(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
    };

    private static TimeSpan Sum(IReadOnlyList<QueuedJob> jobs, Func<QueuedJob, bool> which) =>
        TimeSpan.FromTicks(jobs.Where(which).Sum(it => it.Work.Ticks));

    private static int Pause(TimeSpan work) => (int)Math.Clamp(Math.Ceiling(work.TotalSeconds), LeastPause, MostPause);
}

/// <param name="Seen">A sentence.</param>
/// <param name="Seconds">When it is worth asking again.</param>
internal sealed record QueueFull(string Seen, int Seconds);
