using System.Text;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Residues and nothing else: lines are joined, blanks removed, small letters made large, a stop at the end left out; each is said.
/// </summary>
internal static partial class BareResidues
{
    public static Reading Read(PastedText text)
    {
        var (letters, blanks, lower, notes, doubts) =
            (new StringBuilder(Math.Min(text.Text.Length, ProteinSequence.MaxLength + 1)), 0, 0, new List<string>(), new List<string>());
        var (firstBlank, firstLower) = ("", "");
        foreach (var line in text.Lines)
        {
            foreach (var letter in line)
            {
                if (char.IsWhiteSpace(letter) || letter is '\u200B' or '\uFEFF')
                {
                    if (blanks++ == 0) firstBlank = line;
                    continue;
                }

                if (char.IsAsciiLetterLower(letter) && lower++ == 0) firstLower = line;
                letters.Append(letter);
            }
        }

        var read = letters.ToString();
        if (text.Lines.Count > 1) notes.Add($"joined {text.Lines.Count} lines: {Shown(text.Lines[0])}, "
            + $"{Shown(text.Lines[1])}{(text.Lines.Count > 2 ? ", …" : "")}");
        if (blanks > 0) notes.Add($"removed {blanks} {(blanks == 1 ? "blank" : "blanks")} between residues: {Shown(firstBlank)}");
        if (lower > 0)
        {
            (read, var phospho) = CaseMarks.Phospho(read);
            if ((phospho ?? CaseMarks.Doubt(read)) is { } doubt) doubts.Add(doubt);
            lower = read.Count(char.IsAsciiLetterLower);
            if (lower > 0) notes.Add($"changed {lower} {(lower == 1 ? "letter" : "letters")} to upper case: {Shown(firstLower)}");
            read = Upper(read);
        }

        if (read.TrimEnd('*', '.', ',', ';') is { Length: > 0 } ended && read[ended.Length..] is { Length: > 0 } end)
        {
            read = ended;
            notes.Add(end is "*" ? "removed one trailing stop (*)" : $"removed '{SafeText.Quote(end, 10)}' from the end");
        }

        if (Joined(text) is { } unlike) doubts.Add(unlike);
        if (ThreeLetterCode.MayBe(read) is { } code) doubts.Add(code);
        return new(read) { Notes = notes, Doubts = doubts };
    }

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

    [GeneratedRegex(@"\n[ \t\r]{0,20}\n")]
    private static partial Regex Gap { get; }
}
