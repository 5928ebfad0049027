using System.Globalization;
using Amplify.Tools.Contract;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>A library for an answer.</summary>
public static class LibraryView
{
    public const int SitesUnasked = 3;

    public static LibraryReport Of(LibraryDesign design, int offset) => new(
        [.. design.Sites.Select(it => new LibrarySiteRow(it.Column + 1 + offset, it.WildType.ToString(), it.Wanted,
            [.. it.Codons.Select(codon => codon.Name)], it.Size, it.Brings is "" ? null : it.Brings,
            it.Single is { } single ? $"{single.Name}, {single.Codons.Count}" : null))],
        design.DnaSize, design.ProteinSize, design.Clones);

    /// <summary>What is to be known before ordering.</summary>
    public static IEnumerable<string> Notes(LibraryDesign design, VariantScan scan, int offset)
    {
        if (design.DnaSize > LibraryDesign.Transformable)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"The library has {design.DnaSize:0.0e0} DNA sequences, above the 1e7 that a "
                + $"transformation holds: take fewer sites, or fewer residues a site with limit.");
        foreach (var site in design.Sites.Where(it => it.Codons.Count == 0))
            yield return $"{site.WildType}{site.Column + 1 + offset}: nothing is left to try there.";
        if (design.Sites.Any(it =>
            scan.IsStartLoss(it.Column))) yield return "The start methionine is among the sites: without it nothing is made.";
    }
}
