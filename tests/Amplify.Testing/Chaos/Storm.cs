using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amplify.Testing.Load;

namespace Amplify.Testing.Chaos;

/// <summary>Submissions and polls, many at once, by a program that reaches AWS through proxies that spoil what passes.</summary>
public sealed class Storm : IAsyncDisposable
{
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    private readonly ConcurrentQueue<StormCall> calls = new();
    private readonly ConcurrentQueue<string> accepted = new();
    private readonly ChaosProxy s3;
    private readonly ChaosProxy sageMaker;
    private int submitted;

    /// <summary>From now on, the variables of this AWS lead through the storm. CHAOS_SEED repeats a schedule.</summary>
    public Storm(LoopbackAws aws)
    {
        Aws = aws;
        Seed = Number("CHAOS_SEED") ?? Random.Shared.Next();
        s3 = new(aws.S3.Address, new(Seed, ChaosSchedule.Storm), (status, code) => LoopbackS3.Error(status, code));
        sageMaker = new(aws.SageMaker.Address, new(Seed + 1, ChaosSchedule.Storm), (status, code) => LoopbackSageMaker.Error(status, code));
        aws.Variables["AWS_ENDPOINT_URL_S3"] = s3.Address;
        aws.Variables["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"] = sageMaker.Address;
        aws.SageMaker.OnAccepted = it => Fails(it.Sequence) ? aws.SageMaker.FailAsync(it, Failure) : aws.SageMaker.CompleteAsync(it);
    }

    public const string Failure = "Told to fail";

    public LoopbackAws Aws { get; }

    public int Seed { get; }

    /// <summary>Calls the program: tool, arguments, and its envelope.</summary>
    public Func<string, string, Task<JsonElement>> Program { get; set; } = (_, _) => throw new InvalidOperationException("No program");

    public IReadOnlyList<StormCall> Calls => [.. calls];

    public IEnumerable<StormCall> Submissions => calls.Where(it => it.Tool == "invoke_endpoint");

    /// <summary>For how long the machine let nothing of this process run.</summary>
    public TimeSpan Stalled { get; private set; }

    /// <summary>Whether the model fails at it.</summary>
    public static bool Fails(string sequence) => sequence[0] == 'A';

    /// <summary>A setting of the storm, by which one run is longer than another.</summary>
    public static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A third are submissions, the rest polls of what was accepted so far. Then the storm is over.</summary>
    /// <param name="count">All of them.</param>
    /// <param name="sequences">How many different ones are submitted.</param>
    /// <param name="atOnce">How many are on their way at any time.</param>
    public async Task RageAsync(int count, int sequences, int atOnce)
    {
        using var machine = new MachineWatch();
        var random = new Random(Seed);
        string[] subjects = [.. Enumerable.Range(0, sequences).Select(_ => new string(random.GetItems<char>(Residues, 40)))];
        var numbered = Enumerable.Range(0, count).Select(it => (Number: it, Dice: random.Next()));
        await Parallel.ForEachAsync(numbered, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (call, _) =>
        {
            var known = accepted.ToArray();
            if (call.Number % 3 == 0 || known.Length == 0) await SubmitAsync(subjects[Interlocked.Increment(ref submitted) % sequences]);
            else await PollAsync(known[call.Dice % known.Length]);
        });
        s3.Calm = sageMaker.Calm = true;
        Stalled = machine.Stalled;
    }

    public async Task<StormCall> SubmitAsync(string sequence)
    {
        var call = await CallAsync("invoke_endpoint", "sequence", sequence);
        if (call.IsSuccess) accepted.Enqueue(call.OutputId);
        return call;
    }

    public Task<StormCall> PollAsync(string id) => CallAsync("get_results", "output_id", id);

    /// <summary>For people: what was done, and what came of it.</summary>
    public string Table(string title)
    {
        var injected = s3.Injected.Concat(sageMaker.Injected).Where(it => it.Key != ChaosFault.None)
            .GroupBy(it => it.Key, it => it.Value).Select(it => KeyValuePair.Create(it.Key, it.Sum())).OrderBy(it => it.Key).ToList();
        var heard = Aws.SageMaker.Jobs;
        var answers = calls.GroupBy(it => $"{it.Tool} {it.Code}").OrderBy(it => it.Key, StringComparer.Ordinal);
        return string.Join('\n',
        [
            title,
            $"  seed                {Seed}",
            $"  calls               {calls.Count}, of them {Submissions.Count()} submissions, {accepted.Count} accepted",
            $"  invocations heard   {heard.Count}, more than once: {StormInvariants.HeardTwice(heard).Count()}",
            $"  longest call        {calls.Max(it => it.Took).TotalSeconds:0.0} s; the machine was still for {Stalled.TotalSeconds:0.0} s",
            $"  faults              {injected.Sum(it => it.Value)}",
            .. injected.Select(it => $"    {it.Key,-18}{it.Value}"),
            "  answers",
            .. answers.Select(it => $"    {it.Key,-48}{it.Count()}"),
            "",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await sageMaker.DisposeAsync();
        await s3.DisposeAsync();
    }

    private async Task<StormCall> CallAsync(string tool, string argument, string value)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await Program(tool, $$"""{"{{argument}}":"{{value}}"}""");
        var call = new StormCall(tool, value, answer, Stopwatch.GetElapsedTime(started));
        calls.Enqueue(call);
        return call;
    }
}
