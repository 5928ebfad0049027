using System.Text.Json;
using Amplify.Testing;
using Amplify.Tools.Assays;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Assays;

/// <summary>Against scipy and numpy: tests/fixtures/assay/oracle.py wrote what is expected.</summary>
public class OracleTests
{
    private const double Tolerance = 1e-9;
    private static readonly JsonElement Oracle =
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Needs.Root, "tests", "fixtures", "assay", "oracle.json")));

    public static TheoryData<int> Statistics => [.. Enumerable.Range(0, Oracle.GetProperty("statistics").GetArrayLength())];

    public static TheoryData<int> Calibrations => [.. Enumerable.Range(0, Oracle.GetProperty("calibrations").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Statistics_are_those_of_scipy(int number)
    {
        var expected = Oracle.GetProperty("statistics")[number];
        double[] measured = Numbers(expected.GetProperty("measured")), scores = Numbers(expected.GetProperty("scores"));

        var correlation = RankStatistics.Spearman(measured, scores);
        var interval = RankStatistics.Interval(correlation, measured.Length)!.Value;

        Assert.Equal(expected.GetProperty("spearman").GetDouble(), correlation, Tolerance);
        Assert.Equal(Numbers(expected.GetProperty("interval"))[0], interval.Low, Tolerance);
        Assert.Equal(Numbers(expected.GetProperty("interval"))[1], interval.High, Tolerance);
        Assert.Equal(expected.GetProperty("ndcg").GetDouble(), RankStatistics.Ndcg(measured, scores), Tolerance);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), RankStatistics.TopRecall(measured, scores), Tolerance);
        // Of random orders nobody draws the same: 0.02 is four standard errors of the difference.
        var exact = expected.GetProperty("p_exact").GetBoolean();
        Assert.Equal(expected.GetProperty("p").GetDouble(), RankStatistics.PermutationP(measured, scores), exact ? Tolerance : 0.03);
    }

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void A_calibration_is_that_of_numpy_in_its_dual_form(int number)
    {
        var expected = Oracle.GetProperty("calibrations")[number];
        var scan = new VariantScan([.. expected.GetProperty("scan").EnumerateArray().SelectMany(Numbers).Select(it => (float)it)],
            expected.GetProperty("sequence").GetString()!, ScoreScale.Of(null, null));
        var measured = expected.GetProperty("measured").EnumerateArray().Select(Numbers)
            .Select(it => new Measured(new((int)it[0], (int)it[1], scan[(int)it[0], (int)it[1]]), it[2])).ToList();
        int[] folds = [.. Numbers(expected.GetProperty("folds")).Select(it => (int)it)];

        var calibration = Calibration.Of(scan, measured, folds);

        Assert.Null(calibration.Refusal);
        Assert.Equal(expected.GetProperty("lambda").GetDouble(), calibration.Lambda!.Value, Tolerance);
        Assert.Equal(expected.GetProperty("by_score").GetDouble(), calibration.ByScore!.Value, Tolerance);
        Assert.Equal(expected.GetProperty("validated").GetDouble(), calibration.Validated!.Value, Tolerance);
        var places = expected.GetProperty("places").EnumerateArray().Select(Numbers)
            .ToDictionary(it => ((int)it[0], (int)it[1]), it => it[2]);
        Assert.Equal(places.Count, calibration.Ranking.Count);
        Assert.All(calibration.Ranking, it => Assert.Equal(places[(it.Variant.Row, it.Variant.Column)], it.Place, Tolerance));
        Assert.Equal(calibration.Ranking.OrderByDescending(it => it.Place), calibration.Ranking);
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(it => it.GetDouble())];
}
