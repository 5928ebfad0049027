using Amplify.Tools.Scans;

namespace Amplify.Pictures.Structures;

/// <summary>A residue of a structure that stands for a position of the scan.</summary>
/// <param name="Chain">As its author names it.</param>
/// <param name="Number">As its author counts, with the insertion code where there is one: 52A.</param>
/// <param name="Column">Of the scan, from 0.</param>
public sealed record StructureSite(string Chain, string Number, int Column)
{
    /// <summary>For a structure nobody has shown us: one chain, numbered as the scan is.</summary>
    public static IReadOnlyList<StructureSite> Numbered(VariantScan scan, string chain, Numbering numbering) =>
        [.. Enumerable.Range(0, scan.Length).Select(it => new StructureSite(chain, $"{numbering.Of(it)}", it))];
}
