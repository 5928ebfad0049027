using System.Text.RegularExpressions;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>What stands before a substitution and is none: an accession, a gene, a transcript's change, a chain.</summary>
internal static partial class NamePrefix
{
    private const string Separators = ":_/ -|.(^=";
    private static readonly string[] Genes = ["A2M", "C1R", "C1S", "C8A", "C8G", "F2R"];

    /// <summary>The item without it, and a sentence that quotes it.</summary>
    public static (string Change, string? Note) Split(string item)
    {
        var text = Suffix.Replace(item, "") is { Length: > 0 } shorter ? shorter : item;
        var note = text.Length < item.Length ? "the part in brackets speaks of DNA and was not read" : null;
        if (Hgvs.Match(text) is { Success: true } hgvs
            && !HasChange(hgvs.Groups["name"].Value, text[hgvs.Groups["name"].Length])) return (text[hgvs.Length..]
            .Trim(), Say(hgvs.Groups["name"].Value) ?? note);
        if (Glued.Match(text) is { Success: true, Groups: var glued } && (glued["digits"].Success
            || (AminoAcids.Read(text.AsSpan(0, 3)) is null && KnownNames.Contains(glued["name"].Value))))
            return (glued["change"].Value, Say(glued["name"].Value) ?? note);
        for (var at = text.Length - 1; at > 0; at--)
        {
            var (name, rest) = (text[..at].Trim(), text[(at + 1)..].Trim());
            if (!Separators.Contains(text[at]) || !Whole.IsMatch(rest) || !Named.IsMatch(name)) continue;
            if (Whole.IsMatch(name) && !(name.Length == 1)) return (item, text[at] is ':' && Genes.Contains(name)
                ? $"{name} is also a gene; if it is meant, write {name}:p.{rest}" : null);
            if (Change.IsMatch(name) || name.Trim('(', '.') is "p" or "P") continue;
            return (rest, Say(name) ?? note);
        }

        return (text, note);
    }

    // M1L p.Lys2Ala are two items; A2M:p.Asn11Asp is a gene's.
    private static bool HasChange(string name, char after)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.SkipLast(after is ':' ? 1 : 0).Select(it => it.StartsWith("p.", StringComparison.OrdinalIgnoreCase) ? it[2..] : it)
            .Any(it => Whole.IsMatch(it) || Change.IsMatch(it));
    }

    private static string? Say(string name)
    {
        var quoted = SafeText.Quote(name.Trim(' ', ':', '(', '_', '-'), 40);
        return quoted.Length == 0 ? null
            : Dna.IsMatch(name) ? $"'{quoted}' before it speaks of DNA or of a transcript and was not read or checked"
            : quoted.Length == 1 ? $"'{quoted}' before it is read as a chain's letter; chains are not known here"
            : $"'{quoted}' before it is read as a name and was not checked";
    }

    /// <summary>Everything up to p. is a name.</summary>
    [GeneratedRegex(@"\A\(?(?<name>[A-Za-z0-9_.:()>*+ -]{1,60}?)(?>[:;=|\s_]+|(?=\())(?=\(?p\.)")]
    private static partial Regex Hgvs { get; }

    [GeneratedRegex(@"(?<![\s:])(?>\s*)[\(\[]?\b[cgnr]\.[0-9*_+-]{1,20}[ACGTUacgtu]{0,20}>?[A-Za-z]{0,20}[\)\]]?\z")]
    private static partial Regex Suffix { get; }

    [GeneratedRegex(@"\A\(?(?:[A-Za-z]|[A-Za-z]{3})[0-9]{1,7}(?:[A-Za-z]|[A-Za-z]{3})\)?\z")]
    private static partial Regex Whole { get; }

    [GeneratedRegex(@"\A\(?[A-Za-z0-9][A-Za-z0-9_.():-]{0,40}\z")]
    private static partial Regex Named { get; }

    /// <summary>BRAFV600E, where the name is known; TP53R175H, whose two numbers leave no other reading.</summary>
    [GeneratedRegex(@"\A(?<name>[A-Z]{2,8}(?<digits>[0-9]{1,3})|[A-Z]{3,8})(?<change>[A-Z][0-9]{1,5}[A-Z*])\z")]
    private static partial Regex Glued { get; }

    // R3W_T5A and so on: what stands before is a change itself.
    [GeneratedRegex(@"(?:\A|[_:/ +])(?:[A-Z]|[A-Z][a-z]{2})[0-9]{1,7}(?:[A-Z]|[A-Z][a-z]{2}|del|ins[A-Z]*|dup|fs|\*|=)\z")]
    private static partial Regex Change { get; }

    [GeneratedRegex(@"\b[cgnmr]\.|NM_|NR_|NG_|NC_|XM_|ENST|\bchr")]
    private static partial Regex Dna { get; }
}
