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
        Row.Match(line) is { Success: true, Groups: var it } row && Names(row, "from") && Names(row, "to")
            && it["name"].Value is var name && (name.Length != 3 || AminoAcids.Read(name) is null) // GLY A 12 ASP
            ? $"{(name is "" ? "" : $"{name}:")}{it["from"]}{it["at"]}{it["to"]}{(it["rest"].Success ? $",{it["rest"]}" : "")}"
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

    /// <summary>R 3 W or 3 R W, a name or a chain before it (P01308 3 R W), a score behind it (3,R,W,-1.2).</summary>
    [GeneratedRegex("""
        \A(?:(?<name>[A-Za-z0-9_.|-]{1,30})[\ \t,;]+)??
        (?:(?<from>[A-Za-z]{1,3})[\ \t,;]+(?<at>-?[0-9]{1,7})|(?<at>[0-9]{1,7})[\ \t,;]+(?<from>[A-Z]|[A-Z]{3}))
        [\ \t,;]+(?<to>[A-Za-z]{1,3})(?:[\ \t,;]+(?<rest>[+-]?[0-9.].{0,80}))?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\A(?<at>[0-9]{1,7})[ \t]+[A-Z_][ \t]+PIKAA[ \t]+(?<to>[ACDEFGHIKLMNPQRSTVWY]{1,20})\z")]
    private static partial Regex Resfile { get; }

    [GeneratedRegex(@"\A[A-Z][A-Z][0-9]{1,6}[A-Z](\s?,\s?[A-Z][A-Z][0-9]{1,6}[A-Z]){0,20}\s?;\z")]
    private static partial Regex Individual { get; }
}
