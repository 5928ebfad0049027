using System.Text;
using System.Text.Json;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Scans;

/// <summary>Where a stored shape's limits lie.</summary>
public class StoredShapeTests
{
    private const string Protein = "MKTVRQERLK";
    private static readonly string Heatmap = Encoding.UTF8.GetString(Examples.Container(Protein));

    [Theory]
    [InlineData(5, "at 5 of 6 positions (1, 2, 3, 4, 5).")]
    [InlineData(6, "at 6 of 6 positions (1, 2, 3, 4, 5, …).")]
    public void Of_many_positions_without_a_wild_type_the_first_are_named(int untold, string words)
    {
        var rows = Enumerable.Range(0, 20).Select(row =>
            $"[{string.Join(',', Enumerable.Range(0, 6).Select(column => column >= untold && row == 0 ? 0 : -1))}]");

        var told = Read($$"""{"heatmap": [{{string.Join(',', rows)}}], "metadata": {"method": "m"} }""");
        var masked = Read($$"""{"heatmap": [{{string.Join(',', rows)}}] }""");

        Assert.Equal("The wild type cannot be told from the stored scores " + words, told.Warning);
        Assert.EndsWith("rank with care. " + told.Warning, masked.Warning);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(100_001, 1)]
    public void A_prediction_may_stand_as_far_as_position_100_000(int position, int length) => Assert.Equal(length, Read(
        $$"""
        { "predictions": [{ "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 1 },
                          { "position": {{position}}, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }] }
        """)
        .Scan!.Length);

    [Fact]
    public void Three_layers_of_quotes_are_read_through_and_a_fourth_is_a_string()
    {
        var three = Quote(Quote(Quote(Heatmap)));

        Assert.Equal(Protein, Read(three).Scan!.WildTypes);
        Assert.Null(Read(Quote(three)).Scan);
        Assert.Null(Read(Quote(Quote(Quote($"[{Quote(Heatmap)}]")))).Scan);
    }

    [Fact]
    public void Fifty_levels_are_json_and_one_more_is_text()
    {
        string Nested(int levels) => new string('[', levels) + "1" + new string(']', levels);

        Assert.Null(Read(Nested(50)).Warning);
        Assert.NotNull(Read(Nested(51)).Warning);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("\"words\"")]
    [InlineData("[0]")]
    [InlineData("[\"words\"]")]
    public void Anything_said_is_not_empty(string stored) => Assert.Null(Read(stored).Warning);

