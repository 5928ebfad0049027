using System.Buffers.Binary;
using System.Text.Json;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class ScanDocumentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(65)]
    [InlineData(2046)]
    public void Scores_come_back_to_the_digits_they_are_shown_with(int length)
    {
        var scan = ScanExamples.Ratios(length).With((3, 0, float.NaN));

        var root = Parse(ScanDocument.Of("id", scan, 0)).GetProperty("scores");

        var (packed, step) = (root.GetProperty("int16").GetBytesFromBase64(), root.GetProperty("step").GetDouble());
        Assert.Equal(2 * 20 * length, packed.Length);
        for (var cell = 0; cell < 20 * length; cell++)
        {
            var (expected, stored) = (scan[cell / length, cell % length], BinaryPrimitives.ReadInt16LittleEndian(packed.AsSpan(2 * cell)));
            if (float.IsNaN(expected)) Assert.Equal(short.MinValue, stored);
            else Assert.Equal(expected, stored * step, step * 0.501);
        }
    }

    [Fact]
    public async Task A_tables_scores_keep_their_four_decimals()
    {
        var root = Parse(ScanDocument.Of("id", await ScanExamples.TableAsync(ScanExamples.InsulinB), 0));

        Assert.Equal(0.0001, root.GetProperty("scores").GetProperty("step").GetDouble());
        Assert.Equal(20 * 30, root.GetProperty("confidence").GetProperty("uint8").GetBytesFromBase64().Length);
        Assert.Contains("not AMPLIFY", root.GetProperty("scale").GetProperty("meaning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Confidence_of_ratios_is_one_value_a_position()
    {
        var scan = ScanExamples.Ratios(65);

        var root = Parse(ScanDocument.Of("id", scan, 0)).GetProperty("confidence");

        var (packed, step) = (root.GetProperty("uint8").GetBytesFromBase64(), root.GetProperty("step").GetDouble());
        Assert.Equal(65, packed.Length);
        Assert.All(Enumerable.Range(0, 65), it => Assert.Equal(scan.ConfidenceAt(0, it)!.Value, packed[it] * step, 0.003));
    }

    [Fact]
    public void Confidence_that_cannot_be_known_is_left_out()
    {
        var ratios = ScanExamples.Ratios(5);
        var scan = new VariantScan(new float[100], ratios.WildTypes, ScoreScale.Of("m", "other unit"));

        Assert.False(Parse(ScanDocument.Of("id", scan, 0)).TryGetProperty("confidence", out _));
    }

    [Theory]
    [InlineData(0.00004f)]
    [InlineData(31_000f)]
    [InlineData(3e38f)]
    public void Scores_of_any_size_fit(float size)
    {
        var scan = ScanExamples.Ratios(5).With((3, 2, -size));

        var root = Parse(ScanDocument.Of("id", scan, 0)).GetProperty("scores");

        var stored = BinaryPrimitives.ReadInt16LittleEndian(root.GetProperty("int16").GetBytesFromBase64().AsSpan(2 * ((3 * 5) + 2)));
        var step = root.GetProperty("step").GetDouble();
        Assert.Equal(-size, stored * step, step * 0.51);
    }

    [Fact]
    public void The_longest_protein_fits_into_what_desktop_hosts_accept()
    {
        var document = ScanDocument.Of("id", ScanExamples.Ratios(10_000), 0);

        Assert.InRange(document.Write().Length, 1, 1_000_000);
    }

    [Fact]
    public void Metadata_and_warnings_go_along()
    {
        var metadata = new RawJson("""{"model_version":"m1"}"""u8.ToArray());

        var root = Parse(ScanDocument.Of("id", ScanExamples.Ratios(5), 24, metadata, "Rank with care."));

        Assert.Equal("m1", root.GetProperty("metadata").GetProperty("model_version").GetString());
        Assert.Equal("Rank with care.", root.GetProperty("warnings")[0].GetString());
        Assert.Equal(24, root.GetProperty("offset").GetInt32());
        Assert.Equal("id", root.GetProperty("output_id").GetString());
    }

    private static JsonElement Parse(ScanDocument document) => JsonElement.Parse(document.Write());
}
