namespace Amplify.Tools.Scans;

/// <summary>What a predictor says of the sites themselves, one value a residue; null where it says nothing of it.</summary>
/// <param name="OriginalAa">The residues that stand there, so that no reader has to guess them from scores of 0.</param>
public sealed record SiteFacts(string OriginalAa)
{
    /// <summary>The letter of a site that is neither helix (H) nor strand (E).</summary>
    public const char Coil = '-';

    private string? structure;

    /// <summary>Larger is more conserved.</summary>
    public float[]? Conservation { get; init; }

    public float[]? HelixShare { get; init; }

    public float[]? StrandShare { get; init; }

    public float[]? CoilShare { get; init; }

    /// <summary>The likeliest state of each site, a letter each.</summary>
    public string? Structure => structure ??= HelixShare is null || StrandShare is null || CoilShare is null ? null
        : string.Concat(Enumerable.Range(0, OriginalAa.Length).Select(it => Likeliest(it, it)));

    /// <summary>The likeliest state from one column to another, as a word.</summary>
    public string? StructureAt(int from, int to) => Structure is null ? null : Likeliest(from, to) switch
    {
        'H' => "helix",
        'E' => "strand",
        _ => "coil",
    };

    public double? ConservationAt(int from, int to) => Conservation is null ? null : Math.Round(Sum(Conservation, from, to) / (to - from + 1), 1);

    private char Likeliest(int from, int to)
    {
        var (helix, strand, coil) = (Sum(HelixShare!, from, to), Sum(StrandShare!, from, to), Sum(CoilShare!, from, to));
        return helix >= strand && helix >= coil ? 'H' : strand >= coil ? 'E' : Coil;
    }

    private static double Sum(float[] track, int from, int to)
    {
        var sum = 0.0;
        for (var i = from; i <= to; i++) sum += track[i];
        return sum;
    }
}
