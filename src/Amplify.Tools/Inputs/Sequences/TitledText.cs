using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// A title without a > before it, and lines of residues below. What is surely a title is a note; what may be one, a doubt.
/// </summary>
internal static partial class TitledText
{
    private const int LongestTitle = 100;
    private const int LongestName = 10;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count < 2 || text.Lines.Any(it => it[0] == '>') || text.First[0] is '@' or ';' or '#'
            || ThreeLetterCode.Read(text) is not null) return null;
        if (OtherFiles.Read(text) is not null || DatabaseEntry.Read(text) is not null || NamedLine.Read(text) is not null
            || NumberedBlocks.Read(text) is not null) return null;
        var (sure, likely) = (IsSurely(text, 0), IsLikely(text, 0));
        if (!sure && !likely) return null;

        var titles = Enumerable.Range(1, Math.Min(text.Lines.Count - 1, 200))
            .Where(it => it < text.Lines.Count - 1 && (IsSurely(text, it) || IsLikely(text, it))).Prepend(0).ToList();
        if (titles.Count > 1)
            return Reading.Several(" under titles", [.. titles.Select((at, index) => (text.Lines[at],
                string.Concat(text.Lines.Skip(at + 1).Take((index + 1 < titles.Count ? titles[index + 1] : text.Lines.Count) - at - 1))))]);
        var (body, title) = (Reading.Body(text.Lines.Skip(1)), SafeText.Quote(text.First));
        return sure
            ? body with { Notes = [$"read the first line '{title}' as a title"] }
            : body with
            {
                Doubts = [$"The first line '{title}' was read as a title, not as residues; if they are residues, send them "
                + "without the line break."]
            };
    }

    /// <summary>No stretch of residues has words, digits and marks like this.</summary>
    public static bool IsSurelyTitle(string line) => line.Length <= LongestTitle && !NumberedBlocks.IsNumbered(line)
        && (Prose.IsMatch(line) || (Marked.IsMatch(line) && !LongRun.IsMatch(line)));

    private static bool IsSurely(PastedText text, int at)
    {
        var line = text.Lines[at];
        if (line.Length > LongestTitle || NumberedBlocks.IsRuler(line)) return false;
        var others = text.Lines[at + 1];
        if (Marked.IsMatch(line) && !LongRun.IsMatch(line) && (line[^1] is ':' || char.IsAsciiLetter(line[0]))
            && !NumberedBlocks.IsNumbered(line)) return true;
        var unlike = !others.Any(char.IsAsciiLetterLower) || !others.Any(char.IsAsciiLetterUpper);
        return (unlike && Cased.IsMatch(line) && line.Any(char.IsAsciiLetterLower) && line.Any(char.IsAsciiLetterUpper))
            || (Prose.IsMatch(line) && !others.Contains(' ') && (line.Contains(' ') || !others.Any(char.IsAsciiLetterLower)))
            || (Uneven(line) && line.Any("BJOUZ".Contains) && !others.Contains(' '));
    }

    // Capitals that are words, or a known symbol alone on its line.
    private static bool IsLikely(PastedText text, int at)
    {
        var (line, others) = (text.Lines[at], text.Lines[at + 1]);
        if (line.Length > LongestTitle || !line.All(it => char.IsAsciiLetter(it) || it is ' ' or '-')) return false;
        return line.Contains(' ')
            ? !others.Contains(' ') && Uneven(line) && line.Split(' ').Any(KnownNames.Contains)
            : (line.Length < LongestName || line.Any("BJOUZbjouz".Contains)) && KnownNames.Contains(line) && others.Length > line.Length;
    }

    /// <summary>Blocks of residues are of one size, but for the last.</summary>
    private static bool Uneven(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && (words.SkipLast(1).Any(it => it.Length != words[0].Length) || words[^1].Length > words[0].Length);
    }

    [GeneratedRegex(@"\A(?=[^0-9]{0,100}[0-9_:()=#,&/']).{1,100}\z")]
    private static partial Regex Marked { get; }

    [GeneratedRegex(@"[ACDEFGHIKLMNPQRSTVWYacdefghiklmnpqrstvwy]{11}")]
    private static partial Regex LongRun { get; }

    [GeneratedRegex(@"\A([A-Z][a-z]{2,14}|[A-Z]{1,12})([ -]([A-Z]?[a-z]{1,14}|[A-Z]{1,12}))*[:.]?\z")]
    private static partial Regex Cased { get; }

    [GeneratedRegex(@"\A(?=.{4})[A-Z]?[a-z]{0,20}[bjouz][a-z]{0,20}(\s.{0,99})?\z|\A([A-Z]?[a-z]{1,20} ){1,9}[a-z]{0,20}[bjouxz][a-z]{0,20}(\s.{0,99})?\z")]
    private static partial Regex Prose { get; }
}
