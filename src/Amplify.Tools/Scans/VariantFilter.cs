using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>Which rows of a table are wanted.</summary>
/// <param name="PerSite">At most so many at a site, the first ones; null: all.</param>
/// <param name="Exclude">New residues that are not wanted.</param>
/// <param name="Conservative">Only exchanges within a class of side chains.</param>
public sealed record VariantFilter(int? PerSite = null, string Exclude = "", bool Conservative = false)
{
    public const string ConservativeOnly = "conservative";

    public bool IsNone => PerSite is null && Exclude.Length == 0 && !Conservative;

    public IEnumerable<T> Of<T>(VariantScan scan, IEnumerable<T> rows, Func<T, Variant> variantOf)
    {
        var taken = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            var variant = variantOf(row);
            if (!Takes(scan, variant)) continue;
            if (PerSite is { } most && (taken[variant.Column] = taken.GetValueOrDefault(variant.Column) + 1) > most) continue;
            yield return row;
        }
    }

    public bool Takes(VariantScan scan, Variant it) => !Exclude.Contains(ProteinSequence.Residues[it.Row])
        && (!Conservative || (AminoAcids.RowOf(scan.WildTypes[it.Column]) is >= 0 and var from
            && ResidueTraits.IsConservative(from, it.Row)));
}
