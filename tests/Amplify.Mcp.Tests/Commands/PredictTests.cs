using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

public sealed class PredictTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task It_prints_the_table_and_leaves_a_heat_map_and_a_CSV()
    {
        var run = await RunAsync("predict", InsulinB, "--out", "out");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("30 residues, 570 substitutions by sequence-net-1", run.Output, StringComparison.Ordinal);
        Assert.Contains("not AMPLIFY", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^K29R +-0\.111 +100\.0 +F1P +-0\.594", run.Output);
        var csv = await File.ReadAllLinesAsync(Assert.Single(Directory.GetFiles(directory.File("out"), "*.csv")),
            TestContext.Current.CancellationToken);
        Assert.StartsWith("mutant,score", csv[0], StringComparison.Ordinal);
        Assert.Equal(571, csv.Length);
        Assert.Single(Directory.GetFiles(directory.File("out"), "*.html"));
        Assert.Single(Directory.GetFiles(directory.File("out"), "*.png"));
    }

    [Fact]
    public async Task As_JSON_it_prints_nothing_but_the_envelope_with_the_stored_heat_map()
    {
        var run = await RunAsync("predict", InsulinB, "--json", "--view", "full");

        var envelope = JsonElement.Parse(run.Output);
        var heatmap = envelope.GetProperty("data").GetProperty("results").GetProperty("heatmap");
        Assert.True(envelope.GetProperty("success").GetBoolean());
        Assert.Equal(20, heatmap.GetArrayLength());
        Assert.All(heatmap.EnumerateArray(), row => Assert.Equal(30, row.GetArrayLength()));
        Assert.Equal(0, heatmap["ACDEFGHIKLMNPQRSTVWY".IndexOf('F', StringComparison.Ordinal)][0].GetDouble());
        Assert.False(Directory.Exists(directory.File("amplify-results")));
    }

    [Fact]
    public async Task A_FASTA_file_and_standard_input_are_read_and_what_was_cleaned_up_is_said()
    {
        const string Fasta = ">insulin B\nfvnqhlcgsh lveal\nYLVCGERGFFYTPKT*\n";
        await File.WriteAllTextAsync(directory.File("b.fasta"), Fasta, TestContext.Current.CancellationToken);

        var fromFile = await RunAsync("predict", "b.fasta");
        var fromInput = await AmplifyProgram.RunAsync(directory, ["predict", "-"], Fasta);

        Assert.Contains("cleaned up: removed one trailing stop (*)", fromFile.Error, StringComparison.Ordinal);
        Assert.Contains("cleaned up: read the FASTA record 'insulin B'", fromFile.Error, StringComparison.Ordinal);
        Assert.Equal(0, fromFile.ExitCode);
        Assert.Equal(0, fromInput.ExitCode);
        Assert.Equal(Figures(fromFile), Figures(fromInput));
    }

    [Theory]
    [InlineData("FVNXQ", "INVALID_SEQUENCE: Sequence contains invalid amino acid characters: X at 4")]
    [InlineData("./none.fasta", "No file ./none.fasta")]
    [InlineData("", "There is no sequence: what was given is empty. Nothing was submitted.")]
    public async Task What_cannot_be_read_is_named_and_ends_with_2(string input, string expected)
    {
        var run = await RunAsync("predict", input);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_wrong_setting_is_one_sentence_and_where_to_look()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB], environment: ("AMPLIFY_THREADS", "many"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("amplify-mcp: AMPLIFY_THREADS is 'many'; it takes a whole number from 1 to 256\n"
            + "amplify-mcp predict --help says more.\n", run.Error);
    }

    [Fact]
    public async Task A_sequence_predicted_before_is_found_again_and_says_so()
    {
        var first = await RunAsync("predict", InsulinB);
        var second = await RunAsync("predict", InsulinB);

        Assert.Matches(@"(?m)^submitted [0-9a-f-]+: 30 residues", first.Error);
        Assert.Matches(@"(?m)^already here: [0-9a-f-]+: 30 residues", second.Error);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Control_characters_of_a_FASTA_header_never_reach_the_terminal()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", "-"], ">evil\u001b[2J\u0007\nMKTVRQ\n");

        Assert.Contains("evil", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error + run.Output);
        Assert.DoesNotContain('\u0007', run.Error + run.Output);
    }

    [Fact]
    public async Task Results_collects_what_was_predicted_before_and_says_when_it_knows_nothing()
    {
        var predicted = JsonElement.Parse((await RunAsync("predict", InsulinB, "--json")).Output);

        var again = await RunAsync("results", predicted.GetProperty("data").GetProperty("output_id").GetString()!, "--json");
        var unknown = await RunAsync("results", "no-such-job");

        Assert.Equal(predicted.GetProperty("data").GetRawText(), JsonElement.Parse(again.Output).GetProperty("data").GetRawText());
        Assert.Equal(4, unknown.ExitCode);
        Assert.Contains("No job with this id", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("predict --help", 0)]
    [InlineData("tools --help", 0)]
    [InlineData("--version", 0)]
    [InlineData("predict", 2)]
    [InlineData("tools --format xml", 2)]
    [InlineData("nonsense", 2)]
    public async Task Help_is_everywhere_and_wrong_usage_ends_with_2(string line, int expected)
    {
        var run = await RunAsync(line.Split(' '));

        Assert.Equal(expected, run.ExitCode);
        Assert.NotEmpty(run.Output + run.Error);
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    private static string Figures(ProgramRun run) =>
        string.Join('\n', run.Output.Split('\n').Where(it => !it.Contains(Path.DirectorySeparatorChar)));
}
