using System.Globalization;
using System.Text;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class VariantsCsvTests
{
    [Fact]
    public async Task The_columns_are_ProteinGyms_first_and_ours_after()
    {
        var lines = Lines(VariantsCsv.Write(await ScanExamples.TableAsync(ScanExamples.InsulinB), 0));

        Assert.StartsWith("mutant,score,percentile,position,wt,mt", lines[0], StringComparison.Ordinal);
        Assert.Equal(19 * 30, lines.Length - 1);
        Assert.StartsWith("F1A,-0.3161,38.8,1,F,A,", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(65, 24)]
    [InlineData(65, -70)]
    [InlineData(10_000, 0)]
    public void Every_row_says_what_the_scan_says(int length, int offset)
    {
        var scan = ScanExamples.Ratios(length);

        var rows = Lines(VariantsCsv.Write(scan, offset))[1..].Select(it => it.Split(',')).ToList();

        Assert.Equal(19 * length, rows.Count);
        Assert.Equal(rows.Count, rows.DistinctBy(it => it[0]).Count());
        foreach (var row in rows)
        {
            var column = int.Parse(row[3], CultureInfo.InvariantCulture) - 1 - offset;
            var variant = scan[AminoAcids.RowOf(row[5][0]), column];
            Assert.Equal($"{row[4]}{row[3]}{row[5]}", row[0]);
            Assert.Equal(scan.WildTypes[column].ToString(), row[4]);
            Assert.NotEqual(row[4], row[5]);
            Assert.Equal(variant, double.Parse(row[1], CultureInfo.InvariantCulture), 4);
            Assert.Equal(scan.Percentile(variant), double.Parse(row[2], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_start_methionine_is_flagged()
    {
        var rows = Lines(VariantsCsv.Write(ScanExamples.Ratios(40), 0))[1..];

        Assert.Equal(19, rows.Count(it => it.EndsWith(",1", StringComparison.Ordinal)));
        Assert.All(rows.Take(19), it => Assert.Matches("^M1[A-Y],.*,1$", it));
    }

    [Fact]
    public void No_cell_can_be_a_formula_whatever_was_stored()
    {
        var ratios = ScanExamples.Ratios(20);
        var hostile = new VariantScan(new float[400], ratios.WildTypes, ScoreScale.Of("=cmd|' /C calc'!A0", "@SUM(1+1)"));

        var cells = Lines(VariantsCsv.Write(hostile, -30))[1..].SelectMany(it => it.Split(','));

        Assert.All(cells, it => Assert.Matches("^([A-Y]|[A-Y]-?[0-9]+[A-Y]|-?[0-9.]+)?$", it));
    }

    [Fact]
    public void What_was_not_scored_has_no_row()
    {
        var scan = ScanExamples.Ratios(5).With((3, 2, float.NaN));

        Assert.Equal((19 * 5) - 1, Lines(VariantsCsv.Write(scan, 0)).Length - 1);
    }

    private static string[] Lines(byte[] csv) => Encoding.ASCII.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
