using System.Collections.Concurrent;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Tools;

/// <summary>When to ask again, and what to do meanwhile: follows from how long a job has taken and was expected to take.</summary>
public sealed class Patience(TimeProvider clock)
{
    private const string ComeBack = "Tell the user and come back later; submitting again is not faster.";
    private const string Waking = "The endpoint has no running instance and has to start one, usually several minutes. " + ComeBack;
    private const string Unknown = "No job with this id is on record. Check the id with the user; do not keep polling.";
    private const string Often = "Asked again sooner than check_interval_seconds. Wait that long, or send wait_seconds: 20 to wait "
        + "inside one call.";
    private const int MostRemembered = 1_000;
    private const int ColdStartSeconds = 120;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long Asked, TimeSpan Wait)> last = new();

    /// <summary>Until a job is due: the rest of the time. Afterwards a quarter of what it has taken, so that polls thin out.</summary>
    public static int CheckInterval(TimeSpan elapsed, TimeSpan expected) => expected > elapsed
        ? (int)Math.Clamp(Math.Ceiling((expected - elapsed).TotalSeconds), 1, 60)
        : (int)Math.Clamp(Math.Ceiling(elapsed.TotalSeconds / 4), 1, 120);

    internal static int CheckInterval(Prediction.InProgress running) =>
        running.Endpoint?.ColdStart == true ? Math.Max(ColdStartSeconds, running.CheckIntervalSeconds) : running.CheckIntervalSeconds;

    /// <summary>How long a call that waits sleeps between two looks.</summary>
    internal static TimeSpan Pause(Prediction.InProgress running) =>
        TimeSpan.FromSeconds(Math.Clamp(running.CheckIntervalSeconds / 10.0, 0.25, 5));

    /// <summary>A sentence for whoever asks now; null where waiting the interval is all there is to do.</summary>
    /// <param name="waited">The call itself waited: no reproach for the one before.</param>
    internal string? Advise(OutputId id, Prediction.InProgress running, bool waited)
    {
        if (running.Known == false) return running.Advice ?? Unknown; // and nothing is remembered of who asked for another's
        var now = clock.GetUtcNow();
        var tooSoon = !waited && last.TryGetValue(id.Value, out var before) && clock.GetElapsedTime(before.Asked) < before.Wait;
        if (last.Count >= MostRemembered) last.Clear();
        last[id.Value] = (clock.GetTimestamp(), TimeSpan.FromSeconds(CheckInterval(running)) / 2);

        if (running.Advice is not null) return running.Advice;
        if (running.Endpoint?.ColdStart == true) return Waking;
        if (running is { SubmittedAt: { } since, ExpectedAt: { } due } && now - since > 2 * (due - since) && now > due + Grace)
            return $"Slower than usual: {Words(now - since)} so far, about {Words(due - since)} expected. {ComeBack}";
        return tooSoon ? Often : null;
    }

    private static string Words(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? $"{Math.Ceiling(time.TotalSeconds):0} s" : $"{time.TotalMinutes:0} min";
}
