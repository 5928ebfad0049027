using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What tells a title from residues: marks and digits, letters of no residue, words in another case, known names.</summary>
internal static partial class TitleWords
{
    private const int Longest = 100;
    private const int LongestName = 10;
    private const int LeastResidues = 5;

    public enum Title
    {
        None,

        /// <summary>Its letters could be residues, too.</summary>
        Likely,
        Sure,
    }

    /// <summary>No stretch of residues is written so, wherever it stands.</summary>
    public static bool AreSure(string line) =>
        line.Length <= Longest && !NumberedBlocks.IsNumbered(line) && (Prose.IsMatch(line) || IsMarked(line) || IsOfAnotherScript(line));

    /// <summary>What a line is, beside one of residues.</summary>
    public static Title Beside(string line, string residues)
    {
        if (line.Length > Longest || NumberedBlocks.IsRuler(line)) return Title.None;
        if (IsOfAnotherScript(line)) return Title.Sure;
        if (IsMarked(line) && !NumberedBlocks.IsNumbered(line) && (line[^1] is ':' || char.IsAsciiLetter(line[0]))) return Title.Sure;
        if (!Words.IsMatch(line) || residues.Count(char.IsAsciiLetter) < LeastResidues) return Title.None;
        var words = line.TrimEnd(':', '.', '!').Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        var (lower, upper) = (line.Any(char.IsAsciiLetterLower), line.Any(char.IsAsciiLetterUpper));
        var (lowerBeside, upperBeside) = (residues.Any(char.IsAsciiLetterLower), residues.Any(char.IsAsciiLetterUpper));
        var isSpoken = words.Any(it => it.Length > 2 && char.IsAsciiLetterLower(it[^1])) && words.All(IsWord);
        if (isSpoken && upper && !(lowerBeside && upperBeside)) return Title.Sure;
        if (residues.Contains(' ')) return Title.None;
        var isForeign = line.Any("BJOUZbjouz".Contains);
        if ((isSpoken && words.Length > 1 && !lowerBeside)
            || (isForeign && (IsUneven(words) || (lower && (words.Length > 1 || !lowerBeside))))) return Title.Sure;

        // Capitals that are words, or a known symbol alone on its line.
        var known = words.Where(KnownNames.Contains).ToList();
        return words.Length > 1
            ? known.Exists(it => it.Length > 2) && 2 * known.Sum(it => it.Length) >= words.Sum(it => it.Length) && IsUneven(words)
                ? Title.Likely : Title.None
            : known.Count > 0 && (line.Length < LongestName || isForeign) && residues.Length > line.Length ? Title.Likely
            : isForeign && line.Length <= LongestName && residues.Length >= 3 * line.Length ? Title.Likely : Title.None;
    }

    // One case, or a capital first.
    private static bool IsWord(string word) =>
        word.AsSpan(1).IndexOfAnyInRange('A', 'Z') < 0 || word.AsSpan().IndexOfAnyInRange('a', 'z') < 0;

    private static bool IsMarked(string line) => Marked.IsMatch(line) && !LongRun.IsMatch(line);

    private static bool IsOfAnotherScript(string line) =>
        2 * line.Count(it => char.IsLetter(it) && !char.IsAscii(it)) > line.Count(char.IsLetter);

    // Blocks of residues are of one size, but for the last.
    private static bool IsUneven(string[] words) => words.Length > 1
        && (words.SkipLast(1).Any(it => it.Length != words[0].Length) || words[^1].Length > words[0].Length);

    [GeneratedRegex(@"\A(?=[^0-9]{0,100}[0-9_:()=#,&/']).{1,100}\z")]
    private static partial Regex Marked { get; }

    [GeneratedRegex(@"[ACDEFGHIKLMNPQRSTVWYacdefghiklmnpqrstvwy]{11}")]
    private static partial Regex LongRun { get; }

    [GeneratedRegex(@"\A[A-Za-z]+([ -]{1,3}[A-Za-z]+)*[:.!]?\z")]
    private static partial Regex Words { get; }

    [GeneratedRegex(@"\A(?=.{4})(?:[A-Z]?[a-z]{1,20} ){0,9}(?=[A-Z]?[a-z]{0,20}[bjouz])[A-Z]?[a-z]{1,40}(\s.{0,99})?\z")]
    private static partial Regex Prose { get; }
}
