using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Mcp.Commands;
using Amplify.Testing;
using Amplify.Tools.Contract;
using Microsoft.ML.Tokenizers;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>A person can ask what an agent can, and gets the tool's own answer.</summary>
public sealed partial class QuestionTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private static readonly TiktokenTokenizer Tokenizer = TiktokenTokenizer.CreateForModel("gpt-4");
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Mutations_are_answered_in_their_order_with_what_tells_them_apart_and_no_files_are_left()
    {
        var run = await RunAsync("predict", InsulinB, "--mutations", "H10A, H5A; K3A H5A:H10A");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^substitution +score  percentile  confidence\nH10A +-0\.\d{3} .+conservation .+\nH5A +-0\.\d{3} ", run.Output);
        Assert.Matches(@"(?m)^H5A:H10A +-0\.\d{3} .+additive$", run.Output);
        Assert.Contains("not AMPLIFY", run.Output, StringComparison.Ordinal);
        Assert.Contains("note: K3A: position 3 is N, not K; K is at 29. Did you mean K29A, or is a --numbering-offset missing?", run.Error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory.File("amplify-results")));
    }

    [Fact]
    public async Task As_JSON_it_is_the_answer_an_agent_gets()
    {
        var id = await PredictAsync(InsulinB);

        var run = await RunAsync("results", id, "--json", "--positions", "5,10", "--limit", "3", "--numbering-offset", "0");

        var data = JsonElement.Parse(run.Output).GetProperty("data");
        Assert.Equal(3, data.GetProperty("results").GetProperty("predictions").GetArrayLength());
        Assert.Equal(38, data.GetProperty("page").GetProperty("total").GetInt32());
        Assert.True(data.GetProperty("page").TryGetProperty("next_cursor", out _));
    }

    [Theory]
    [InlineData(null, 1140)]
    [InlineData("1100", 1100)]
    [InlineData("7", 7)]
    public async Task A_csv_has_every_row_under_one_heading_however_many_pages_it_takes(string? limit, int rows)
    {
        var id = await PredictAsync(InsulinB + InsulinB);

        var run = await RunAsync(["results", id, "--view", "csv", .. limit is null ? (string[])[] : ["--limit", limit]]);
        var lines = run.Output.TrimEnd('\n').Split('\n');

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("mutant,score", lines[0]);
        Assert.Equal(rows, lines[1..].Distinct().Count());
        Assert.All(lines[1..], it => Assert.Matches(@"\A[A-Z]\d+[A-Z],-?\d\.\d{3}\z", it));
        Assert.Equal(lines.Length - 1, rows);
        Assert.InRange(Tokenizer.CountTokens(string.Join('\n', lines[1..])) / (double)rows, 1, 9);
        Assert.Contains("not from AMPLIFY", run.Error, StringComparison.Ordinal); // for people; programs read the lines
    }

    [Fact]
    public async Task Three_cautious_changes_are_three_sites_of_like_residues()
    {
        var run = await RunAsync("predict", InsulinB, "--classes", "conservative", "--per-site", "1", "--exclude", "R", "--limit", "3");
        var wrong = await RunAsync("predict", InsulinB, "--per-site", "0");

        var sites = Regex.Matches(run.Output, @"(?m)^[A-Z](\d+)[A-Z] ").Select(it => it.Groups[1].Value).ToList();
        Assert.Equal((3, 3), (sites.Count, sites.Distinct().Count()));
        Assert.DoesNotMatch(@"(?m)^[A-Z]\d+R ", run.Output);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--per-site", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_matrix_shows_all_residues_of_the_positions_within_the_width_of_a_page()
    {
        var id = await PredictAsync(InsulinB);

        var run = await RunAsync("results", id, "--view", "matrix", "--positions", "9-11", "--numbering-offset", "0");

        Assert.Equal("ACDEFGHIKLMNPQRSTVWY", string.Concat(Heading.Matches(run.Output).Select(it => it.Groups[1].Value.Replace(" ", ""))));
        Assert.Equal(Heading.Count(run.Output), Regex.Count(run.Output, @"(?m)^H10 .* 0\.00|^H10 "));
        Assert.All(run.Output.Split('\n'), it => Assert.InRange(it.Length, 0, 100));
    }

    [Fact]
    public async Task A_limit_alone_gives_the_best_and_says_how_many_there_are()
    {
        var run = await RunAsync("predict", InsulinB, "--limit", "3");

        Assert.Matches(@"\nK29R .+\n.+\n.+\n\z", run.Output);
        Assert.Contains("3 of 570; --limit 570 shows all.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Combinations_from_the_command_line_or_a_file_are_scored_and_shown(bool isFile)
    {
        await File.WriteAllTextAsync(directory.File("pairs.txt"), "H5A:H10A\nV2I:T30S\n", TestContext.Current.CancellationToken);

        var run = await RunAsync("predict", InsulinB, "--variants", isFile ? "pairs.txt" : "V2I:T30S, H5A:H10A");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^V2I:T30S +-0\.\d{3} +-0\.\d{3} +additive\nH5A:H10A ", run.Output);
        Assert.Contains("together: the sum of single scores and no more", Blanks.Replace(run.Output, " "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_scores_combinations_itself_and_a_flag_is_called_one_in_its_warnings()
    {
        string[] model = ["--model", Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32")];

        var run = await RunAsync(["predict", InsulinB, "--variants", "H5A:H10A", .. model]);
        var tooLong = await RunAsync(["predict", new string('M', 700), .. model]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^H5A:H10A +-?\d+\.\d{3} +-?\d+\.\d{3} +-?\d+\.\d{3} +model$", run.Output);
        Assert.Contains("no benchmark of ours shows", Blanks.Replace(run.Output, " "), StringComparison.Ordinal);
        Assert.Contains("allow windows with --window", tooLong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--positions: 'abc' is no position or range", "--positions", "abc")]
    [InlineData("--limit is 0; it takes 1 to", "--limit", "0")]
    [InlineData("--view full is the stored result", "--view", "full")]
    [InlineData("--variants is empty", "--variants", " ")]
    [InlineData("--variants: W5A:H10A: position 5 is H, not W", "--variants", "W5A:H10A")]
    public async Task What_cannot_be_asked_is_refused_by_its_flag_before_anything_is_submitted(string says, string flag, string value)
    {
        var run = await RunAsync("predict", InsulinB, flag, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("amplify-mcp predict --help says more.\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.StartsWith("No jobs.", (await RunAsync("jobs")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mutations")]
    [InlineData("--variants")]
    public async Task A_question_about_one_protein_is_not_asked_of_many(string flag)
    {
        await File.WriteAllTextAsync(directory.File("two.fasta"), $">a\n{InsulinB}\n>b\nMKTVRQERLK\n",
            TestContext.Current.CancellationToken);

        var run = await RunAsync("predict", "two.fasta", flag, "H5A:H10A");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(flag, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("No jobs.", (await RunAsync("jobs")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_and_a_job_that_still_runs_are_answered_in_rows()
    {
        var printed = new StringWriter { NewLine = "\n" };
        var report = new AskedReport(printed, 100);

        report.Print(new ToolData.Batch
        {
            OutputId = "batch",
            Total = 1,
            Jobs =
            [
                new("TRY_01", "id", 30)
                {
                    Status = "completed",
                    Mean = -0.5,
                    Best = "H40A",
                    BestScore = -0.25,
                    Worst = "H40P",
                    WorstScore = -1,
                },
            ],
        });
        report.Print(new ToolData.InProgress
        {
            OutputId = "id",
            ExpectedPaths = new("", ""),
            CheckIntervalSeconds = 1,
            Predictions = [new(9, "S", "A", -0.5, null, "S9A", null)],
        });

        Assert.Matches(@"\nTRY_01  completed +-0\.500  H40A +-0\.250  H40P +-1\.000\n", printed.ToString());
        Assert.Matches(@"\nS9A +-0\.500\n", printed.ToString());
    }

    private async Task<string> PredictAsync(string sequence) => JsonElement.Parse((await RunAsync("predict", sequence, "--json")).Output)
        .GetProperty("data").GetProperty("output_id").GetString()!;

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    [GeneratedRegex(@"(?m)^site +([A-Z ]+) mean$")]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
