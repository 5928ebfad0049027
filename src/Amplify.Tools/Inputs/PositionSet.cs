using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs;

/// <summary>Positions as people write them, "10-20,35", "10..20", "R3-E6", "resi 3 to 6": counted from 1, ends included.</summary>
public sealed partial class PositionSet
{
    private const int MostItems = 200;
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
    private readonly List<(int First, int Last)> ranges;

    private PositionSet(List<(int First, int Last)> ranges, List<(int, char, string)> residues) =>
        (this.ranges, Residues) = (ranges, residues);

    public IReadOnlyList<(int First, int Last)> Ranges => ranges;

    /// <summary>Residues that were written before a position, to be checked, and the item they stood in.</summary>
    public IReadOnlyList<(int Position, char Residue, string Item)> Residues { get; }

    public bool Contains(int position) => ranges.Exists(it => position >= it.First && position <= it.Last);

    public static bool TryParse(string text, [NotNullWhen(true)] out PositionSet? positions, [NotNullWhen(false)] out string? problem)
    {
        var (ranges, residues) = (new List<(int, int)>(), new List<(int, char, string)>());
        (positions, problem) = (null, null);
        var lines = TextMarks.Plain(text).Split('\n', Trimmed).Select(TextMarks.WithoutBullet);
        var plain = Blanks.Replace(To.Replace(Words.Replace(Between.Replace(string.Join('\n', lines), "$1-"), " "), "-"), "$1")
            .Trim(' ', '[', ']', '(', ')', '{', '}', '\n', '\r', '.');
        if (Thousands.Match(plain) is { Success: true } grouped)
        {
            problem = $"positions: '{grouped.Value}' looks like one number with its thousands apart; write it without a mark";
            return false;
        }

        foreach (var item in Separators.Split(plain).Select(it => it.Trim('\'')).Where(it => it.Length > 0))
        {
            var shown = SafeText.Quote(item, 30);
            if (ranges.Count == MostItems) problem = $"positions names more than {MostItems} ranges; ask for fewer at a time";
            else if (Range.Match(item) is not { Success: true } match || !TryEnd(match, "first", out var first)
                || !TryEnd(match, "last", out var last)) problem = Why(item, shown);
            else
            {
                var (from, to) = (first.At ?? 0, last.At ?? first.At ?? 0);
                if (from > to) problem = $"positions: '{shown}' ends before it begins";
                else ranges.Add((from, to));
                if (first.Residue is { } before) residues.Add((from, before, shown));
                if (last.Residue is { } after) residues.Add((to, after, shown));
            }

            if (problem is not null) return false;
        }

        if (ranges.Count == 0) problem = "positions is empty; write 10-20,35";
        else positions = new(ranges, residues);
        return positions is not null;
    }

    private static string Why(string item, string shown) => InsertionCode.IsMatch(item)
        ? $"positions: '{shown}' looks like an insertion code (Kabat, PDB); positions here count residues one by one from the first"
        : Chain.IsMatch(item) ? $"positions: '{shown}' names a chain, and chains are not known here; write the numbers alone, 10-20,35"
        : Substitution.IsMatch(item) ? $"positions: '{shown}' looks like a substitution; ask for it in mutations"
        : $"positions: '{shown}' is no position or range; write 10-20,35";

    // A position can be negative: with a numbering_offset, residues before the first of the reference are.
    private static bool TryEnd(Match match, string name, out (int? At, char? Residue) end)
    {
        end = default;
        if (match.Groups[name] is not { Success: true, Value: var number }) return name is "last";
        if (!int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            || Math.Abs((long)at) > 1_000_000) return false;
        var residue = match.Groups[$"{name}Residue"].Value;
        end = (at, residue is "" ? null : AminoAcids.Read(residue) ?? AminoAcids.ReadName(residue));
        return residue is "" || end.Residue is not null;
    }

    [GeneratedRegex("""
        \A(?<firstResidue>[A-Za-z]{0,13})(?<first>-?[0-9]{1,8})
        (?:(?:-|\.{2,3}|…|:|_|~|\+/-)(?<lastResidue>[A-Za-z]{0,13})(?<last>-?[0-9]{1,8}))?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Range { get; }

    [GeneratedRegex(@"\A(?:[A-Za-z]|[A-Za-z]{3})[0-9]{1,7}(?:[A-Za-z*]|[A-Za-z]{3})\z")]
    private static partial Regex Substitution { get; }

    [GeneratedRegex(@"\A(?:chains?\z|[A-Za-z][:/][0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Chain { get; }

    [GeneratedRegex(@"\A[0-9]{1,8}[A-Za-z](?:-[0-9]{1,8}[A-Za-z]?)?\z|\A[0-9]{1,8}-[0-9]{1,8}[A-Za-z]\z")]
    private static partial Regex InsertionCode { get; }

    [GeneratedRegex("""
        \b(?:resi|resid|residues?|reste|résidus?|positions?|positionen|pos|sites?|stellen?|aa|and|or|from|und|oder|et|ou|select
        |p(?=\.[A-Z0-9]))\b[.:=]?|\b(?:aa|resi?)(?=[0-9])|\ba\.a\.|(?<=[0-9])aa\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words { get; }

    [GeneratedRegex(@"\b(?:between|zwischen|entre)\s+(?:[a-z]{3,10}\s+)?(\S{1,20})\s+(?:and|und|et|y)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Between { get; }

    [GeneratedRegex(@"(?<=[0-9])(?:[ ]{1,4}(?:to|bis|until|till|thru|through|à|a)[ ]{1,4}|[ ]{0,4}[至到][ ]{0,4})(?=[A-Za-z0-9-])",
        RegexOptions.IgnoreCase)]
    private static partial Regex To { get; }

    [GeneratedRegex(@"(?<=[0-9])[ ]{0,4}(-|\.{2,3}|…|:|~)[ ]{0,4}(?=[A-Za-z]{0,13}-?[0-9])")]
    private static partial Regex Blanks { get; }

    /// <summary>No position has a nought before it.</summary>
    [GeneratedRegex(@"(?<![0-9])[1-9][0-9]{0,2},0[0-9]{2}(?![0-9])")]
    private static partial Regex Thousands { get; }

    [GeneratedRegex(@"[,;|+&\s]+|(?<=[0-9])/")]
    private static partial Regex Separators { get; }
}
