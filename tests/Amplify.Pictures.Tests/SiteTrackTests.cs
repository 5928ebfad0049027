using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class SiteTrackTests
{
    private const string Protein = "MKTVRQERLK";

    private static readonly SiteFacts Facts = new(Protein)
    {
        Conservation = [.. Enumerable.Range(0, 10).Select(it => (it - 5) / 4f)],
        HelixShare = [.. "HHHHHE----".Select(it => it == 'H' ? 0.5f : 0.2f)],
        StrandShare = [.. "HHHHHE----".Select(it => it == 'E' ? 0.5f : 0.2f)],
        CoilShare = [.. "HHHHHE----".Select(it => it == '-' ? 0.6f : 0.3f)],
    };

    [Fact]
    public void The_picture_and_the_page_show_what_is_known_of_the_sites_above_the_map()
    {
        var (with, without) = (HeatMapLayout.Of(Scan(), 0), HeatMapLayout.Of(ScanExamples.Ratios(10), 0));
        var sites = ScanDocument.Of("job", Scan(), 0).Sites!;

        var strip = Assert.Single(with.Shapes.OfType<Shape.Grid>(), it => it.CellHeight == 8);
        Assert.Equal([.. Facts.Conservation!.Select(it => (int)Math.Round(-it / 1.5 * ColourScale.Steps))], strip.Levels[1]);
        Assert.Contains(with.Shapes.OfType<Shape.Letters>(), it => it.Text == "HHHHHE");
        Assert.Single(Assert.Single(without.Shapes.OfType<Shape.Grid>(), it => it.CellHeight == 8).Levels); // the means alone
        Assert.Equal("HHHHHE----", sites.Structure);
        Assert.Equal(Facts.Conservation!.Select(it => (sbyte)Math.Round(it / 0.02)), sites.Conservation!.Int8.Select(it =>
            unchecked((sbyte)it)));
    }

    private static VariantScan Scan()
    {
        var scores = ProteinSequence.Residues.SelectMany(row =>
            Protein.Select((wildType, column) => row == wildType ? 0 : -0.1f * (column + 1)));
        var metadata = new ScanMetadata
        {
            ModelVersion = "m",
            ProcessingTime = "0s",
            Method = "m",
            ScoreUnit = ScoreScale.Rank,
            ConfidenceDefinition = "none"
        };
        return StoredResult.Read(new PredictedScan([.. scores], Facts, metadata).Write()).Scan!;
    }
}
