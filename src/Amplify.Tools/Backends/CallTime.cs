namespace Amplify.Tools.Backends;

/// <summary>How long a host still waits for an answer, by a clock that nobody sets.</summary>
/// <param name="limit">From now on; the host has kept back what it needs to hand the answer over.</param>
public sealed class CallTime(TimeProvider clock, TimeSpan limit)
{
    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(20);
    private readonly long started = clock.GetTimestamp();

    public TimeSpan Limit => limit;

    /// <summary>Below zero where the host waits no longer.</summary>
    public TimeSpan Left => limit - clock.GetElapsedTime(started);

    /// <summary>As good as over: timers go off a little early.</summary>
    public bool IsOver => Left < TimerStep;

    /// <summary>A time-out no longer than what is left, less what the steps after it need.</summary>
    public TimeSpan Cut(TimeSpan budget, TimeSpan kept = default)
    {
        var left = Left - kept;
        return left > budget ? budget : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
