namespace Amplify.Testing;

/// <summary>A clock that somebody sets to another hour: what measures time does not see it. Its timers are the machine's.</summary>
public sealed class MovedClock : TimeProvider
{
    private TimeSpan passed;

    /// <summary>By how much it is wrong.</summary>
    public TimeSpan Moved { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + passed + Moved;

    public override long GetTimestamp() => passed.Ticks;

    public void Advance(TimeSpan time) => passed += time;
}
