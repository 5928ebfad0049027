using System.Text;
using Amplify.Pictures.Structures;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>The files that colour a structure: for ChimeraX, for PyMOL, and the structure itself with scores as B-factors.</summary>
internal static class StructureFiles
{
    private const long MostBytes = 200_000_000;

    /// <param name="stem">The files' path without an ending.</param>
    /// <param name="wanted">Which structure or chain; null: none of it was asked for.</param>
    /// <param name="say">Takes what was found in the structure.</param>
    /// <exception cref="UsageException">The structure cannot be read, or is of another protein.</exception>
    public static IEnumerable<(string Kind, string Path, byte[] Content)> Of(string stem, WantedStructure? wanted, VariantScan scan,
        Numbering numbering, Action<string> say)
    {
        if (wanted is null) yield break;
        var structure = wanted.File is { } file ? Read(file, scan) : null;
        foreach (var found in structure?.Told ?? []) say(found);
        var sites = structure?.Sites ?? StructureSite.Numbered(scan, wanted.Chain ?? "A", numbering);
        if (structure is not null && wanted.Chain is { } chain)
        {
            sites = [.. sites.Where(it => it.Chain == chain)];
            if (sites.Count == 0) throw new UsageException($"Chain {chain} of {wanted.File!.Name} is not this protein.");
        }

        var attributes = stem + ".defattr";
        yield return ("ChimeraX", stem + ".cxc", Bytes(StructureColours.ChimeraX(scan, sites, Path.GetFileName(attributes))));
        yield return ("  values", attributes, Bytes(StructureColours.Attributes(scan, sites)));
        yield return ("PyMOL", stem + ".pml", Bytes(StructureColours.PyMol(scan, sites)));
        if (structure is not null) yield return ("structure", stem + ".structure" + structure.Extension, Bytes(structure.WithScores(scan)));
    }

    private static ScoredStructure Read(FileInfo file, VariantScan scan)
    {
        try
        {
            if (file.Length > MostBytes) throw new UsageException($"{file.Name} has {file.Length:N0} bytes; the most is {MostBytes:N0}.");
            return ScoredStructure.Of(File.ReadAllText(file.FullName, Encoding.Latin1), scan);
        }
        catch (StructureException problem)
        {
            throw new UsageException($"{file.Name} cannot be coloured. {problem.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file.FullName} cannot be read.");
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text); // byte for byte what the structure held
}

/// <param name="File">null: any structure that is numbered as the sequence is.</param>
/// <param name="Chain">null: every chain that is this protein; without a file A.</param>
internal sealed record WantedStructure(FileInfo? File, string? Chain);
