using Amplify.Tools.Scans;
using Amplify.Tools.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Scans;

public class VariantScanTests
{
    [Fact]
    public void Confidence_is_one_minus_the_normalised_entropy_of_the_site() =>
        Prop.ForAll(Gen.Choose(-1300, 300).Select(it => it / 100f).ListOf(20).ToArbitrary(), column =>
        {
            float[] scores = [0, .. column.Skip(1)];
            var weights = scores.Select(it => Math.Exp(it)).ToArray();
            var entropy = -weights.Select(it => it / weights.Sum()).Sum(it => it * Math.Log(it));

            var confidence = new VariantScan(scores, "A", ScoreScale.Of(null, null)).ConfidenceAt(5, 0)!.Value;

            return Math.Abs(confidence - (1 - (entropy / Math.Log(20)))) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flat_site_has_no_confidence_and_a_sure_one_has_all()
    {
        Assert.Equal(0, One(new float[20]).ConfidenceAt(0, 0)!.Value, 9);
        Assert.Equal(1, One([0, .. Enumerable.Repeat(-200f, 19)]).ConfidenceAt(0, 0)!.Value, 9);
        Assert.Equal(1, One([0, 800, .. new float[18]]).ConfidenceAt(0, 0)!.Value, 9);
        Assert.Null(One([0, float.NaN, .. new float[18]]).ConfidenceAt(0, 0));
    }

    [Fact]
    public void Scores_of_another_unit_get_no_computed_confidence() =>
        Assert.Null(new VariantScan(new float[20], "A", ScoreScale.Of("table", ScoreScale.Rank)).ConfidenceAt(0, 0));

    [Fact]
    public void A_percentile_is_the_share_that_scores_no_higher()
    {
        var scan = One([0, .. Enumerable.Range(1, 19).Select(it => (float)-it)]);

        Assert.Equal(100, scan.Percentile(-1));
        Assert.Equal(5.3, scan.Percentile(-19));
        Assert.Equal(0, scan.Percentile(-20));
    }

    [Fact]
    public void Best_and_worst_come_first_and_equals_in_the_sequence_s_order() =>
        Prop.ForAll(Gen.Elements(float.NaN, -2f, -0.5f, -0f, 0f, 0.25f, 3f).ArrayOf(40).ToArbitrary(), scores =>
        {
            var scan = new VariantScan(scores, "AC", ScoreScale.Of(null, null));
            return scan.BestFirst.SequenceEqual(scan.Variants().OrderByDescending(it => it.Score))
                && scan.WorstFirst.SequenceEqual(scan.Variants().OrderBy(it => it.Score));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_scan_of_nothing_but_holes_has_no_figures()
    {
        var scan = One([.. Enumerable.Repeat(float.NaN, 20)]);

        Assert.Empty(scan.BestFirst);
        Assert.Null(scan.MeanAt(0));
        Assert.Equal(0, scan.Percentile(1));
        Assert.Throws<ArgumentException>(() => One(new float[19]));
    }

    [Fact]
    public void Wild_types_are_in_no_list()
    {
        var scan = Examples.Scan(Examples.Insulin);

        Assert.Equal(19 * 30, scan.Variants().Count());
        Assert.DoesNotContain(scan.Variants(), it => scan.IsWildType(it.Row, it.Column));
        Assert.Equal(scan.VariantsAt(4).Average(it => (double)it.Score), scan.MeanAt(4)!.Value, 6);
    }

    private static VariantScan One(float[] scores) => new(scores, "A", ScoreScale.Of(null, null));
}
