using System.Text.Json;
using Amplify.Local;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

/// <summary>What get_results makes of measurements, filters and a wish for a library.</summary>
public class OrderTests
{
    private const string Protein = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";

    [Fact]
    public async Task Measurements_are_compared_and_doubles_averaged_and_said()
    {
        var assay = await AskAsync("""  "measurements": "lower is better\nK2A 3\nK2A 5\nT3G 1\nV4I -2\np.Arg5Trp 7\nW6A 1\nQ6= 0"  """);

        Assert.Equal((4, 4), (assay.At("assay.n").GetInt32(), assay.At("assay.sites").GetInt32()));
        Assert.Equal("lower is better", assay.Text("assay.direction"));
        Assert.Equal(2, assay.At("assay.interval").GetArrayLength());
        Assert.Matches(@"^Spearman -?\d\.\d\d \(95 % interval -?\d\.\d\d to -?\d\.\d\d, n = 4\): .*do not tell the scores from chance\.$",
            assay.Text("comparison")!);
        Assert.Equal("4 measurements at 4 sites tell nothing about other sites; a calibrated ranking takes 24 at 8 sites or more",
            assay.Text("assay.calibrated.reason"));
        var doubled = assay.At("assay.disagree_most").EnumerateArray().Single(it => it.Text("mutation") == "K2A");
        Assert.Equal(4, doubled.GetProperty("measured").GetDouble());
        var notes = assay.GetProperty("notes").EnumerateArray().Select(it => it.GetString()!).ToList();
        Assert.Contains("1 substitution was measured more than once: their means are taken.", notes);
        Assert.Contains(notes, it => it.StartsWith("W6A: position 6 is Q, not W", StringComparison.Ordinal));
        Assert.Contains(notes, it => it.Contains("no single substitution", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_direction_that_nobody_stated_is_asked_for() =>
        Assert.Contains("not stated", (await AskAsync("\"measurements\": [\"K2A 3\", \"T3G 1\", \"V4I 2\"]")).Text("assay.direction"));

    [Theory]
    [InlineData("K2A", "is no mutation and number")]
    [InlineData("K2A 1,5", "decimal comma")]
    [InlineData("lower is better", "is empty")]
    public async Task Measurements_that_cannot_be_read_are_refused(string text, string says)
    {
        var envelope = await new ToolBench(new ScriptedBackend(await StoredAsync())).CallAsync("get_results",
            $$"""{ "output_id": "an-id", "measurements": "{{text}}\nT3G x" }""");

        Assert.False(envelope.GetProperty("success").GetBoolean());
        Assert.Contains(text == "lower is better" ? "is no mutation and number" : says, envelope.Text("message"));
    }

    [Fact]
    public async Task A_calibrated_ranking_is_offered_where_it_pays_and_keeps_to_the_filters()
    {
        var scan = StoredResult.Read(await StoredAsync()).Scan!;
        var lines = scan.Variants().Where(it => ((it.Row * 7) + it.Column) % 11 == 0)
            .Select(it => $"{ScanSummary.Notation(scan, it, 0)} {(it.Column % 3 * 3) + it.Score:0.###}");

        var data = await AskAsync($$"""
            "measurements": "{{string.Join("\\n", lines)}}", "per_site": 1, "limit": 4, "exclude": "C,P"
            """);

        Assert.True(data.At("assay.calibrated.offered").GetBoolean(), data.At("assay").ToString());
        Assert.True(data.Number("assay.calibrated.validated") > data.Number("assay.calibrated.scores_alone"));
        var best = data.At("assay.calibrated.best").EnumerateArray().Select(it => it.Text("mutation")!).ToList();
        Assert.Equal(4, best.Select(it => it[1..^1]).Distinct().Count());
        Assert.All(best, it => Assert.DoesNotContain(it[^1], "CP"));
        Assert.All(best, it => Assert.Equal(2, (int.Parse(it[1..^1], System.Globalization.CultureInfo.InvariantCulture) - 1) % 3));
    }

    [Fact]
    public async Task Three_cautious_changes_are_three_sites()
    {
        var data = await AskAsync("\"view\": \"table\", \"per_site\": 1, \"limit\": 3, \"classes\": \"conservative\", \"exclude\": \"r\"");

        var rows = data.At("results.predictions").EnumerateArray().Select(it => it.Text("mutation")!).ToList();
        Assert.Equal(3, rows.Select(it => it[1..^1]).Distinct().Count());
        Assert.All(rows, it =>
            Assert.True(ResidueTraits.IsConservative(AminoAcids.RowOf(it[0]), AminoAcids.RowOf(it[^1])) && it[^1] != 'R', it));
        Assert.InRange(data.At("page.total").GetInt32(), 3, Protein.Length);
    }

    [Fact]
    public async Task A_library_names_codons_and_sizes_and_says_when_it_is_too_large()
    {
        var data = await AskAsync("""
            "view": "library", "positions": "9,13", "limit": 4, "keep": "W", "exclude": "P"
            """);
        var large = await AskAsync("\"view\": \"library\", \"positions\": \"2-20\", \"limit\": 19");
        var unasked = await AskAsync("\"view\": \"library\"");

        var sites = data.At("library.sites").EnumerateArray().ToList();
        Assert.Equal([9, 13], sites.Select(it => it.GetProperty("position").GetInt32()));
        foreach (var site in sites)
        {
            var made = string.Concat(site.GetProperty("codons").EnumerateArray()
                .Select(it => Libraries.BenchDecoder.Decode(it.GetString()!)));
            Assert.Equal(site.GetProperty("size").GetInt32(), made.Length);
            Assert.Contains('W', site.Text("residues")!);
            Assert.Empty(site.Text("residues")!.Except(made));
            Assert.Empty(made.Intersect("P*"));
        }

        Assert.Equal(sites.Aggregate(1.0, (all, it) => all * it.GetProperty("size").GetInt32()), data.Number("library.dna_size"));
        var notes = string.Join('\n', large.GetProperty("notes").EnumerateArray().Select(it => it.GetString()));
        Assert.Contains("19 sites were asked for; these are the first 12", notes, StringComparison.Ordinal);
        Assert.Contains("above the 1e7", notes, StringComparison.Ordinal);
        Assert.Equal(3, unasked.At("library.sites").GetArrayLength());
    }

    [Fact]
    public async Task At_most_two_next_steps_come_ready_to_use()
    {
        var data = await AskAsync("");

        var steps = data.GetProperty("next").EnumerateArray().ToList();
        Assert.Equal(2, steps.Count);
        foreach (var step in steps)
        {
            Assert.Equal("get_results", step.Text("tool"));
            var answer = await new ToolBench(new ScriptedBackend(await StoredAsync()))
                .CallAsync("get_results", step.GetProperty("arguments").GetRawText());
            Assert.True(answer.GetProperty("success").GetBoolean());
            Assert.False(answer.At("data").TryGetProperty("warnings", out var warnings)
                && warnings.ToString().Contains("not known", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("\"exclude\": \"XB\"", "'exclude' is 'XB'; it takes residues")]
    [InlineData("\"per_site\": 0", "'per_site' is '0'")]
    [InlineData("\"classes\": \"bold\"", "it takes all, conservative")]
    public async Task A_filter_that_is_none_is_refused(string arguments, string says)
    {
        var envelope = await new ToolBench(new ScriptedBackend(await StoredAsync()))
            .CallAsync("get_results", $$"""{ "output_id": "an-id", {{arguments}} }""");

        Assert.Contains(says, envelope.Text("message"));
    }

    private static async Task<JsonElement> AskAsync(string arguments)
    {
        var envelope = await new ToolBench(new ScriptedBackend(await StoredAsync())).CallAsync("get_results",
            $$"""{ "output_id": "an-id"{{(arguments.Length == 0 ? "" : ", " + arguments)}} }""");
        Assert.True(envelope.GetProperty("success").GetBoolean(), envelope.ToString());
        return envelope.At("data");
    }

    private static async Task<byte[]> StoredAsync()
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        return (await net.PredictAsync(Protein, _ => { }, TestContext.Current.CancellationToken)).Write();
    }
}
