using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>What every predictor gives: 20 rows of scores, how they were made, and what it knows of the sites.</summary>
/// <param name="Scores">Row by row, in the order of the residues; 0 at the wild type.</param>
public sealed record PredictedScan(float[] Scores, SiteFacts Sites, ScanMetadata Metadata)
{
    /// <summary>Laid out as the scores, from a predictor whose confidence cannot be computed from them.</summary>
    public float[]? Confidences { get; init; }

    /// <summary>The container's list of extreme substitutions, where it is wanted.</summary>
    public IReadOnlyList<string>? Outliers { get; init; }

    /// <summary>Combinations that were asked for.</summary>
    public IReadOnlyList<ScoredCombination> Combinations { get; init; } = [];

    /// <summary>With the sums of their single scores, from a predictor that can do no more.</summary>
    public PredictedScan WithSums(IReadOnlyList<VariantCombination> combinations) => combinations.Count == 0 ? this : this with
    {
        Combinations = [.. combinations.Select(it =>
            (it.Name, Sum: it.Sites.Sum(site => (double)Scores[ScoreAt(site.Column, site.Residue)])))
            .Select(it => new ScoredCombination(it.Name, it.Sum, it.Sum))],
        Metadata = Metadata with { CombinationDefinition = ScoredCombination.Additive },
    };

    private int ScoreAt(int column, char residue) => (AminoAcids.RowOf(residue) * Sites.OriginalAa.Length) + column;

    public VariantScan ToScan() =>
        new(Scores, Sites.OriginalAa, ScoreScale.Of(Metadata.Method, Metadata.ScoreUnit), Confidences)
        {
            Sites = Sites,
            Combinations = Combinations
        };

    /// <summary>The result object, in the container's shape.</summary>
    public byte[] Write() => ScanWriter.Write(this);
}
