using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>`predict` with a file of many proteins.</summary>
public sealed class BatchProgramTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private const int Many = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Each_record_leaves_its_files_and_all_are_in_one_table_and_one_index()
    {
        await WriteAsync("p.fasta", 5);
        var run = await RunAsync(["predict", "p.fasta", "--out", "out"]);

        var index = await TextAsync("out/index.html");
        var table = await File.ReadAllLinesAsync(directory.File("out/all.csv"), Token);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("5 sequences: 5 completed, 0 failed", run.Output, StringComparison.Ordinal);
        Assert.Equal(1 + Enumerable.Range(1, 5).Sum(it => 19 * Protein(it).Length), table.Length);
        Assert.StartsWith("name,output_id,mutant,score", table[0], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 5), it => Assert.True(File.Exists(directory.File($"out/p{it}.html"))));
        Assert.All(Enumerable.Range(1, 5), it => Assert.Contains($"<a href=\"./p{it}.html\">p{it}</a>", index, StringComparison.Ordinal));
        Assert.Contains("data:image/png;base64,", index, StringComparison.Ordinal);
        Assert.DoesNotContain("is not known and was ignored", await TextAsync("out/batch.jsonl"), StringComparison.Ordinal);
        Assert.DoesNotContain("not known and was ignored", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_scored_is_listed_at_the_end_and_the_code_is_1()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", "-", "--out", "out"],
            ">good\nMKTVRQERLK\n><b>bad</b>\nMKXV\n>=empty\n\n>more\nMKTVRQERL\n");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("failed: <b>bad</b>: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("failed: =empty: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("4 sequences: 2 completed, 2 failed", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", await TextAsync("out/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protein_called_as_the_index_or_the_table_of_all_leaves_both_alone()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", "-", "--out", "out"],
            ">index\nMKTVRQERLK\n>all\nMKTVRQERLKS\n>INDEX\nMKTVRQERLKSI\n");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(3, Directory.GetFiles(directory.File("out"), "*-*.html").Length);
        Assert.Contains("<a href=\"./index-", await TextAsync("out/index.html"), StringComparison.Ordinal);
        Assert.Equal(1 + (19 * (10 + 11 + 12)), (await File.ReadAllLinesAsync(directory.File("out/all.csv"), Token)).Length);
    }

    [Fact]
    public async Task Packed_files_and_standard_input_give_the_same_table()
    {
        var text = await WriteAsync("p.fasta", 4);
        await using (var packed = new GZipStream(File.Create(directory.File("p.fasta.gz")),
            CompressionLevel.Fastest)) await packed.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

        var plain = await RunAsync(["predict", "p.fasta", "--out", "a"]);
        var gzip = await RunAsync(["predict", "p.fasta.gz", "--out", "b"]);
        var piped = await AmplifyProgram.RunAsync(directory, ["predict", "-", "--out", "c", "--json"], text);

        Assert.Equal((0, 0, 0), (plain.ExitCode, gzip.ExitCode, piped.ExitCode));
        Assert.Equal(Sorted("a"), Sorted("b"));
        Assert.Equal(Sorted("a"), Sorted("c"));
        Assert.Equal(4, piped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(it => JsonElement.Parse(it).GetProperty("status").GetString() == "completed"));
    }

    [Fact]
    public async Task The_same_command_again_does_nothing_twice()
    {
        await WriteAsync("p.fasta", 4);
        await RunAsync(["predict", "p.fasta", "--out", "out"]);
        var before = Sorted("out");
        await WriteAsync("p.fasta", 6);

        var again = await RunAsync(["predict", "p.fasta", "--out", "out"]);

        Assert.Contains("6 sequences: 6 completed (4 of them before)", again.Output, StringComparison.Ordinal);
        Assert.Subset(Sorted("out").ToHashSet(), before.ToHashSet());
        Assert.Equal(6, Results());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(33)]
    public async Task Killed_at_any_record_the_same_command_goes_on_and_none_is_scored_twice(int lines)
    {
        Needs.Linux();
        await WriteAsync("p.fasta", Many);
        using (var process = Start(["predict", "p.fasta", "--out", "out", "--in-flight", "8"]))
        {
            await UntilAsync(() => process.HasExited || Lines() >= lines);
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        var done = Lines();
        var run = await RunAsync(["predict", "p.fasta", "--out", "out"]);

        var table = await File.ReadAllLinesAsync(directory.File("out/all.csv"), Token);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.InRange(done, lines, Many);
        Assert.Contains($"{Many} sequences: {Many} completed", run.Output, StringComparison.Ordinal);
        Assert.Equal(Many, Results());
        Assert.Equal(1 + Enumerable.Range(1, Many).Sum(it => 19 * Protein(it).Length), table.Length);
        Assert.Equal(table.Length, table.Distinct().Count());
        Assert.Equal(Many, Directory.GetFiles(directory.File("out"), "p*.html").Length);
    }

    [Fact]
    public async Task On_an_endpoint_a_run_that_was_interrupted_goes_on_without_a_second_run()
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        (string, string)[] environment = [.. aws.Variables.Select(it => (it.Key, it.Value))];
        await WriteAsync("p.fasta", 12);
        var enough = new TaskCompletionSource();
        aws.SageMaker.OnAccepted = async job =>
        {
            await aws.SageMaker.CompleteAsync(job);
            if (aws.SageMaker.Jobs.Count >= 4) enough.TrySetResult();
        };
        using (var process = Start(["predict", "p.fasta", "--out", "out", "--in-flight", "2"], environment))
        {
            await enough.Task.WaitAsync(Patience, Token);
            await ProgramRun.Of("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync(Token);
            Assert.Equal(130, process.ExitCode);
        }

        var run = await AmplifyProgram.RunAsync(directory, ["predict", "p.fasta", "--out", "out"], environment: environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(12, aws.SageMaker.Jobs.Count);
        Assert.Equal(12, aws.SageMaker.Jobs.Select(it => it.Sequence).Distinct().Count());
        Assert.Equal(12, Directory.GetFiles(directory.File("out"), "p*.html").Length);
    }

    [Fact]
    public async Task An_endpoint_that_refuses_everybody_ends_the_run_early()
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        aws.SageMaker.Script([.. Enumerable.Repeat(LoopbackSageMaker.Error(400, "ValidationError", "Endpoint amplify-async not found."),
            500)]);
        await WriteAsync("p.fasta", 400);

        var run = await AmplifyProgram.RunAsync(directory, ["predict", "p.fasta", "--out", "out"],
            environment: [.. aws.Variables.Select(it => (it.Key, it.Value))]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Stopped before the end: ", run.Error, StringComparison.Ordinal);
        Assert.InRange(aws.SageMaker.Requests.Count, 1, 100);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Each of its own length and letters.
    private static string Protein(int number) =>
        "MKTVRQERLKSIVRILERSKEPV" + string.Concat(Enumerable.Range(0, 1 + (number % 7)).Select(it => "ACDEFGHIKLMNPQRSTVWY"[(number
            + (it * 3)) % 20])) + new string('L', number % 3)
        + "ACDEFGHIKLMNPQRSTVWY"[number % 20] + "ACDEFGHIKLMNPQRSTVWY"[number / 20 % 20];

    private async Task<string> WriteAsync(string name, int records)
    {
        var text = string.Concat(Enumerable.Range(1, records).Select(it => $">p{it} number {it}\n{Protein(it)}\n"));
        await File.WriteAllTextAsync(directory.File(name), text, Token);
        return text;
    }

    private Task<ProgramRun> RunAsync(string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    private Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = ProgramRun.StartInfo(AmplifyProgram.Path, arguments, AmplifyProgram.Environment(directory, environment),
            directory.Path);
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync(Token);
        _ = process.StandardOutput.ReadToEndAsync(Token);
        return process;
    }

    private Task<string> TextAsync(string name) => File.ReadAllTextAsync(directory.File(name), Token);

    private int Results() => Directory.GetFiles(directory.File("store/async-inference-output"), "*.out").Length;

    private List<string> Sorted(string name) =>
        [.. File.ReadAllLines(directory.File(name + "/all.csv")).Select(it => string.Join(',', it.Split(',').Where((_, at) => at != 1)))
            .Order(StringComparer.Ordinal)];

    private int Lines()
    {
        var path = directory.File("out/batch.jsonl");
        if (!File.Exists(path)) return 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(it => it == '\n');
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var waited = Stopwatch.StartNew(); !isSo() && waited.Elapsed < Patience;) await Task.Delay(5, Token);
    }
}
