using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Scans;

public class StoredResultTests
{
    private const string Protein = "MKTVRQERLK";
    private static readonly string Heatmap = Encoding.UTF8.GetString(Examples.Container(Protein));

    [Fact]
    public void A_container_heat_map_gives_scores_wild_types_and_the_masking_warning()
    {
        var result = Read(Heatmap);

        Assert.Equal(Protein, result.Scan!.WildTypes);
        Assert.Equal(19 * Protein.Length, result.Scan.Variants().Count());
        Assert.Equal(Examples.Score(Protein, 3, 7), result.Scan[3, 7]);
        Assert.Contains("never restores a mask", result.Warning);
        Assert.Equal("llr_nat", result.Scan.Scale.Unit);
        Assert.Equal(Heatmap, Encoding.UTF8.GetString(result.Verbatim.Utf8.Span));
    }

    [Fact]
    public void Metadata_that_says_how_it_was_made_needs_no_warning()
    {
        var result = StoredResult.Read(Examples.Told(Protein));

        Assert.Null(result.Warning);
        Assert.Equal("masked-marginal", result.Scan!.Scale.Method);
    }

    [Fact]
    public void The_masking_warning_is_given_when_no_scan_is_wanted_too() =>
        Assert.Contains("never restores a mask", StoredResult.Read(Examples.Container(Protein)).WarningUnread);

    [Fact]
    public void A_pair_with_a_content_type_is_read_through()
    {
        var result = Read($"[{Quote(Heatmap)}, \"application/json\"]");

        Assert.Equal(Protein, result.Scan!.WildTypes);
        Assert.Contains("never restores a mask", result.Warning);
    }

