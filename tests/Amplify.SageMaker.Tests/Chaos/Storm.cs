using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Chaos;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests.Chaos;

/// <summary>One call and what became of it.</summary>
internal sealed record StormCall(string Tool, string Subject, JsonElement Answer, TimeSpan Took)
{
    public string Code => Answer.TryGetProperty("error_code", out var code) ? code.GetString()! : "success";

    public string Message => Answer.GetProperty("message").GetString()!;

    public JsonElement Data => Answer.GetProperty("data");

    public override string ToString() => $"{Tool} {Subject}: {Code}";
}

/// <summary>Submissions and polls, many at once, through proxies that spoil what passes.</summary>
internal sealed class Storm : IAsyncDisposable
{
    private const int AtOnce = 48;
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    private readonly ConcurrentQueue<StormCall> calls = new();
    private readonly ConcurrentQueue<string> accepted = new();
    private readonly ToolMetrics metrics = new();
    private readonly ChaosProxy s3;
    private readonly ChaosProxy sageMaker;
    private readonly SageMakerBackend backend;
    private readonly ToolRunner tools;
    private readonly Random random;
    private int submitted;

    public Storm(LoopbackAws aws, int seed, bool reuse)
    {
        Seed = seed;
        random = new(seed);
        s3 = new(aws.S3.Address, new(seed, ChaosSchedule.Storm), (status, code) => LoopbackS3.Error(status, code));
        sageMaker = new(aws.SageMaker.Address, new(seed + 1, ChaosSchedule.Storm), (status, code) => LoopbackSageMaker.Error(status, code));
        aws.Variables["AWS_ENDPOINT_URL_S3"] = s3.Address;
        aws.Variables["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"] = sageMaker.Address;
        backend = Make.Backend(aws);
        tools = AmplifyTools.Create(backend, TimeProvider.System, metrics, NullLoggerFactory.Instance, () => reuse);
    }

    public int Seed { get; }

    public IReadOnlyList<StormCall> Calls => [.. calls];

    public IEnumerable<StormCall> Submissions => calls.Where(it => it.Tool == "invoke_endpoint");

    /// <summary>For how long the machine let nothing of this process run.</summary>
    public TimeSpan Stalled { get; private set; }

    public IEnumerable<KeyValuePair<ChaosFault, int>> Injected => s3.Injected.Concat(sageMaker.Injected).Where(it => it.Key != ChaosFault.None)
        .GroupBy(it => it.Key, it => it.Value).Select(it => KeyValuePair.Create(it.Key, it.Sum())).OrderBy(it => it.Key);

    /// <summary>A third are submissions, the rest polls of what was accepted so far.</summary>
    /// <param name="calls">All of them.</param>
    /// <param name="sequences">How many different ones are submitted.</param>
    public async Task RageAsync(int calls, int sequences)
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(over.Token);
        string[] subjects = [.. Enumerable.Range(0, sequences).Select(_ => new string(random.GetItems<char>(Residues, 40)))];
        var numbered = Enumerable.Range(0, calls).Select(it => (Number: it, Dice: random.Next()));
        await Parallel.ForEachAsync(numbered, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, _) =>
        {
            var known = accepted.ToArray();
            if (call.Number % 3 == 0 || known.Length == 0) await SubmitAsync(subjects[Interlocked.Increment(ref submitted) % sequences]);
            else await PollAsync(known[call.Dice % known.Length]);
        });
        await over.CancelAsync();
        await watching;
    }

    public void Calm() => s3.Calm = sageMaker.Calm = true;

    public async Task<StormCall> SubmitAsync(string sequence)
    {
        var call = await CallAsync("invoke_endpoint", "sequence", sequence);
        if (call.Code == "success") accepted.Enqueue(call.Data.GetProperty("output_id").GetString()!);
        return call;
    }

    public Task<StormCall> PollAsync(string id) => CallAsync("get_results", "output_id", id);

    /// <summary>For people: what was done, and what came of it.</summary>
    public string Table() => string.Join('\n',
    [
        $"seed                  {Seed}",
        $"calls                 {calls.Count}, of them {Submissions.Count()} submissions, {accepted.Count} accepted",
        $"faults                {Injected.Sum(it => it.Value)}",
        .. Injected.Select(it => $"  {it.Key,-20}{it.Value}"),
        $"longest call          {calls.Max(it => it.Took).TotalSeconds:0.0} s; the machine stood still for {Stalled.TotalSeconds:0.0} s",
        "answers",
        .. calls.GroupBy(it => $"{it.Tool} {it.Code}").OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => $"  {it.Key,-50}{it.Count()}"),
    ]);

    public async ValueTask DisposeAsync()
    {
        backend.Dispose();
        metrics.Dispose();
        await sageMaker.DisposeAsync();
        await s3.DisposeAsync();
    }

    private async Task<StormCall> CallAsync(string tool, string argument, string value)
    {
        var started = Stopwatch.GetTimestamp();
        var arguments = JsonElement.Parse($$"""{"{{argument}}":"{{value}}"}""");
        var envelope = await tools.RunAsync(tool, arguments, new("full", 6_000_000), CancellationToken.None);
        var call = new StormCall(tool, value, JsonElement.Parse(ContractJson.Write(envelope)), Stopwatch.GetElapsedTime(started));
        calls.Enqueue(call);
        return call;
    }

    // On a machine that others use too: no call can be quicker than its process is let to be.
    private async Task WatchAsync(CancellationToken over)
    {
        var (beat, last) = (TimeSpan.FromMilliseconds(200), Stopwatch.GetTimestamp());
        using var timer = new PeriodicTimer(beat);
        while (!over.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var late = Stopwatch.GetElapsedTime(last) - (2 * beat);
            if (late > TimeSpan.Zero) Stalled += late;
            last = Stopwatch.GetTimestamp();
        }
    }
}
