namespace Amplify.SageMaker.Tests;

/// <summary>
/// A clock by which a pause of a second or less is over at once, and nothing longer ever runs out: however slow the machine is, only the
/// pauses count.
/// </summary>
internal sealed class HastyClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isPause = dueTime >= TimeSpan.Zero && dueTime <= Pause;
        if (isPause) Interlocked.Add(ref passed, dueTime.Ticks);
        return System.CreateTimer(callback, state, isPause ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
