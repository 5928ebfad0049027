namespace Amplify.Tools.Scans;

/// <summary>What every predictor gives: 20 rows of scores, how they were made, and what it knows of the sites.</summary>
/// <param name="Scores">Row by row, in the order of the residues; 0 at the wild type.</param>
public sealed record PredictedScan(float[] Scores, SiteFacts Sites, ScanMetadata Metadata)
{
    /// <summary>Laid out as the scores, from a predictor whose confidence cannot be computed from them.</summary>
    public float[]? Confidences { get; init; }

    /// <summary>The container's list of extreme substitutions, where it is wanted.</summary>
    public IReadOnlyList<string>? Outliers { get; init; }

    public VariantScan ToScan() =>
        new(Scores, Sites.OriginalAa, ScoreScale.Of(Metadata.Method, Metadata.ScoreUnit), Confidences) { Sites = Sites };

    /// <summary>The result object, in the container's shape.</summary>
    public byte[] Write() => ScanWriter.Write(this);
}
