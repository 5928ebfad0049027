using System.Text;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Scans;

public class SiteFactsTests
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
    public void What_is_written_is_read_again()
    {
        var read = Read(Stored(Facts)).Sites!;

        Assert.Equal(Protein, read.OriginalAa);
        Assert.Equal("HHHHHE----", read.Structure);
        Assert.Equal(Facts.Conservation, read.Conservation);
        Assert.Equal(("helix", "coil", 0.1), (read.StructureAt(0, 4), read.StructureAt(4, 9), read.ConservationAt(4, 7)));
    }

    [Theory]
    [InlineData("""[1, 2]""")]
    [InlineData("""[1, 2, 3, 4, 5, 6, 7, 8, 9, "10"]""")]
    [InlineData("""[1, 2, 3, 4, 5, 6, 7, 8, 9, [10]]""")]
    [InlineData("""[1, 2, 3, 4, 5, 6, 7, 8, 9, 1e99]""")]
    [InlineData("""{ "1": 1 }""")]
    [InlineData("null")]
    public void A_track_that_is_no_number_for_each_residue_is_left_out(string track)
    {
        var scan = Read(WithSites($$"""{ "conservation": {{track}}, "other": [{"a": [1]}], "helix": {{track}} }"""));

        Assert.Null(scan.Sites);
        Assert.Equal(Protein, scan.WildTypes);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("""["MKTVRQERLK"]""")]
    [InlineData("""{ "original_aa": 7 }""")]
    [InlineData("""{ "original_aa": "\u004dKTVRQERLK" }""")]
    [InlineData("""{ "original_aa": "AAAAAAAAAA" }""")]
    [InlineData("""{ "\ud800": 1, "original_aa": "M" }""")]
    public void A_residue_is_believed_only_where_its_score_is_that_of_a_wild_type(string sites) =>
        Assert.Equal(Protein, Read(WithSites(sites)).WildTypes);

    [Fact]
    public void Regions_and_rows_that_were_asked_for_say_what_is_known_of_their_sites()
    {
        var scan = Read(Stored(Facts));

        var regions = ScanSummary.Of(scan, 0, lists: true) is var digest ? digest.Tolerant!.Concat(digest.Constrained!).ToList() : [];
        var row = ScanSummary.Row(scan, scan.VariantsAt(5).First(), 0, facts: true);

        Assert.All(regions, it => Assert.True(it.Conservation is not null && it.Structure is "helix" or "strand" or "coil"));
        Assert.Equal((0, "strand"), (row.Conservation, row.Structure));
        Assert.Null(ScanSummary.Row(scan, scan.VariantsAt(5).First(), 0, facts: false).Conservation);
    }

    private static VariantScan Read(byte[] stored) => StoredResult.Read(stored).Scan!;

    private static byte[] Stored(SiteFacts facts) => new PredictedScan(
        [.. Enumerable.Range(0, 20).SelectMany(row => Enumerable.Range(0, 10).Select(column => Examples.Score(Protein, row, column)))],
        facts,
        new() { ModelVersion = "m", ProcessingTime = "0s", Method = "m", ScoreUnit = ScoreScale.Rank, ConfidenceDefinition = "none" })
            .Write();

    private static byte[] WithSites(string sites) =>
        Encoding.UTF8.GetBytes($$"""{ "sites": {{sites}}, "heatmap": {{Examples.Rows(Protein)}}, "metadata": { "method": "m" } }""");
}
