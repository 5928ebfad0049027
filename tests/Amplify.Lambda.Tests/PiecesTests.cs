using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Chaos;
using Amplify.Testing.Load;
using Amplify.Tools;

namespace Amplify.Lambda.Tests;

/// <summary>
/// Every answer of AWS and of the platform in random pieces: nothing is lost, and no call is over its budget. `make pieces` runs it for
/// long.
/// </summary>
public sealed class PiecesTests(MotoServer moto) : IDisposable
{
    private const int Loops = 24;

    private readonly LoopbackCertificate certificate = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_in_random_pieces_are_answers(bool tls)
    {
        var (seed, count) = (Storm.Number("PIECES_SEED") ?? Random.Shared.Next(), Storm.Number("PIECES_CALLS") ?? 120);
        var wire = new LoopbackWire { Seed = seed, Certificate = tls ? certificate.Certificate : null };
        await using var function = await Published.StartAsync(
            moto,
            it => it with { Wire = new LoopbackWire { Seed = seed } },
            wire: wire,
            variables: [("SSL_CERT_FILE", certificate.File), ("AWS_LAMBDA_MAX_CONCURRENCY", $"{Loops}")]);
        using var machine = new MachineWatch();
        var (calls, ids) = (new ConcurrentQueue<Call>(), new ConcurrentQueue<string>());

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Loops }, async (number, _) =>
        {
            var id = number % 3 > 0 && ids.TryDequeue(out var known) ? known : null;
            var started = Stopwatch.GetTimestamp();
            var answer = await (id is null
                ? function.CallAsync("invoke_endpoint", Published.Sequence(Published.Protein))
                : function.CallAsync("get_results", Published.Id(number % 3 == 1 ? id : $"unknown-{number}")));
            calls.Enqueue(new(id is null ? "submission" : "poll", answer, Stopwatch.GetElapsedTime(started)));
            if (id is null && answer.GetProperty("success").GetBoolean())
                ids.Enqueue(answer.GetProperty("data").GetProperty("output_id").GetString()!);
        });

        var budget = ToolRunner.Deadline + machine.Stalled;
        var report = $"seed {seed}, {(tls ? "TLS" : "plain")}: {calls.Count} calls, {calls.Count(it => it.Kind == "submission")} of them "
            + "submissions; "
            + $"failed {calls.Count(it => !it.IsSuccess)}, over budget {calls.Count(it => it.Took > budget)}, "
            + $"longest {calls.Max(it => it.Took).TotalSeconds:0.0} s; the machine was still for {machine.Stalled.TotalSeconds:0.0} s\n";
        TestContext.Current.TestOutputHelper!.WriteLine(report);
        if (Environment.GetEnvironmentVariable("PIECES_REPORT") is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, report, TestContext.Current.CancellationToken);

        Assert.All(calls, it => Assert.True(it.IsSuccess, it.Answer.ToString()));
        Assert.All(calls, it => Assert.True(it.Took < budget, report));
        Assert.Equal(calls.Count(it => it.Kind == "submission"), function.Aws.SageMaker.Requests.Count);
    }

    public void Dispose() => certificate.Dispose();

    private sealed record Call(string Kind, JsonElement Answer, TimeSpan Took)
    {
        public bool IsSuccess => Answer.GetProperty("success").GetBoolean();
    }
}
