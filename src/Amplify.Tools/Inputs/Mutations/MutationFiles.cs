using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>
/// Lines of programs' input files: Rosetta's mutfile and resfile, FoldX's list, PolyPhen's and other columns. Each becomes an item as
/// people write it.
/// </summary>
internal static partial class MutationFiles
{
    /// <summary>The whole text as items; null: it is none of these files.</summary>
    public static List<string>? Read(IReadOnlyList<string> lines) => Mutfile(lines) ?? FoldX(lines);

    /// <summary>One line of columns as items; null: it is none.</summary>
    public static string? Columns(string line) =>
        Triple.Match(line) is { Success: true } it && Names(it, "from") && Names(it, "to")
            ? $"{it.Groups["from"]}{it.Groups["at"]}{it.Groups["to"]}"
        : PolyPhen.Match(line) is { Success: true } row && Names(row, "from") && Names(row, "to")
            ? $"{row.Groups["name"]}:{row.Groups["from"]}{row.Groups["at"]}{row.Groups["to"]}"
        : Resfile.Match(line) is { Success: true } fixedTo
            ? string.Join(';', fixedTo.Groups["to"].Value.Select(residue => $"{fixedTo.Groups["at"]}{residue}"))
        : null;

    // total 2, then blocks of a count and as many lines R 3 W: the lines of one block are one molecule.
    private static List<string>? Mutfile(IReadOnlyList<string> lines)
    {
        if (lines.Count < 3 || !Total.IsMatch(lines[0])) return null;
        var items = new List<string>();
        for (var at = 1; at < lines.Count;)
        {
            if (!int.TryParse(lines[at], out var count) || count is < 1 or > 20) return null;
            var block = lines.Skip(at + 1).Take(count).Select(Columns).ToList();
            if (block.Count < count || block.Contains(null)) return null;
            items.Add(string.Join(':', block));
            at += count + 1;
        }

        return items;
    }

    // RA3W,TA5A; is one molecule.
    private static List<string>? FoldX(IReadOnlyList<string> lines) => lines.Count > 0 && lines.All(it => Individual.IsMatch(it))
        ? [.. lines.Select(it => it.TrimEnd(';', ' ').Replace(',', ':'))]
        : null;

    private static bool Names(Match match, string group) => AminoAcids.Read(match.Groups[group].ValueSpan) is not null;

    [GeneratedRegex(@"\Atotal\s+[0-9]{1,4}\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Total { get; }

    [GeneratedRegex(@"\A(?<from>[A-Za-z]{1,3})[ \t,;]+(?<at>-?[0-9]{1,7})[ \t,;]+(?<to>[A-Za-z]{1,3})\z")]
    private static partial Regex Triple { get; }

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9_.|-]{1,30})[ \t]+(?<at>[0-9]{1,7})[ \t]+(?<from>[A-Z])[ \t]+(?<to>[A-Z])\z")]
    private static partial Regex PolyPhen { get; }

    [GeneratedRegex(@"\A(?<at>[0-9]{1,7})[ \t]+[A-Z_][ \t]+PIKAA[ \t]+(?<to>[ACDEFGHIKLMNPQRSTVWY]{1,20})\z")]
    private static partial Regex Resfile { get; }

    [GeneratedRegex(@"\A[A-Z][A-Z][0-9]{1,6}[A-Z](\s?,\s?[A-Z][A-Z][0-9]{1,6}[A-Z]){0,20}\s?;\z")]
    private static partial Regex Individual { get; }
}
