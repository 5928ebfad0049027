using System.Collections.Concurrent;
using System.Text.Json;

namespace Amplify.Testing.Load;

/// <summary>Many MCP clients over HTTP at the same time, and the sum of what came back to them.</summary>
/// <param name="mcp">The server.</param>
/// <param name="clients">Each with a connection and, on Linux, a loopback address of its own.</param>
/// <param name="pause">How long a client thinks between two requests, on average.</param>
public sealed class ClientLoad(Uri mcp, int clients, Func<TimeSpan> pause)
{
    private readonly ConcurrentDictionary<string, int> answers = new();
    private ConcurrentQueue<double> latencies = new();

    /// <summary>How often each kind of answer came.</summary>
    public IReadOnlyDictionary<string, int> Answers => answers;

    /// <summary>Jobs the server has a receipt out for.</summary>
    public ConcurrentDictionary<string, bool> Accepted { get; } = new();

    /// <summary>Answers nobody announced: none, if all is well.</summary>
    public ConcurrentQueue<string> Undocumented { get; } = new();

    internal Uri Mcp => mcp;

    internal TimeSpan Pause => pause();

    public async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(async () =>
        {
            using var client = new LoadClient(this, number);
            await client.RunAsync(stop);
        }, CancellationToken.None)));
    }

    /// <summary>The milliseconds answers took since this was last asked.</summary>
    public IReadOnlyList<double> TakeLatencies() => [.. Interlocked.Exchange(ref latencies, new()).Order()];

    /// <summary>Asks for every accepted job until it has a result.</summary>
    /// <returns>Those that have none.</returns>
    public async Task<IReadOnlyList<string>> LostAsync(CancellationToken stop)
    {
        var lost = new ConcurrentQueue<string>();
        var batches = Accepted.Keys.Chunk(200).Index();
        var four = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop };
        await Parallel.ForEachAsync(batches, four, async (batch, token) =>
        {
            using var client = new LoadClient(this, clients + batch.Index);
            foreach (var job in batch.Item)
            {
                if (!await client.HasResultAsync(job, token)) lost.Enqueue(job);
            }
        });
        return [.. lost];
    }

    internal void Count(string kind, TimeSpan took)
    {
        answers.AddOrUpdate(kind, 1, (_, count) => count + 1);
        latencies.Enqueue(took.TotalMilliseconds);
    }

    internal void Note(string kind, JsonElement? answer) => Undocumented.Enqueue($"{kind}: {answer}");
}
