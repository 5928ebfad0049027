using System.Collections.Concurrent;
using System.Net;

namespace Amplify.Bench;

/// <summary>Another client, who calls twenty times a second, and a platform's probe, on a connection of its own each time.</summary>
internal sealed class Witness(NativeServer server, string token, string result)
{
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentBag<double> calls = [];
    private readonly ConcurrentBag<double> probes = [];

    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>Milliseconds, in order.</summary>
    public IReadOnlyList<double> Calls => [.. calls.Order()];

    public double LongestProbe => probes.DefaultIfEmpty().Max();

    public double MostMegabytes { get; private set; }

    public Task WatchAsync(CancellationToken stop) => Task.WhenAll(
        RepeatAsync(9, BetweenCalls, calls,
            it => it.PostAsync(SiegeClient.Call("get_results", $$"""{"output_id":"{{result}}"}"""), token, CancellationToken.None), stop),
        RepeatAsync(8, BetweenProbes, probes, async it => (await it.GetAsync("/health", CancellationToken.None), ""), stop));

    private async Task RepeatAsync(
        int number, TimeSpan pause, ConcurrentBag<double> took, Func<SiegeClient, Task<(HttpStatusCode Status, string Body)>> ask,
        CancellationToken stop)
    {
        using var client = new SiegeClient(server.Mcp, number, keepsConnections: number == 9);
        while (!stop.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                var (status, body) = await ask(client);
                if (status != HttpStatusCode.OK) Failures.Enqueue($"{(int)status} {body}");
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                Failures.Enqueue(fault.Message);
            }

            took.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            MostMegabytes = Math.Max(MostMegabytes, server.Figures.ResidentMegabytes);
            await Task.Delay(pause, CancellationToken.None);
        }
    }
}
