using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Residues and nothing else: lines are joined, blanks removed, small letters made large, a stop at the end left out; each is said.
/// </summary>
internal static partial class BareResidues
{
    public static Reading Read(PastedText text)
    {
        var (joined, notes, warnings) = (string.Concat(text.Lines), new List<string>(), new List<string>());
        var marks = OneByOne.IsMatch(joined) ? joined.First(it => !char.IsAsciiLetter(it) && !IsBlank(it)) : ' ';
        var read = string.Concat(joined.Where(it => !IsBlank(it) && it != marks));
        if (marks is not ' ') notes.Add($"removed the marks '{marks}' between single residues");
        if (text.Lines.Count > 1)
            notes.Add($"joined {text.Lines.Count} lines: {Shown(text.Lines[0])}, {Shown(text.Lines[1])}"
                + (text.Lines.Count > 2 ? ", …" : ""));
        if (joined.Count(IsBlank) is > 0 and var blanks)
            notes.Add($"removed {blanks} {(blanks == 1 ? "blank" : "blanks")} between residues: "
                + Shown(text.Lines.First(it => it.Any(IsBlank))));
        if (read.Any(char.IsAsciiLetterLower))
        {
            (read, var phospho) = CaseMarks.Phospho(read);
            if ((phospho ?? CaseMarks.Warning(read)) is { } warning) warnings.Add(warning);
            if (read.Count(char.IsAsciiLetterLower) is > 0 and var lower)
                notes.Add($"changed {lower} {(lower == 1 ? "letter" : "letters")} to upper case: "
                    + Shown(text.Lines.First(it => it.Any(char.IsAsciiLetterLower))));
            read = Upper(read);
        }

        if (read.TrimEnd('*', '.', ',', ';') is { Length: > 0 } ended && read[ended.Length..] is { Length: > 0 } end)
        {
            read = ended;
            notes.Add(end is "*" ? "removed one trailing stop (*)" : $"removed '{SafeText.Quote(end, 10)}' from the end");
        }

        if (joined.IndexOf('\t') is > 0 and var tab)
            warnings.Add($"A tab was taken out behind '{SafeText.Quote(joined[Math.Max(0, tab - 12)..tab])}'; if it parts the columns of a "
                + "table, send the sequence alone.");
        if (Joined(text) is { } unlike) warnings.Add(unlike);
        if (ThreeLetterCode.MayBe(read) is { } code) warnings.Add(code);
        return new(read) { Notes = notes, Warnings = warnings };
    }

    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || letter is '\u200B' or '\uFEFF';

    // Of other scripts' small letters, none becomes a residue.
    private static string Upper(string letters) => string.Create(letters.Length, letters, (target, source) =>
    {
        for (var at = 0; at < target.Length; at++) target[at] = char.IsAsciiLetterLower(source[at]) ? (char)(source[at] - 32) : source[at];
    });

    private static string Shown(string line) => $"'{SafeText.Quote(line, 12)}'";

    // Wrapped lines are of one length but for the last; a list of peptides is not, and an empty line stands between two of them.
    private static string? Joined(PastedText text)
    {
        if (text.Lines.Count < 2) return null;
        var first = Length(text.Lines[0]);
        var wrapped = text.Lines.SkipLast(1).All(it => Length(it) == first) && Length(text.Lines[^1]) <= first;
        if (wrapped && !Gap.IsMatch(text.Text)) return null;
        return $"{text.Lines.Count} lines{(wrapped ? " with an empty one between" : " of unlike length")} were joined into one "
            + "sequence; if they are several, or one is a title, send one sequence alone.";
    }

    private static int Length(string line) => line.Count(char.IsAsciiLetter);

    /// <summary>M-K-T-A-Y: every residue apart, by one and the same mark.</summary>
    [GeneratedRegex(@"\A[A-Za-z]\s?(?<mark>[-,;.·–])\s?[A-Za-z](?:\s?\k<mark>\s?[A-Za-z]){3,}\z")]
    private static partial Regex OneByOne { get; }

    [GeneratedRegex(@"\n[ \t\r]{0,20}\n")]
    private static partial Regex Gap { get; }
}
