using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class ResultViewTests
{
    private const string Protein = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";

    [Fact]
    public async Task A_summary_holds_figures_lists_and_a_few_rows()
    {
        var data = await ViewAsync("");
        var all = Rows(await AllAsync("\"view\": \"table\", \"limit\": 100", "")).ToList();

        var summary = data.GetProperty("summary");
        Assert.Equal((65, 1235), (summary.GetProperty("length").GetInt32(), summary.GetProperty("substitutions").GetInt32()));
        Assert.Contains("not pathogenicity", summary.Text("score.meaning"));
        Assert.Equal(
            (all[^1].Score, all[617].Score, all[0].Score),
            (summary.Number("min"), summary.Number("median"), summary.Number("max")));
        Assert.Equal(all.Count(it => it.Score > 0), summary.GetProperty("above_zero").GetInt32());
        Assert.All(summary.GetProperty("thresholds").EnumerateObject(), it =>
            Assert.InRange(
                all.Count(row => row.Score <= it.Value.GetDouble()) * 100.0 / all.Count,
                double.Parse(it.Name[1..], CultureInfo.InvariantCulture),
                100));
        Assert.Equal(3, data.At("page.returned").GetInt32());
        Assert.True(data.At("page.truncated").GetBoolean());
    }

    [Theory]
    [InlineData("top")]
    [InlineData("bottom")]
    public async Task Lists_hold_at_most_three_a_site_no_wild_type_and_no_start(string list)
    {
        var summary = (await ViewAsync("")).GetProperty("summary");

        var mutations = summary.GetProperty(list).EnumerateArray().Select(it => it.Text("mutation")!).ToList();
        Assert.Equal(10, mutations.Count);
        Assert.All(mutations.GroupBy(it => it[..^1]), site => Assert.InRange(site.Count(), 1, 3));
        Assert.All(mutations, it => Assert.True(it[0] != it[^1] && it[..^1] != "M1"));
        Assert.All(
            mutations,
            it => Assert.Equal(Protein[int.Parse(it[1..^1], CultureInfo.InvariantCulture) - 1], it[0]));
    }

    [Fact]
    public async Task Tolerant_and_constrained_positions_are_merged_into_regions()
    {
        var rows = string.Join(",", Enumerable.Range(0, 20).Select(row => "[" + string.Join(",", "ACDEFGHIKLMN".Select((wildType, column) =>
            ProteinSequence.Residues[row] == wildType ? "0" : column is 3 or 4 or 5 ? "-9" : column == 8 ? "2" : "-1")) + "]"));
        var tools = new ToolBench(
            new ScriptedBackend(Encoding.UTF8.GetBytes($$"""{"heatmap": [{{rows}}], "metadata": {"method": "m"} }""")));

        var summary = (await tools.ResultsAsync()).At("data.summary");

        var constrained = Assert.Single(summary.GetProperty("constrained").EnumerateArray());
        Assert.Equal(("4-6", "EFG", -9.0), (constrained.Text("positions"), constrained.Text("wild_type"), constrained.Number("mean")));
        Assert.Contains("9", summary.GetProperty("tolerant").EnumerateArray().Select(it => it.Text("positions")));
    }

    [Fact]
    public async Task Pages_of_a_table_give_every_substitution_once_best_first()
    {
        var rows = Rows(await AllAsync("\"view\": \"table\", \"limit\": 100", "")).ToList();

        Assert.Equal(1235, rows.Select(it => it.Mutation).Distinct().Count());
        Assert.Equal(rows.OrderByDescending(it => it.Score).Select(it => it.Score), rows.Select(it => it.Score));
        Assert.All(rows, it => Assert.InRange(it.Percentile, 0, 100));
    }

    [Fact]
    public async Task A_table_takes_filters_and_leaves_the_lists_out()
    {
        var data = await ViewAsync("\"view\": \"table\", \"positions\": \"2,5-6\"");

        Assert.False(data.GetProperty("summary").TryGetProperty("top", out _));
        Assert.Equal((50.0, 57.0), (data.Number("page.returned"), data.Number("page.total")));
        Assert.All(
            data.At("results.predictions").EnumerateArray(),
            it => Assert.Contains(it.GetProperty("position").GetInt32(), (int[])[2, 5, 6]));
    }

    [Fact]
    public async Task Rows_carry_the_documented_fields_and_flag_a_lost_start()
    {
        var data = await ViewAsync("\"mutations\": \"M1L p.Lys2Ala\"");

        var rows = data.At("results.predictions");
        Assert.Equal(
            ("M", "L", "M1L", true),
            (rows[0].Text("original_aa"), rows[0].Text("variant_aa"), rows[0].Text("mutation"), rows[0].GetProperty("start_loss")
                .GetBoolean()));
        Assert.Equal(2, rows[1].GetProperty("position").GetInt32());
        Assert.Equal(Math.Round((double)Examples.Score(Protein, 0, 1), 4), rows[1].Number("effect_score"));
        Assert.InRange(rows[1].Number("confidence"), 0, 1);
        Assert.False(rows[1].TryGetProperty("start_loss", out _));
    }

    [Fact]
    public async Task A_combination_is_a_sum_and_is_called_additive()
    {
        var data = await ViewAsync("\"mutations\": \"K2A:T3L, p.[Lys2Ala;Thr3Leu], K2A:W3L\"");

        var combined = data.GetProperty("combined");
        Assert.Equal(2, combined.GetArrayLength());
        Assert.Equal(("K2A:T3L", "additive"), (combined[0].Text("mutation"), combined[0].Text("kind")));
        Assert.Equal(Math.Round((double)Examples.Score(Protein, 0, 1) + Examples.Score(Protein, 9, 2), 4), combined[0].Number("score"), 4);
        Assert.Contains("position 3 is T, not W", data.Text("notes.0"));
        Assert.Empty(data.At("results.predictions").EnumerateArray());
    }

    [Fact]
    public async Task A_matrix_shows_forty_positions_whole_and_pages_on()
    {
        var pages = await AllAsync("\"view\": \"matrix\"", "");

        Assert.Equal([40, 25], pages.Select(it => it.At("results.rows").GetArrayLength()));
        var rows = pages.SelectMany(it => it.At("results.rows").EnumerateArray()).ToList();
        Assert.Equal(ProteinSequence.Residues, pages[0].Text("results.columns"));
        Assert.Equal(Enumerable.Range(1, 65), rows.Select(it => it.GetProperty("position").GetInt32()));
        Assert.Equal(Protein, string.Concat(rows.Select(it => it.Text("wild_type"))));
        for (var row = 0; row < 20; row++) Assert.Equal(
            Math.Round((double)Examples.Score(Protein, row, 7), 2),
            rows[7].GetProperty("scores")[row].GetDouble());
    }

    [Fact]
    public async Task Lines_are_the_table_s_rows_and_page_on_by_the_thousand()
    {
        var pages = await AllAsync("\"view\": \"csv\"", "");
        var asked = await ViewAsync("\"view\": \"csv\", \"mutations\": \"K12A, M11L\", \"numbering_offset\": 10");

        var rows = Rows(await AllAsync("\"view\": \"table\", \"limit\": 100", ""));
        var lines = pages.Select(it => it.Text("results.csv")!.Split('\n')).ToList();
        Assert.Equal([1000, 235], pages.Select(it => it.At("page.returned").GetInt32()));
        Assert.All(lines, it => Assert.Equal("mutant,score", it[0]));
        Assert.Equal(rows.Select(it => string.Create(CultureInfo.InvariantCulture, $"{it.Mutation},{it.Score:0.000}")),
            lines.SelectMany(it => it[1..]));
        Assert.Matches(@"\Amutant,score\nK12A,-?\d+\.\d{3}\nM11L,-?\d+\.\d{3}\z", asked.Text("results.csv")!);
    }

    [Theory]
    [InlineData("csv", 1000, true)]
    [InlineData("csv", 1001, false)]
    [InlineData("table", 101, false)]
    public async Task Only_lines_may_be_asked_for_by_the_thousand(string view, int limit, bool isAnswered)
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Protein)));

        var answer = await tools.ResultsAsync($"\"view\": \"{view}\", \"limit\": {limit}");

        Assert.Equal(isAnswered, answer.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task A_matrix_takes_a_window_and_an_offset()
    {
        var data = await ViewAsync("\"view\": \"matrix\", \"positions\": \"120-130\", \"numbering_offset\": 100");

        Assert.Equal(
            Enumerable.Range(120, 11),
            data.At("results.rows").EnumerateArray().Select(it => it.GetProperty("position").GetInt32()));
        Assert.False(data.At("page.truncated").GetBoolean());
    }

    [Fact]
    public async Task A_score_that_is_not_stored_is_null_in_a_matrix_and_the_wild_type_is_0()
    {
        var tools = new ToolBench(new ScriptedBackend(
            """{"predictions": [{"position": 1, "original_aa": "C", "variant_aa": "A", "effect_score": -1.234}]}"""u8.ToArray()));

        var row = (await tools.ResultsAsync("\"view\": \"matrix\"")).At("data.results.rows.0");

        Assert.Equal("[-1.23,0,null", row.GetProperty("scores").GetRawText()[..13]);
    }

    [Theory]
    [InlineData("\"view\": \"table\", \"positions\": \"1-20\"", "\"view\": \"table\", \"positions\": \"1-21\"")]
    [InlineData("\"view\": \"table\"", "\"view\": \"matrix\"")]
    [InlineData("\"mutations\": \"*A\", \"limit\": 1", "\"mutations\": \"*C\", \"limit\": 1")]
    [InlineData("\"limit\": 1", "\"limit\": 1, \"numbering_offset\": 1")]
    public async Task A_cursor_belongs_to_its_question(string question, string other)
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Protein)));
        var cursor = (await tools.ResultsAsync(question)).Text("data.page.next_cursor");

        var own = await tools.ResultsAsync($"{question}, \"cursor\": \"{cursor}\"");
        var foreign = await tools.ResultsAsync($"{other}, \"cursor\": \"{cursor}\"");

        Assert.True(own.GetProperty("success").GetBoolean());
        Assert.Equal("INVALID_EVENT_STRUCTURE", foreign.Text("error_code"));
    }

    [Fact]
    public async Task The_whole_result_is_shortened_where_it_does_not_fit_and_says_where_it_is()
    {
        var stored = Examples.Told(Examples.Protein(300));
        var link = new ResultLink("https://signed.example/x", ScriptedBackend.Noon.AddHours(1));
        var tools = new ToolBench(new ScriptedBackend(new Prediction.Completed(
            stored,
            "s3://bucket/async-inference-output/job-1.out",
            ScriptedBackend.Noon,
            () => link)));

        var data = (await tools.ResultsAsync("\"view\": \"full\"")).GetProperty("data");

        Assert.Contains(
            $"The whole result has {stored.Length:N0} bytes, more than fits into this answer; it is at results_url.",
            data.Text("warnings.0"));
        Assert.Equal("https://signed.example/x", data.Text("results_url"));
        Assert.InRange(data.At("summary.top").GetArrayLength(), 5, 10);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task The_whole_result_is_given_as_long_as_it_fits(int spare, bool whole)
    {
        var stored = Examples.Told(Protein);
        var tools = new ToolBench(new ScriptedBackend(stored));

        var data = (await tools.ResultsAsync("\"view\": \"full\"", ToolBench.Mcp with { MaxBytes = stored.Length + 5_500 + spare }))
            .GetProperty("data");

        Assert.Equal(whole, data.GetProperty("results").Has("heatmap"));
        Assert.Equal(!whole, data.Has("warnings"));
        if (!whole) Assert.EndsWith("more than fits into this answer; it is at s3_output_path.", data.Text("warnings.0"));
    }

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(2_001, false)]
    public async Task Json_that_is_no_scan_is_given_while_it_is_small_and_then_its_beginning(int length, bool whole)
    {
        var stored = $$"""{"note":"{{new string('x', length - 11)}}"}""";
        var tools = new ToolBench(new ScriptedBackend(Encoding.UTF8.GetBytes(stored)));

        var results = (await tools.ResultsAsync()).At("data.results");

        if (whole) Assert.Equal(stored, results.GetRawText());
        else Assert.Equal(stored[..2_000], results.Text("raw_output"));
        Assert.Equal(!whole, results.Has("warning"));
    }

    [Fact]
    public async Task Text_that_is_no_json_is_given_by_its_beginning_too()
    {
        var tools = new ToolBench(new ScriptedBackend(Encoding.UTF8.GetBytes(new string('x', 2_500))));

        var results = (await tools.ResultsAsync()).At("data.results");

        Assert.Equal(new string('x', 2_000), results.Text("raw_output"));
        Assert.Equal(
            "These are the first characters of 2,500 bytes; the result holds no heat map or predictions this server can read.",
            results.Text("warning"));
    }

    [Fact]
    public async Task What_was_not_asked_for_is_not_there()
    {
        var data = await ViewAsync("\"view\": \"table\", \"positions\": \"2\"");

        Assert.All(["combined", "notes", "warnings", "numbering_offset", "results_url"], it => Assert.False(data.Has(it)));
        Assert.False(data.At("page.truncated").GetBoolean());
    }

    [Fact]
    public async Task What_to_know_before_trusting_the_numbers_comes_with_them()
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Container(Protein)));

        Assert.Contains("never restores a mask", (await tools.ResultsAsync()).Text("data.warnings.0"));
    }

    [Fact]
    public async Task An_offset_moves_the_rows_and_is_repeated()
    {
        var data = await ViewAsync("\"mutations\": \"K102A\", \"numbering_offset\": 100");

        Assert.Equal((100, 102), (data.Number("numbering_offset"), data.Number("results.predictions.0.position")));
        Assert.Equal("K102A", data.Text("results.predictions.0.mutation"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"view\": \"heatmap\"", true)]
    [InlineData("\"view\": \"table\"", false)]
    [InlineData("\"view\": \"matrix\"", false)]
    [InlineData("\"positions\": \"2\"", false)]
    [InlineData("\"mutations\": \"K2A\"", false)]
    public async Task Lists_are_for_those_who_asked_for_nothing_in_particular(string arguments, bool lists) =>
        Assert.Equal(lists, (await ViewAsync(arguments)).GetProperty("summary").Has("top"));

    private static async Task<JsonElement> ViewAsync(string arguments)
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Protein)));
        return (await tools.ResultsAsync(arguments)).GetProperty("data");
    }

    private static async Task<List<JsonElement>> AllAsync(string arguments, string cursor)
    {
        var pages = new List<JsonElement>();
        while (true)
        {
            pages.Add(await ViewAsync(arguments + cursor));
            if (!pages[^1].GetProperty("page").TryGetProperty("next_cursor", out var next)) return pages;
            cursor = $", \"cursor\": \"{next.GetString()}\"";
        }
    }

    private static IEnumerable<(string Mutation, double Score, double Percentile)> Rows(IEnumerable<JsonElement> pages) => pages
        .SelectMany(it => it.At("results.predictions").EnumerateArray())
        .Select(it => (it.Text("mutation")!, it.Number("effect_score"), it.Number("percentile")));
}