    [Theory]
    [InlineData("""{"other": {"heatmap": HEATMAP}, "heatmap": HEATMAP}""", true)]
    [InlineData("""{"other": {"heatmap": HEATMAP}}""", false)]
    [InlineData("""{"confidence": {"a": [1]}, "heatmap": HEATMAP}""", true)]
    [InlineData("""{"confidence": 7, "predictions": {"a": [1]}, "heatmap": HEATMAP}""", true)]
    public void What_stands_beside_a_heat_map_is_passed_over_whole(string stored, bool isScan) =>
        Assert.Equal(isScan, Read(stored.Replace("HEATMAP", Examples.Rows(Protein), StringComparison.Ordinal)).Scan is not null);

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"x\"]")]
    [InlineData("[true]")]
    [InlineData("[[0]]")]
    [InlineData("[-1, true]")]
    public void Twenty_rows_of_anything_but_numbers_are_no_scan(string row) =>
        Assert.Null(Read($$"""{"heatmap": [{{string.Join(',', Enumerable.Repeat(row, 20))}}]}""").Scan);

    [Theory]
    [InlineData("heatmap")]
    [InlineData("predictions")]
    public void Metadata_behind_numbers_nobody_wants_is_read(string key)
    {
        var stored = Encoding.UTF8.GetBytes($$"""{"{{key}}": [[1, {"a": 2}]], "metadata": {"method": "m"} }""");

        var result = StoredResult.Read(stored);

        Assert.Null(result.Scan);
        Assert.Equal("m", result.Metadata?.Text("method"));
    }

    [Fact]
    public void Quoted_text_that_only_begins_as_a_result_is_an_ordinary_string()
    {
        var result = Read(Quote(Heatmap[..^1]));

        Assert.Null(result.Scan);
        Assert.Null(result.Warning);
    }

    [Fact]
    public void Pythons_NaN_is_read_inside_quotes_too() =>
        Assert.Equal("C",
            Read(Quote($$"""{"heatmap": [[NaN], [0], {{string.Join(',', Enumerable.Repeat("[-1]", 18))}}]}""")).Scan!.WildTypes);

    [Fact]
    public void A_prediction_is_read_whatever_stands_between_its_fields()
    {
        var scan = Read("""
            { "predictions": [{ "more": {"position": 9, "x": [1]}, "confidence": {"a": 1}, "position": 2, "original_aa": "A", "variant_aa": "C", "effect_score": -1 }, 7] }
            """).Scan!;

        Assert.Equal("?A", scan.WildTypes);
        Assert.Equal([new Variant(1, 1, -1)], scan.Variants());
        Assert.Null(scan.ConfidenceAt(1, 1));
        Assert.Null(scan.ConfidenceAt(5, 0));
    }

    [Theory]
    [InlineData("[[ROW]]")]
    [InlineData("""{"x": ROW}""")]
    public void Predictions_are_a_plain_list(string predictions) => Assert.Null(Read($$"""{"predictions": {{predictions}} }""".Replace(
        "ROW", """{ "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }""", StringComparison.Ordinal)).Scan);

    [Fact]
    public void Method_and_unit_are_those_the_metadata_states()
    {
        const string Prediction = """ "predictions": [{ "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }] """;

        Assert.Equal(("m", "u"), Scale(Read($$"""{ {{Prediction}}, "metadata": {"method": "m", "score_unit": "u"} }""")));
        Assert.Equal(("not stated", "not stated"), Scale(Read($$"""{ {{Prediction}}, "metadata": [] }""")));
        Assert.Equal(("m", "u"), Scale(StoredResult.Read(Examples.Told(Protein, "u", "m"))));
        Assert.Equal(("endpoint, not stated", "llr_nat"), Scale(Read(Heatmap)));
    }

    [Fact]
    public void Brief_metadata_has_the_known_entries_first_and_what_is_short_of_the_others()
    {
        var (fits, tooLong) = (new string('k', 40), new string('k', 41));
        var others = string.Join(", ", Enumerable.Range(1, 12).Select(it => $"\"x{it}\": {it}"));

        var brief = Brief($$"""
            { "deep": {"a": 1}, "{{tooLong}}": 1, "{{fits}}": false, "text": "{{new string('t', 161)}}", "none": null, {{others}},
              "score_unit": "llr_nat", "model_version": "v" }
            """);

        Assert.Equal(
            $$"""{"model_version":"v","score_unit":"llr_nat","{{fits}}":false,"text":"{{new string('t', 160)}}…","x1":1,"x2":2,"x3":3,"x4":4,"x5":5}""",
            brief);
        Assert.Equal(
            """{"model_version":1,"processing_time":2,"method":3,"score_unit":4,"score_zero":5,"confidence_definition":6,"position_base":7,"a":0}""",
            Brief("""
                { "a": 0, "position_base": 7, "confidence_definition": 6, "score_zero": 5, "score_unit": 4, "method": 3, "processing_time": 2, "model_version": 1 }
                """));
        Assert.Equal("{}", Brief("[1]"));
        Assert.Equal("""{"it's":true}""", Brief("""{"it's":true}"""));
    }

    private static (string Method, string Unit) Scale(StoredResult result) => (result.Scan!.Scale.Method, result.Scan.Scale.Unit);

    private static string Brief(string metadata) =>
        Encoding.UTF8.GetString(Read($$"""{ "a": 1, "metadata": {{metadata}} }""").BriefMetadata().Utf8.Span);

    private static StoredResult Read(string stored) => StoredResult.Read(Encoding.UTF8.GetBytes(stored));

    private static string Quote(string text) => JsonSerializer.Serialize(text, TestJson.Default.String);
}
