using Amplify.Tools.Contract;

namespace Amplify.Tools.Scans;

/// <summary>Several substitutions in one molecule as a result stores them, in the words of the containers.</summary>
/// <param name="Mutation">A10V:L12F, by position, which counts from 1.</param>
public sealed record ScoredCombination(string Mutation, double Score, double SumOfSingles)
{
    /// <summary>What the score is, where the model was asked.</summary>
    public const string Definition = "half the sum over its sites of ln p(variant) - ln p(wild type), each site masked in turn, before the "
        + "wild type and before the combination; no benchmark of ours shows the difference from the sum of single scores to be right";

    /// <summary>What it is where the model scores no combinations.</summary>
    public const string Additive = "the sum of single scores and no more: this model does not score combinations";

    public double Difference => Score - SumOfSingles;

    /// <summary>As it is shown; where the score is the sum itself, it is called that.</summary>
    public CombinedScore Shown(string name) => Difference == 0 ? new(name, ScanSummary.Round(Score))
        : new(name, ScanSummary.Round(Score), ScanSummary.Round(SumOfSingles), ScanSummary.Round(Difference));
}
