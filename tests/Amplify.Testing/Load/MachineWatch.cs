using System.Diagnostics;

namespace Amplify.Testing.Load;

/// <summary>
/// On a machine that others use too: for how long it let nothing of this process run. No call can be quicker than its process is let to be.
/// </summary>
public sealed class MachineWatch : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly Timer timer;
    private long last = Stopwatch.GetTimestamp();
    private long stalled;

    public MachineWatch() => timer = new(_ => Look(), null, Beat, Beat);

    public TimeSpan Stalled => TimeSpan.FromTicks(Interlocked.Read(ref stalled));

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = Stopwatch.GetTimestamp();
        var late = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref last, now), now) - (Beat * 1.5);
        if (late > TimeSpan.Zero) Interlocked.Add(ref stalled, late.Ticks);
    }
}
