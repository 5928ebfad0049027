using System.Text;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests.Scans;

public class ScanSummaryTests
{
    [Fact]
    public void Figures_are_those_of_the_ranked_substitutions()
    {
        var digest = ScanSummary.Of(Scan("A", (row, _) => 5 - row), 0, lists: false);

        Assert.Equal((1, 19, -14, -5, 4, 4), (digest.Length, digest.Substitutions, digest.Min, digest.Median, digest.Max,
            digest.AboveZero));
        Assert.Equal(new(-14, -14, -10, 0, 4, 4), digest.Thresholds);
        Assert.Null(digest.Top ?? digest.Bottom);
    }

    [Fact]
    public void Of_an_even_number_the_median_lies_between_the_middle_two()
    {
        var digest = ScanSummary.Of(Scan("AA", (row, column) => row + (column * 0.25f)), 0, lists: false);

        Assert.Equal((10.125, 38), (digest.Median, digest.AboveZero));
    }

    [Fact]
    public void A_scan_without_a_score_has_neither_thresholds_nor_sites()
    {
        var digest = ScanSummary.Of(Scan("AA", (_, _) => float.NaN), 0, lists: true);

        Assert.Equal((0, 0, 0, 0), (digest.Substitutions, digest.Min, digest.Median, digest.Max));
        Assert.Null(digest.Thresholds);
        Assert.Empty(digest.Top!.Concat(digest.Bottom!));
        Assert.Empty(digest.Tolerant!.Concat(digest.Constrained!));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    [InlineData(40, 8)]
    public void A_quarter_of_the_positions_is_listed_but_one_at_least_and_eight_at_most(int length, int sites)
    {
        var digest = ScanSummary.Of(Scan(new string('A', length), (_, column) => column), 10, lists: true);

        var (tolerant, constrained) = (Assert.Single(digest.Tolerant!), Assert.Single(digest.Constrained!));
        Assert.Equal(sites, tolerant.WildType.Length);
        Assert.Equal(sites == 1 ? $"{length + 10}" : $"{length + 11 - sites}-{length + 10}", tolerant.Positions);
        Assert.Equal(sites == 1 ? "11" : $"11-{10 + sites}", constrained.Positions);
        Assert.Equal((sites - 1) / 2.0, constrained.Mean);
    }

    [Fact]
    public void The_start_is_no_site_and_in_no_list()
    {
        var digest = ScanSummary.Of(Scan("MAM", (_, column) => column == 0 ? -9 : 1), 0, lists: true);

        Assert.Equal("2", Assert.Single(digest.Constrained!).Positions);
        Assert.Equal(["A2C", "A2D", "A2E", "M3A", "M3C", "M3D"], digest.Bottom!.Select(it => it.Mutation));
    }

    private static VariantScan Scan(string wildTypes, Func<int, int, float> score) => new(
        [.. Enumerable.Range(0, VariantScan.Rows).SelectMany(row => wildTypes.Select((wildType, column) =>
            ProteinSequence.Residues[row] == wildType ? 0 : score(row, column)))],
        wildTypes,
        ScoreScale.Of(null, null));

    [Theory]
    [InlineData("", true)]
    [InlineData(""", "metadata": {"model_version": "m"}""", true)]
    [InlineData(""", "metadata": {"confidence_definition": "theirs"}""", false)]
    [InlineData(""", "metadata": {"confidence_definition": 7}""", false)]
    public async Task Confidences_computed_here_come_with_what_they_are_unless_the_model_says(string metadata, bool ours)
    {
        var tools = new ToolBench(new ScriptedBackend(Encoding.UTF8.GetBytes($$"""{"heatmap": {{Examples.Rows("MKTV")}}{{metadata}} }""")));

        var results = (await tools.ResultsAsync("\"mutations\": \"K2A\"")).At("data.results");

        Assert.InRange(results.At("predictions.0").Number("confidence"), 0, 1);
        Assert.Equal(ours, results.At("metadata.confidence_definition").ToString() == ScanMetadata.Peakedness);
        Assert.Equal(1, results.GetProperty("metadata").EnumerateObject().Count(it => it.Name == "confidence_definition"));
    }
}
