using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>
/// A process that dies with a batch half submitted, at the points where it hurts most; then the same call again. What the endpoint had
/// accepted without its key being written runs a second time, half a minute later; nothing else does, and nothing is lost.
/// </summary>
public sealed class BatchKillTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private const int All = 4;
    private const int Before = 2; // submitted by an earlier call of the same process
    private const string First = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n";
    private const string Records = First + ">three\nMKTVRQERLKSIV\n>four\nMKTVRQERLKSIVR\n";

    // By S3's clock, which the tests set: longer than a reservation of the dead is respected.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory directory = new();

    // Every point in one host; in the others, where something is charged and where all is.
    public static TheoryData<string, HeldAt> HostsAndPoints =>
    [
        .. Enum.GetValues<HeldAt>().Select(it => ("stdio", it)),
        .. from host in new[] { "http", "function" } from point in new[] { HeldAt.Acceptance, HeldAt.Batch } select (host, point),
    ];

    public static TheoryData<string> Hosts => ["stdio", "http"];

    public static TheoryData<HeldAt> Points => [.. Enum.GetValues<HeldAt>().Except([HeldAt.Batch])];

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(HostsAndPoints))]
    public async Task The_same_call_completes_what_the_dead_began_on_an_endpoint(string name, HeldAt point)
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        Still(aws);
        await using (var host = await BatchHost.StartAsync(name, directory, aws.Variables))
        {
            await host.SubmitAsync(First, Before);
            var held = new HeldSubmissions(aws, point);
            await KillAtAsync(held, point, host.ProcessId, host.DataAsync("invoke_endpoint", ("sequence", Records)));
        }

        var settled = point == HeldAt.Batch ? All : Before;
        var accepted = aws.SageMaker.Jobs.Count;

        await using var next = await BatchHost.StartAsync(name, directory, aws.Variables);
        var soon = await next.SubmitAsync(Records, settled);
        var after = aws.SageMaker.Jobs.Count;
        aws.S3.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + Later);
        var later = await next.SubmitAsync(Records, All);
        var done = await next.EndAsync(Id(later));

        Assert.Equal(point is HeldAt.Input ? Before : All, accepted);
        Assert.Equal((settled, settled, accepted), (Rows(soon).Count, Rows(soon).Count(IsReused), after));
        Assert.Equal(All - settled, soon.TryGetProperty("not_submitted", out var missing) ? missing.GetInt32() : 0);
        Assert.Equal(All, Rows(later).Count);
        Assert.Equal(Id(soon), Id(later));
        Assert.Equal(accepted + All - settled, aws.SageMaker.Jobs.Count);
        Assert.Equal((All, All), (done.GetProperty("total").GetInt32(), done.GetProperty("done").GetInt32()));
        Assert.Equal(["one", "two", "three", "four"], Rows(done).Select(it => it.GetProperty("name").GetString()));
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task The_same_command_completes_what_the_dead_began_on_an_endpoint(HeldAt point)
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        (string, string)[] environment = [.. aws.Variables.Select(it => (it.Key, it.Value))];
        await File.WriteAllTextAsync(directory.File("p.fasta"), First, Token);
        string[] command = ["predict", "p.fasta", "--out", "out"];
        Still(aws);
        await AmplifyProgram.RunAsync(directory, command, environment: environment);
        await File.WriteAllTextAsync(directory.File("p.fasta"), Records, Token);
        var held = new HeldSubmissions(aws, point);
        using (var process = Process.Start(ProgramRun.StartInfo(
            AmplifyProgram.Path, command, AmplifyProgram.Environment(directory, environment), directory.Path))!)
        {
            await KillAtAsync(held, point, process.Id,
                Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token)));
        }

        var accepted = aws.SageMaker.Jobs.Count;

        aws.S3.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + Later);
        var run = await AmplifyProgram.RunAsync(directory, command, environment: environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"{All} sequences: {All} completed", run.Output, StringComparison.Ordinal);
        Assert.Equal(point is HeldAt.Input ? Before : All, accepted);
        Assert.Equal(accepted + All - Before, aws.SageMaker.Jobs.Count);
        Assert.Equal(["four", "one", "three", "two"],
            Directory.GetFiles(directory.File("out"), "*.csv").Select(Path.GetFileNameWithoutExtension).Except(["all"]).Order());
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task In_a_store_of_ones_own_nothing_runs_twice_wherever_the_process_died(string name)
    {
        Needs.Linux();
        for (var begun = 1; begun <= All; begun++)
        {
            using var home = new TemporaryDirectory();
            await using (var host = await BatchHost.StartAsync(name, home, []))
            {
                var calling = host.DataAsync("invoke_endpoint", ("sequence", Records));
                while (Count(home, "async-inference-input/jobs", "*.json") < begun) await Task.Yield();
                await KillAsync(host.ProcessId, calling);
            }

            await using var next = await BatchHost.StartAsync(name, home, []);
            var receipt = await next.SubmitAsync(Records, All);
            var done = await next.EndAsync(Id(receipt));

            Assert.Equal(All, done.GetProperty("done").GetInt32());
            Assert.Equal((All, 0), (Count(home, "async-inference-output", "*.out"), Count(home, "async-inference-input/pending", "*")));
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // However slow this machine is, no reservation grows old.
    private static void Still(LoopbackAws aws) => aws.S3.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());

    private static async Task KillAtAsync(HeldSubmissions held, HeldAt point, int process, Task calling)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        await held.ReachedAsync(point == HeldAt.Batch ? 1 : All - Before, patience.Token);
        await KillAsync(process, calling);
        held.Release();
    }

    private static async Task KillAsync(int id, Task calling)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync(Token);
        await calling.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static int Count(TemporaryDirectory home, string folder, string pattern) =>
        Directory.Exists(home.File($"store/{folder}")) ? Directory.GetFiles(home.File($"store/{folder}"), pattern).Length : 0;

    private static string Id(JsonElement receipt) => receipt.GetProperty("output_id").GetString()!;

    private static List<JsonElement> Rows(JsonElement data) => [.. data.GetProperty("jobs").EnumerateArray()];

    private static bool IsReused(JsonElement row) => row.TryGetProperty("reused", out _);
}
