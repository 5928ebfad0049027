using Amplify.Tools.Assays;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Assays;

public class CalibrationTests
{
    private const string Sequence = "MKTAYIAKQRQISFVKSHFSRQLEERLGLI";

    [Fact]
    public void Shuffled_measurements_are_refused()
    {
        var (runs, offers) = (1_000, 0);

        Parallel.For(0, runs, run =>
        {
            var random = new Random(run);
            var scan = Scan(random);
            var measured = Draw(scan, random, count: run % 10 == 0 ? 60 : 24);
            double[] values = [.. measured.Select(it => it.Value)];
            random.Shuffle(values);
            var shuffled = measured.Zip(values, (it, value) => it with { Value = value }).ToList();
            if (Calibration.Of(scan, shuffled).Refusal is null) Interlocked.Increment(ref offers);
        });

        Assert.InRange(offers, 0, 0.03 * runs);
    }

    [Fact]
    public void What_depends_on_more_than_the_score_is_ranked_better_after_calibration()
    {
        var random = new Random(1);
        var scan = Scan(random);
        var truth = Truth(scan, random);

        var calibration = Calibration.Of(scan, Draw(scan, random, count: 96, truth));

        Assert.Null(calibration.Refusal);
        Assert.True(calibration.Validated > calibration.ByScore);
        var byPlace = Spearman(calibration.Ranking, it => it.Place);
        Assert.True(byPlace > Spearman(calibration.Ranking, it => it.Variant.Score) + 0.1, $"{byPlace}");

        double Spearman(IReadOnlyList<Expected> ranking, Func<Expected, double> by) =>
            RankStatistics.Spearman([.. ranking.Select(by)], [.. ranking.Select(it => truth(it.Variant))]);
    }

    [Fact]
    public void Measurements_that_follow_the_score_leave_nothing_to_gain()
    {
        var scan = Scan(new(2));
        var measured = scan.Variants().Where(it => (it.Row + it.Column) % 7 == 0).Select(it => new Measured(it, it.Score)).ToList();

        var calibration = Calibration.Of(scan, measured);

        Assert.Equal("measurements that were held back are ordered better by the scores alone", calibration.Refusal);
        Assert.Equal(1, calibration.ByScore);
    }

    [Fact]
    public void A_few_sites_tell_nothing_about_others()
    {
        var scan = Scan(new(3));

        var few = Calibration.Of(scan, [.. scan.Variants().Where(it => it.Column is 1 or 5 or 9 && it.Row < 4)
            .Select(it => new Measured(it, it.Row))]);
        var many = Calibration.Of(scan, [.. scan.Variants().Where(it => it.Column < 3).Select(it => new Measured(it, it.Row))]);

        Assert.Equal("12 measurements at 3 sites tell nothing about other sites; a calibrated ranking takes 24 at 8 sites or more",
            few.Refusal);
        Assert.StartsWith("57 measurements at 3 sites", many.Refusal, StringComparison.Ordinal);
        Assert.Empty(few.Ranking);
    }

    [Fact]
    public void Whole_sites_are_held_back_where_most_of_the_question_lies_elsewhere()
    {
        var scan = Scan(new(4));
        var crowded = scan.Variants().Where(it => it.Column % 3 == 0 && it.Column < 24).Select(it => new Measured(it, it.Score)).ToList();
        var spread = scan.Variants().Where(it => it.Row % 4 == 0).Select(it => new Measured(it, it.Score)).ToList();

        Assert.True(Calibration.Of(scan, crowded).BySites);
        Assert.False(Calibration.Of(scan, spread).BySites);
    }

    [Fact]
    public void Equal_measurements_order_nothing()
    {
        var scan = Scan(new(5));

        var calibration = Calibration.Of(scan, [.. scan.Variants().Where(it => it.Row == 3).Select(it => new Measured(it, 1))]);

        Assert.Equal("all measurements are the same", calibration.Refusal);
    }

    // What is measured: the score, an effect of the site, and noise.
    private static List<Measured> Draw(VariantScan scan, Random random, int count, Func<Variant, double>? known = null)
    {
        var truth = known ?? Truth(scan, random);
        var all = scan.Variants().ToArray();
        random.Shuffle(all);
        return [.. all.Take(count).Select(it => new Measured(it, truth(it) + random.NextDouble()))];
    }

    private static Func<Variant, double> Truth(VariantScan scan, Random random)
    {
        var effects = Enumerable.Range(0, scan.Length).Select(_ => 4 * random.NextDouble()).ToArray();
        return it => it.Score + effects[it.Column];
    }

    private static VariantScan Scan(Random random)
    {
        var scores = new float[VariantScan.Rows * Sequence.Length];
        for (var at = 0; at < scores.Length; at++)
        {
            var wildType = Sequence[at % Sequence.Length] == ProteinSequence.Residues[at / Sequence.Length];
            scores[at] = wildType ? 0 : -3 * random.NextSingle();
        }

        return new(scores, Sequence, ScoreScale.Of(null, null));
    }
}
