using Amplify.Tools.Scans;

namespace Amplify.Tools.Assays;

/// <summary>A substitution that measurement and score place apart, as shares of the measured ones below it.</summary>
public sealed record Disagreement(Variant Variant, double Measured, double MeasuredShare, double ScoreShare);

/// <summary>How a scan's scores order what was measured.</summary>
public sealed record AssayComparison(int Count, double Spearman, (double Low, double High)? Interval, double P, double Ndcg,
    double TopRecall,
    int Top, IReadOnlyList<Disagreement> Disagreements)
{
    public const int Fewest = 3;

    /// <summary>null: there are too few, or one side is all the same.</summary>
    public static AssayComparison? Of(IReadOnlyList<Measured> measured, int disagreements)
    {
        if (measured.Count < Fewest) return null;
        double[] values = [.. measured.Select(it => it.Value)], scores = [.. measured.Select(it => (double)it.Variant.Score)];
        var correlation = RankStatistics.Spearman(values, scores);
        if (double.IsNaN(correlation)) return null;
        var (ranks, ranksOfScores) = (RankStatistics.Ranks(values), RankStatistics.Ranks(scores));
        return new(measured.Count, correlation, RankStatistics.Interval(correlation, measured.Count),
            RankStatistics.PermutationP(values, scores), RankStatistics.Ndcg(values, scores), RankStatistics.TopRecall(values, scores),
            RankStatistics.TopCount(values),
            [.. measured.Select((it, at) => new Disagreement(it.Variant, it.Value, Share(ranks[at]), Share(ranksOfScores[at])))
                .OrderByDescending(it => Math.Abs(it.MeasuredShare - it.ScoreShare)).Take(disagreements)]);

        double Share(double rank) => (rank - 0.5) / measured.Count;
    }
}
