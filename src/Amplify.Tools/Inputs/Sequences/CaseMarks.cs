using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Lower case that carries a meaning: structure tokens in turn with residues, phospho-p, D-residues, marked sites.</summary>
internal static partial class CaseMarks
{
    private const int LeastLetters = 6;

    /// <summary>A residue in upper case and a token of its fold in lower case, over and over.</summary>
    public static Reading? Alternating(PastedText text)
    {
        var letters = string.Concat(text.Lines);
        if (letters.Length < LeastLetters || !InTurn.IsMatch(letters) || ThreeLetterCode.IsCode(text.Text)) return null;
        var upper = string.Concat(letters.Where(char.IsAsciiLetterUpper));
        return Reading.Refuse($"Alternating case, '{text.Quote(20)}': this looks like residues and structure tokens in turn (SaProt, "
            + $"Foldseek). Send the residues alone, perhaps {SafeText.Quote(upper, 60)}.");
    }

    /// <summary>p before S, T or Y, alone among capitals, is a phosphate and no proline.</summary>
    public static (string Letters, string? Warning) Phospho(string letters)
    {
        var marks = PhosphoMark.Matches(letters);
        if (marks.Count == 0) return (letters, null);
        var seen = string.Join(", ", marks.Select(it => letters.Substring(it.Index, 2)).Distinct());
        return (PhosphoMark.Replace(letters, ""), $"'{seen}' was read as phosphorylated residues ({marks.Count}): the p was left out, "
            + "and the plain residue is scored. If it is proline, write P.");
    }

    /// <summary>Masked regions, inserts and signal peptides come in long runs; single letters are marks.</summary>
    public static string? Warning(string letters) =>
        letters.Any(char.IsAsciiLetterUpper) && ShortLower.Match(letters) is { Success: true, Index: var at }
            ? $"The lower case in '{SafeText.Quote(letters[Math.Max(0, at - 6)..], 20)}' was read as ordinary residues; lower case often "
                + "means D-residues or marks modified ones, which are not scored."
            : null;

    [GeneratedRegex(@"\A(?:([A-Z][a-z#])+[A-Z]?|([a-z][A-Z])+[a-z]?)\z")]
    private static partial Regex InTurn { get; }

    [GeneratedRegex("(?<![a-z])p(?=[STY](?![a-z]))")]
    private static partial Regex PhosphoMark { get; }

    [GeneratedRegex("(?<![a-z])[a-z]{1,3}(?![a-z])")]
    private static partial Regex ShortLower { get; }
}