    [Fact]
    public void Double_and_threefold_encoding_are_read_through()
    {
        Assert.Equal(Protein, Read(Quote(Heatmap)).Scan!.WildTypes);
        Assert.Equal(Protein, Read(Quote(Quote(Heatmap))).Scan!.WildTypes);
        Assert.Equal(Protein, Read(Quote($"[{Quote(Heatmap)}, \"application/json\"]")).Scan!.WildTypes);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_result()
    {
        var result = Read("\uFEFF" + Heatmap);

        Assert.Equal(Protein, result.Scan!.WildTypes);
        Assert.Equal(Heatmap, Encoding.UTF8.GetString(result.Verbatim.Utf8.Span));
    }

    [Fact]
    public void Predictions_are_placed_by_their_1_based_position()
    {
        var result = Read("""
            { "predictions": [ { "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 0.85, "confidence": 0.92 },
                               { "position": 3, "original_aa": "T", "variant_aa": "A", "effect_score": -2, "confidence": null, "more": {"x": [1]} } ],
              "metadata": { "model_version": "amplify-v1.0", "processing_time": "45.2s" } }
            """);

        Assert.Equal("M?T", result.Scan!.WildTypes);
        Assert.Equal(0.85f, result.Scan[AminoAcids.RowOf('L'), 0]);
        Assert.Equal(0.92f, (float)result.Scan.ConfidenceAt(AminoAcids.RowOf('L'), 0)!.Value);
        Assert.Null(result.Scan.ConfidenceAt(0, 2));
        Assert.Equal("not stated", result.Scan.Scale.Unit);
        Assert.Null(result.Warning);
    }

    [Theory]
    [InlineData("""{"heatma\ud800":1,"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":1}]}""")]
    [InlineData("""{"predictions":[{"positio\udc00":1,"position":1,"original_aa":"M","variant_aa":"L","effect_score":1}]}""")]
    [InlineData("""{"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":1}],"metadata":{"\ud800":1}}""")]
    public void A_name_that_is_no_text_hides_nothing(string stored)
    {
        var result = StoredResult.Read(Encoding.UTF8.GetBytes(stored));

        Assert.Equal("M", result.Scan?.WildTypes);
        Assert.Contains('{', Encoding.UTF8.GetString(result.BriefMetadata().Utf8.Span));
    }

    [Theory]
    [InlineData("""{ "position": 0, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }""")]
    [InlineData("""{ "position": 1, "original_aa": "X", "variant_aa": "L", "effect_score": 1 }""")]
    [InlineData("""{ "position": 1, "original_aa": "M", "variant_aa": "Leu", "effect_score": 1 }""")]
    [InlineData("""{ "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": "1" }""")]
    [InlineData("""{ "position": 1, "original_aa": "M", "variant_aa": "L", "effect_score": 1e999 }""")]
    [InlineData("""{ "position": 999999999, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }""")]
    [InlineData("""{ "position": 1, "variant_aa": "L", "effect_score": 1 }""")]
    [InlineData("""{ "position": 1, "original_aa": "M", "effect_score": 1 }""")]
    [InlineData("""{ "position": [1], "original_aa": {"a": 1}, "effect_score": [[1]] }""")]
    [InlineData("{}")]
    public void Predictions_that_cannot_be_placed_are_left_out_and_counted(string bad)
    {
        var result =
            Read($$"""{ "predictions": [{ "position": 2, "original_aa": "M", "variant_aa": "L", "effect_score": 1 }, {{bad}}] }""");

        Assert.Equal("?M", result.Scan!.WildTypes);
        Assert.Contains("1 of 2 stored predictions could not be read", result.Warning);
    }

    [Theory]
    [InlineData("", "Results file is empty")]
    [InlineData(" \r\n\t", "Results file is empty")]
    [InlineData("\uFEFF", "Results file is empty")]
    [InlineData("{}", "Results parsed as empty JSON")]
    [InlineData("[]", "Results parsed as empty JSON")]
    [InlineData("null", "Results parsed as empty JSON")]
    [InlineData("\"\"", "Results parsed as empty JSON")]
    [InlineData("0", "Results parsed as empty JSON")]
    [InlineData("false", "Results parsed as empty JSON")]
    public void Emptiness_is_told_apart(string stored, string warning)
    {
        var result = Read(stored);

        Assert.Equal(warning, result.Warning);
        Assert.Equal(warning, Json(result).Text("warning"));
        Assert.Equal(stored.TrimStart('\uFEFF').Trim(), Json(result).Text("raw_output"));
    }

    [Theory]
    [InlineData("the model says hello", 1, 2)]
    [InlineData("epoch 1: loss NaN, gradient -Infinity", 1, 1)]
    [InlineData("{\"heatmap\": [[1, 2", 1, 19)]
    [InlineData("{\"a\": 1}\n{\"b\": 2}", 2, 1)]
    [InlineData("{\"a\": 1,}", 1, 9)]
    public void Text_is_passed_on_with_the_place_where_it_stops_being_json(string stored, int line, int at)
    {
        var result = Read(stored);

        Assert.Equal(stored, Json(result).Text("raw_output"));
        Assert.Equal("text", Json(result).Text("parsing_info.format"));
        Assert.StartsWith($"not valid JSON at line {line}, byte {at} ", Json(result).Text("parsing_info.json_error"));
        Assert.Equal(stored.Length, Json(result).At("parsing_info.content_length").GetInt32());
        Assert.Contains("not valid JSON", result.Warning);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        var result = StoredResult.Read(new byte[] { (byte)'"', 0xC3, 0x28, 0xFF, (byte)'"' });

        Assert.Null(result.Scan);
        Assert.Contains('\uFFFD', Json(result).Text("raw_output")!);
    }

    [Fact]
    public void Nesting_without_end_is_text()
    {
        var result = Read(new string('[', 100_000));

        Assert.Null(result.Scan);
        Assert.Contains("nested deeper than 50", Json(result).Text("parsing_info.json_error"));
    }

    [Fact]
    public void Other_json_is_passed_on_unchanged()
    {
        var result = Read("""{ "prediction": "result_data", "values": [1.0, 2e5] }""");

        Assert.Null(result.Scan);
        Assert.Null(result.Warning);
        Assert.Equal("""{ "prediction": "result_data", "values": [1.0, 2e5] }""", Encoding.UTF8.GetString(result.Verbatim.Utf8.Span));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    [InlineData("null")]
    public void A_score_that_is_no_number_has_no_row(string strange)
    {
        var sequence = "AC";
        var stored = Encoding.UTF8.GetString(Examples.Told(sequence)).Replace(
            Examples.Score(sequence, 2, 0).ToString(System.Globalization.CultureInfo.InvariantCulture) + ",",
            strange + ",",
            StringComparison.Ordinal);

        var result = Read(stored);

        Assert.Equal(sequence, result.Scan!.WildTypes);
        Assert.False(result.Scan.HasScore(2, 0));
        Assert.Equal(37, result.Scan.Variants().Count());
        Assert.Equal(strange.Contains('N') || strange.Contains('I'),
            result.Warning?.StartsWith("NaN or Infinity", StringComparison.Ordinal) ?? false);
        Assert.Equal(JsonValueKind.Object, Json(result).ValueKind);
    }

    [Fact]
    public void A_word_that_looks_like_NaN_inside_a_string_stays() =>
        Assert.Equal(
            """{"a":"\"NaN Infinity","b":null}""",
            Encoding.UTF8.GetString(Read("""{"a":"\"NaN Infinity","b":NaN}""").Verbatim.Utf8.Span));

    [Theory]
    [InlineData("""{"heatmap": [[1, 2], [3]]}""")]
    [InlineData("""{"heatmap": [1, 2, 3]}""")]
    [InlineData("""{"heatmap": "none"}""")]
    [InlineData("""{"heatmap": []}""")]
    [InlineData("""{"heatmap": [[], [], []]}""")]
    [InlineData("""{"heatmap": [[[0]]]}""")]
    [InlineData("""{"heatmap": {"A": [1]}}""")]
    [InlineData("""{"predictions": {"position": 1}}""")]
    [InlineData("""{"predictions": [1, "a", [2]]}""")]
    public void What_only_resembles_a_scan_is_other_json(string stored)
    {
        var result = Read(stored);

        Assert.Null(result.Scan);
        Assert.Equal(stored, Encoding.UTF8.GetString(result.Verbatim.Utf8.Span));
    }

    [Fact]
    public void The_last_of_two_equal_keys_counts()
    {
        var result = Read($$"""{"heatmap": [[1]], "heatmap": {{Examples.Rows(Protein)}}, "metadata": {"method": "a", "method": "b"} }""");

        Assert.Equal(Protein, result.Scan!.WildTypes);
        Assert.Equal("b", result.Scan.Scale.Method);
        Assert.Single(JsonElement.Parse(result.BriefMetadata().Utf8.Span).EnumerateObject(), it => it.Name == "method");
    }

    [Fact]
    public void A_column_without_one_single_zero_has_no_wild_type_and_says_so()
    {
        var rows = string.Join(',', Enumerable.Range(0, 20).Select(row => row < 2 ? "[0, 1, 0]" : "[-1, -2, -3]").ToArray());

        var result = Read($$"""{"heatmap": [{{rows}}], "metadata": {"method": "m"} }""");

        Assert.Equal("???", result.Scan!.WildTypes);
        Assert.Contains("cannot be told from the stored scores at 3 of 3 positions (1, 2, 3)", result.Warning);
        Assert.Equal(18 + 20 + 18, result.Scan.Variants().Count());
    }

    [Fact]
    public void A_confidence_matrix_of_the_same_shape_is_used()
    {
        var rows = "[" + string.Join(',', Enumerable.Repeat("[0.25, 0.5]", 20)) + "]";

        Assert.Equal(0.5, Read($$"""{"heatmap": {{Examples.Rows("AC")}}, "confidence": {{rows}} }""").Scan!.ConfidenceAt(4, 1));
        Assert.InRange(Read($$"""{"heatmap": {{Examples.Rows("ACD")}}, "confidence": {{rows}} }""").Scan!.ConfidenceAt(4, 1)!.Value, 0, 1);
    }

    [Fact]
    public void Cut_short_anywhere_a_result_is_still_answered()
    {
        var bytes = Examples.Told("MK");

        Prop.ForAll(
            Gen.Choose(0, bytes.Length).ToArbitrary(),
            length => Json(StoredResult.Read(bytes.AsMemory(0, length))).ValueKind == JsonValueKind.Object)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_bytes_are_stored_an_answer_is_json() =>
        Prop.ForAll(Gen.Elements("{", "}", "[", "]", "\"", "heatmap", ":", "NaN", "\\", "1e9", "-", ",", "\"predictions\":[",
            "\"metadata\":{\"method\":\"\\ud800\"}", "\u0001", "null", "\"heatmap\":")
            .ListOf().Select(it => Encoding.UTF8.GetBytes(string.Concat(it))).ToArbitrary(), bytes =>
        {
            var result = StoredResult.Read(bytes);
            return Json(result).ValueKind != JsonValueKind.Undefined
                && JsonElement.Parse(result.BriefMetadata().Utf8.Span).ValueKind == JsonValueKind.Object;
        }).QuickCheckThrowOnFailure();

    private static StoredResult Read(string stored) => StoredResult.Read(Encoding.UTF8.GetBytes(stored));

    private static JsonElement Json(StoredResult result) => JsonElement.Parse(result.Verbatim.Utf8.Span);

    private static string Quote(string text) => JsonSerializer.Serialize(text, TestJson.Default.String);
}
