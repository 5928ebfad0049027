namespace Amplify.Fuzz;

/// <summary>A clock for calls that wait: what is due within a call's time is due at once, and its deadline never comes.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private static readonly TimeSpan Deadline = Tools.ToolRunner.Deadline;
    private long ticks = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var comes = dueTime >= TimeSpan.Zero && dueTime < Deadline;
        if (comes) Interlocked.Add(ref ticks, dueTime.Ticks);
        return System.CreateTimer(callback, state, comes ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
