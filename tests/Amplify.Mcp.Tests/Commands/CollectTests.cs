using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>
/// A job that was left behind: collected by the command that was printed, scored as it was asked for, and never as anything else.
/// </summary>
public sealed partial class CollectTests : IDisposable
{
    private const string Dna = "ATGGCCCTGTGGATGCGCCTCCTGCCCCTGCTGGCG";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task What_Ctrl_C_left_is_collected_by_the_command_it_printed_with_the_method_that_was_asked_for()
    {
        Needs.Linux();
        var (model, sequence) = (Checkpoint("AMPLIFY_1M"), new string('M', 401)); // by its length it would be wild-type marginals
        var (id, printed) = await InterruptAsync(["predict", sequence, "--model", model, "--method", "masked-marginal", "--threads", "1"]);

        var otherMethod = await RunAsync(["predict", sequence, "--model", model, "--json"]);
        var collected = await RunAsync(printed);
        var again = await RunAsync(["predict", sequence, "--model", model, "--method", "masked-marginal", "--json", "--view", "full"]);

        Assert.Equal(["results", id, "--wait"], printed);
        Assert.Equal("wild-type-marginal", Method(otherMethod));
        Assert.Equal(0, collected.ExitCode);
        Assert.Contains($"waiting for {id}: AMPLIFY_1M, method masked-marginal", collected.Error, StringComparison.Ordinal);
        Assert.Contains("method masked-marginal", collected.Output, StringComparison.Ordinal);
        Assert.Contains($"already here: {id}", again.Error, StringComparison.Ordinal);
        Assert.Equal("masked-marginal", Method(again));
    }

    [Fact]
    public async Task Where_nothing_can_answer_waiting_ends_with_3_and_says_what_would()
    {
        Needs.Linux();
        var model = Checkpoint("AMPLIFY_2M");
        var (id, printed) =
            await InterruptAsync(["predict", new string('M', 401), "--model", model, "--method", "masked-marginal", "--threads", "1"]);
        Directory.Move(model, model + ".moved");

        var stranded = await RunAsync(printed);
        var given = await RunAsync([.. printed, "--model", model + ".moved", "--quiet"]);

        Assert.Equal(3, stranded.ExitCode);
        Assert.Contains("waits for a program that runs AMPLIFY_2M, method masked-marginal", stranded.Error, StringComparison.Ordinal);
        Assert.Equal(0, given.ExitCode);
        Assert.Contains("method masked-marginal", given.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("waiting for", given.Error, StringComparison.Ordinal);
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task A_job_done_before_asks_for_no_waiting_and_what_was_said_of_it_is_said_again_everywhere()
    {
        var first = await RunAsync(["predict", Dna, "-q", "--out", "out"]);
        var second = await RunAsync(["predict", Dna, "--json"]);
        var id = JsonElement.Parse(second.Output).GetProperty("data").GetProperty("output_id").GetString()!;
        var results = await RunAsync(["results", id, "--out", "out"]);

        foreach (var text in (string[])[first.Output, results.Output, second.Output,
            await File.ReadAllTextAsync(directory.File($"out/{id}.html"), TestContext.Current.CancellationToken)])
        {
            Assert.Matches("DNA", text);
            Assert.Contains("not from AMPLIFY", Blanks.Replace(text, " "), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("note:", first.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_one_job_with_another_numbering_leave_each_other_alone()
    {
        await RunAsync(["predict", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT", "--out", "out"]);
        await RunAsync(["predict", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT", "--out", "out", "--numbering-offset", "24"]);
        await RunAsync(["predict", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT", "--out", "out", "--numbering-offset", "-3"]);

        var tables = Directory.GetFiles(directory.File("out"), "*.csv").Order(StringComparer.Ordinal)
            .Select(it => File.ReadLines(it).ElementAt(1).Split(',')[0]);

        Assert.Equal(["F25A", "F-2A", "F1A"], tables); // +24, -3, none
        Assert.Equal(12, Directory.GetFiles(directory.File("out")).Length);
    }

    [Fact]
    public async Task Jobs_are_cancelled_and_removed_when_asked_and_an_unknown_one_is_told_by_its_code()
    {
        Needs.Linux();
        var (id, _) = await InterruptAsync(["predict", new string('M', 401), "--model", Checkpoint("AMPLIFY_3M"), "--method",
            "masked-marginal", "--threads", "1"]);

        var cancelled = await RunAsync(["jobs", "cancel", id]);
        var again = await RunAsync(["jobs", "cancel", id]);
        var asked = await RunAsync(["results", id, "--wait"]);
        var unknown = await RunAsync(["jobs", "cancel", "01a224ca-0000-7b69-8c15-e42a64e3189a"]);
        var nobody = await RunAsync(["results", "01a224ca-0000-7b69-8c15-e42a64e3189a"]);
        var wrong = await RunAsync(["jobs", "remove", "--older-than", "soon"]);
        var young = await RunAsync(["jobs", "remove", "--older-than", "1d"]);
        var old = await RunAsync(["jobs", "remove", "--older-than", "0d"]);

        Assert.Equal([0, 1, 1, 4, 4, 2, 0, 0],
            new[] { cancelled, again, asked, unknown, nobody, wrong, young, old }.Select(it => it.ExitCode));
        Assert.Contains($"{id} cancelled", cancelled.Output, StringComparison.Ordinal);
        Assert.Contains("The job was cancelled.", asked.Error, StringComparison.Ordinal);
        Assert.Contains("'soon'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("0 jobs removed", young.Output, StringComparison.Ordinal);
        Assert.Contains("1 job removed", old.Output, StringComparison.Ordinal);
    }

    // Slow enough to be interrupted, fast enough to be waited for.
    private string Checkpoint(string name) => new CheckpointWriter()
        .With("hidden_size", 48).With("num_attention_heads", 3).With("num_hidden_layers", 4).With("intermediate_size", 96)
            .With("max_length", 512)
        .Write(directory.File(name));

    private async Task<(string Id, string[] Printed)> InterruptAsync(string[] command)
    {
        using var process =
            Process.Start(ProgramRun.StartInfo(AmplifyProgram.Path, command, AmplifyProgram.Environment(directory), directory.Path))!;
        var said = "";
        while (!said.Contains("submitted ", StringComparison.Ordinal))
            said += await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill",
            ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        said += await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 130, said);
        return (Submitted.Match(said).Groups[1].Value, Command.Match(said).Groups[1].Value.Split(' '));
    }

    private Task<ProgramRun> RunAsync(string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    private static string Method(ProgramRun run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonElement.Parse(run.Output).GetProperty("data").GetProperty("results").GetProperty("metadata").GetProperty("method")
            .GetString()!;
    }

    [GeneratedRegex("submitted ([0-9a-f-]+):")]
    private static partial Regex Submitted { get; }

    [GeneratedRegex(@"amplify-mcp (results [0-9a-f-]+ --wait)")]
    private static partial Regex Command { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
