using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>
/// One residue for another, or a whole site, however it is spelled: R3W, Arg3Trp, V 3 A, ARG-3-ALA, Val15 to Ile, R3>W, RA3W.
/// </summary>
internal static partial class SubstitutionText
{
    private const string Help = "no substitution; write M1L, p.Met1Leu, K10 for all of a position, or *P for one residue everywhere";
    private const int LargestPosition = 1_000_000;

    /// <summary>What is read, for people.</summary>
    public static IReadOnlyList<(string Name, string[] Examples)> Notations { get; } =
    [
        ("plain", ["R3W", "r3w", "3W"]),
        ("HGVS", ["p.Arg3Trp", "p.(Arg3Trp)", "NP_000198.1:p.Arg3Trp", "p.[Arg3Trp;Thr5Ala]", "p.[Arg3Trp;Thr5=]"]),
        ("ClinVar, COSMIC, GISAID", ["NM_000271.4(NPC1):c.7A>C (p.Arg3Trp)", "KRAS p.Arg3Trp", "Spike_R3W"]),
        ("a chain's letter", ["A:R3W", "RA3W", "ARG A 3 TRP"]),
        ("arrows and words", ["R3→W", "Val15 to Ile", "mutate R3 to W", "Arg 3 Trp", "ARG-3-ALA"]),
        ("lists", ["[\"R3W\",\"T5A\"]", "1) R3W\n2) T5A", "| R3W | T5A |"]),
        ("files of programs", ["total 1\n1\nR 3 W", "RA3W,TA5A;", "P01308 3 R W", "3 A PIKAA W"]),
        ("in one molecule", ["R3W:T5A", "R3W/T5A", "R3W + T5A", "R3W_T5A"]),
        ("alternatives", ["R3W/K"]), ("a whole position", ["K10", "K10?", "K10*", "10, 12"]), ("everywhere", ["*P"]),
    ];

    private static readonly string[] Fillers =
        ["to", "at", "by", "with", "into", "for", "position", "pos", "residue", "resi", "is", "was", "be", "replaced", "changed", "mutated",
            "substituted", "substitution", "mutation", "mutant", "variant", "the", "of", "in", "from", "mutate", "change", "replace",
            "substitute", "convert", "please", "acid", "all", "any", "every"];

    public static MutationQuery Read(string text, string shown, bool hgvs)
    {
        MutationQuery.Refused No(string reason) => new(shown, reason);
        if (text.Length > 1 && text[0] == '*' && Residue(text[1..].Trim()) is { } everywhere)
            return new MutationQuery.Everywhere(shown, everywhere);
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            return No(text.Length > 1 && text.All(char.IsAsciiLetter) && !text.All(it => it is 'P')
            ? $"{Help} ('{SafeText.Quote(text, 20)}' is a word or a name; nothing was looked up)" : Help);

        var ending = text[^1] is '*' or '?' && !hgvs ? text[^1] : ' ';
        var all = Tokens.Matches(ending is ' ' ? text : text[..^1]).Select(it => it.Value).ToList();
        var tokens = all.FindAll(it => it.Length == 1 || !Fillers.Contains(it, StringComparer.OrdinalIgnoreCase));
        var isPhrase = tokens.Count < all.Count || tokens.Contains(">");
        var parts = tokens.FindAll(it => char.IsAsciiLetterOrDigit(it[0]));
        var at = parts.FindIndex(it => char.IsAsciiDigit(it[0]));
        if (tokens.Exists(it => !char.IsAsciiLetterOrDigit(it[0]) && !" .-_>()[]{}:/'".Contains(it[0], StringComparison.Ordinal))
            || at < 0 || parts.Count > 4 || parts.FindLastIndex(it => char.IsAsciiDigit(it[0])) != at) return No(Help);
        var written = parts[at];
        if (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position > LargestPosition)
            return No("no such position");

        var (before, after) = (parts[..at], parts[(at + 1)..]);
        string? note = null;
        if (before.Count == 2 && after.Count == 0 && isPhrase) (before, after) = ([before[0]], [before[1]]);
        if (before.Count == 0 && after.Count == 2) (before, after) = ([after[0]], [after[1]]);
        if (before.Count == 2 && before.Find(it => it.Length == 1) is { } chain && before.Find(it => it.Length == 3) is { } residue)
            (before, note) = ([residue], $"'{chain}' beside it is read as a chain's letter; chains are not known here");
        if (before.Count > 1 || after.Count > 1) return No(Help);
        var (from, to) = (before.FirstOrDefault(""), after.FirstOrDefault(""));
        if (ChainLetter.IsMatch(from) && Residue(from) is null && to is not "" && Residue(from[..1]) is not null)
            (from, note) = (from[..1], $"chain letter {from[1]} (FoldX, SKEMPI) is not known here; read as {from[0]}{position}{to}");
        if (InsertionCode.IsMatch(to) && Residue(to) is null && from.Length < 2)
            return No($"'{written}{to[0]}' looks like an insertion code (Kabat, PDB); positions here count residues one by one from "
                + "the first");
        var wildType = Residue(from);
        if (wildType is null && from is not "") return No(WhyNot(from, ""));
        var (dashBefore, dashAfter) = Around(tokens, written);
        var hyphen = !dashBefore ? Hyphen.None : dashAfter ? Hyphen.Mark : Hyphen.Either;
        if (dashBefore) position = -position;
        if (to is "" && (tokens.Contains(">") || tokens[^1] is "_")) return No(Help);
        if (to is "")
            return new MutationQuery.Site(shown, wildType, position)
            {
                Hyphen = hyphen,
                Note = ending is '*' ? Stop(from, written) : note,
            };
        if (Residue(to) is not { } variant) return No(WhyNot(to, "; several are written one by one: R3W, R3K"));
        if (from is [>= 'A' and <= 'Z'] && to is [>= 'a' and <= 'z'])
            note ??= $"read as {from}{written}{variant}; insertion codes are not read";
        return new MutationQuery.Single(shown, wildType, position, variant) { Hyphen = hyphen, Note = note };
    }

    private static string Stop(string from, string written) =>
        $"read as every substitution at {from}{written}; a stop codon has no score (write {from}{written} for all of a position)";

    private static (bool Before, bool After) Around(List<string> tokens, string number)
    {
        var at = tokens.IndexOf(number);
        return (at > 0 && tokens[at - 1] is "-", at + 1 < tokens.Count && tokens[at + 1] is "-");
    }

    private static char? Residue(string name) => AminoAcids.Read(name) ?? AminoAcids.ReadName(name);

    private static string WhyNot(string name, string ifSeveral) =>
        $"'{SafeText.Quote(name, 14)}' is none of the twenty residues" + name.ToUpperInvariant() switch
        {
            "X" or "XAA" or "UNK" => " but an unknown residue",
            "B" or "ASX" => " but Asn or Asp",
            "Z" or "GLX" => " but Gln or Glu",
            "J" or "XLE" => " but Leu or Ile",
            "U" or "SEC" => " but selenocysteine",
            "O" or "PYL" => " but pyrrolysine",
            { Length: > 1 } letters when letters.All(ProteinSequence.Residues.Contains) => ifSeveral,
            _ => "",
        };

    [GeneratedRegex("[A-Za-z]+|[0-9]+|[^A-Za-z0-9]")]
    private static partial Regex Tokens { get; }

    [GeneratedRegex(@"\A[A-Z][A-Za-z]\z")]
    private static partial Regex ChainLetter { get; }

    [GeneratedRegex(@"\A([a-z][A-Z]|[A-Z]{2})\z")]
    private static partial Regex InsertionCode { get; }
}
