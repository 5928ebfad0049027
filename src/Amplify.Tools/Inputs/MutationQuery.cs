using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs;

/// <summary>One item of `mutations`, as a person writes it: M1L, p.Met1Leu, K10*, *P, K10A:L12F.</summary>
public abstract partial record MutationQuery(string Text)
{
    public const int MostItems = 100;
    private const int MostParts = 10;

    /// <summary>One residue for another. The wild type is null when the item leaves it out.</summary>
    public sealed record Single(string Text, char? WildType, int Position, char Variant) : MutationQuery(Text);

    /// <summary>Every substitution of one position: K10*.</summary>
    public sealed record Site(string Text, char? WildType, int Position) : MutationQuery(Text);

    /// <summary>One residue put at every position: *P.</summary>
    public sealed record Everywhere(string Text, char Variant) : MutationQuery(Text);

    /// <summary>Several substitutions in one molecule. The model scores single ones; their sum is only that.</summary>
    public sealed record Combined(string Text, IReadOnlyList<Single> Parts) : MutationQuery(Text);

    /// <summary>What cannot be answered, and why.</summary>
    public sealed record Refused(string Text, string Reason) : MutationQuery(Text);

    public static IReadOnlyList<MutationQuery> ParseAll(string text)
    {
        // HGVS parts alleles of one molecule by semicolons, in brackets; elsewhere a semicolon parts items.
        var items = Brackets.Replace(text, it => it.Value.Replace(';', ':')).Split([',', ';', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. items.Distinct(StringComparer.Ordinal).Take(MostItems + 1).Select((item, index) => index < MostItems
            ? Parse(item)
            : new Refused("…", $"only the first {MostItems} of {items.Length} items were read; ask for the rest in another call"))];
    }

    public static MutationQuery Parse(string item)
    {
        var shown = SafeText.Quote(item, 40);
        if (item.Length > 80) return new Refused(shown, "too long for a substitution");
        var parts = item.Split([':', '/', '+'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length <= 1) return ParseOne(item, shown);
        if (parts.Length > MostParts) return new Refused(shown, $"combines more than {MostParts} substitutions");

        var singles = new List<Single>();
        foreach (var part in parts)
        {
            switch (ParseOne(part, SafeText.Quote(part, 40)))
            {
                case Single single: singles.Add(single); break;
                case Refused refused: return new Refused(shown, $"{refused.Text}: {refused.Reason}");
                case Site or Everywhere: return new Refused(shown, "a combination takes single substitutions only");
                default: throw new UnreachableException();
            }
        }

        return singles.DistinctBy(it => it.Position).Count() == singles.Count
            ? new Combined(shown, singles)
            : new Refused(shown, "names one position twice");
    }

    private static MutationQuery ParseOne(string item, string shown)
    {
        var hgvs = item.StartsWith("p.", StringComparison.OrdinalIgnoreCase);
        var text = (hgvs ? item.AsSpan(2) : item).TrimStart("([").TrimEnd(")]");
        if (text.Length is 2 or 4 && text[0] == '*' && AminoAcids.Read(text[1..]) is { } everywhere) return new Everywhere(shown, everywhere);

        var digits = text.IndexOfAnyInRange('0', '9');
        if (digits < 0) return new Refused(shown, "no substitution; write M1L, p.Met1Leu, K10* for all of a position, or *P for one residue everywhere");
        if (digits > 0 && text[digits - 1] == '-') digits--; // a numbering_offset can make positions negative
        var rest = text[digits..];
        var length = rest[1..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end + 1 : rest.Length;
        var before = text[..digits];
        var after = rest[length..];

        if (after.Contains("fs", StringComparison.OrdinalIgnoreCase)) return new Refused(shown, "a frameshift changes every residue after it; the model scores single substitutions");
        if (after.IndexOf('_') >= 0 || Names(after, "del") || Names(after, "ins") || Names(after, "dup") || after is "-")
            return new Refused(shown, "an insertion or deletion; the model scores single substitutions");
        if (Names(after, "Ter") || after is "X" or "x" || (hgvs && after is "*")) return new Refused(shown, "a stop codon; the model scores single substitutions");
        if (!int.TryParse(rest[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) || Math.Abs((long)position) > 1_000_000)
            return new Refused(shown, "no such position");

        var wildType = AminoAcids.Read(before);
        if (wildType is null && !before.IsEmpty) return new Refused(shown, $"'{SafeText.Quote(before.ToString(), 10)}' is none of the twenty residues");
        if (after is "*" or "") return new Site(shown, wildType, position);
        if (after is "=") return new Refused(shown, "synonymous; its score is 0 by definition");
        return AminoAcids.Read(after) is { } variant
            ? new Single(shown, wildType, position, variant)
            : new Refused(shown, $"'{SafeText.Quote(after.ToString(), 10)}' is none of the twenty residues");
    }

    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex Brackets { get; }

    private static bool Names(ReadOnlySpan<char> text, string change) => text.StartsWith(change, StringComparison.OrdinalIgnoreCase);
}
