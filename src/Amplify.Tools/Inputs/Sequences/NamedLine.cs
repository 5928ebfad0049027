using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>A name and a sequence on one line, parted by a tab, blanks, a colon or the like: two columns of a table.</summary>
internal static partial class NamedLine
{
    private const int MostLines = 200;
    private const int LeastLetters = 5;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count is 0 or > MostLines || FastaText.IsComment(text.First)
            || text.Text.Length > 4 * ProteinSequence.MaxLength) return null;
        if (OtherFiles.Read(text) is not null || NameOrAddress.Read(text) is not null || ThreeLetterCode.Read(text) is not null
            || DatabaseEntry.Read(text) is not null) return null;
        List<string> marks = text.Lines.Count > 1 ? [.. text.Lines.Select(WrappedText.MarkOf).TakeWhile(it => it.Length > 0)] : [];
        if (marks.Count == text.Lines.Count)
            return NumberedBlocks.Read(text) is not null ? null : Reading.Several(" in a list", text.Lines.Zip(marks, (line, mark) =>
                ((string?)mark.Trim(), new[] { line[mark.Length..] }.AsEnumerable())));
        if (text.Lines.Count == 1 && Said(text.First) is { } said) return said;
        var found = text.Lines.Select(it => Split(Columns.Match(it)) ?? Split(Swapped.Match(it))).ToList();
        if (found.Contains(null)) return null;
        if (found.Count > 1)
            return Reading.Several(" in two columns", found.Select(it => ((string?)it!.Value.Name,
                new[] { it.Value.Letters }.AsEnumerable())));
        var (name, letters) = found[0]!.Value;
        var (quoted, read) = (SafeText.Quote(name), Reading.Body([letters]));
        return name.Length > 1 && !name.ToUpperInvariant().All(ProteinSequence.Residues.Contains)
            ? read with { Notes = [$"read '{quoted}' as the name of the sequence, one of two columns"] }
            : read with
            {
                Warnings = [$"'{quoted}' was read as the name of the sequence, one of two columns; if it belongs to the sequence, send "
                    + "it without the gap."],
            };
    }

    // Words around one long run of capitals: what was asked of it.
    private static Reading? Said(string line)
    {
        if (Sentence.Match(line) is not { Success: true, Groups: var found }) return null;
        var words = $"{found["before"]} {found["after"]}".Split(" \t,:.?!".ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !words.Any(it => it.Any("bjouxz".Contains))) return null;
        return Reading.Body([found["rest"].Value]) with
        {
            Warnings =
                [$"Only '{SafeText.Quote(found["rest"].Value, 20)}' was read; left out: '{SafeText.Quote(string.Join(' ', words))}'."],
        };
    }

    private static (string Name, string Letters)? Split(Match match)
    {
        var (name, letters) = (match.Groups["name"].Value.Trim(' ', '\'', '"', '*', '`'),
            match.Groups["rest"].Value.Trim(' ', '\'', '"', '`'));
        var marked = match.Groups["mark"].Success;
        if (!match.Success || (!marked && letters.IndexOf(' ') == name.Length)) return null; // blocks of one size
        return letters.Count(char.IsAsciiLetter) >= LeastLetters && !KnownNames.Contains(letters) && IsName(name, letters, marked)
            ? (name, letters) : null;
    }

    // A number is a position; letters alone are a name where they are known, or stand in another case than the sequence.
    private static bool IsName(string name, string letters, bool marked) => name.Any(char.IsLetter)
        && (KnownNames.Contains(name) || TitleWords.AreSure(name)
        || (Word.IsMatch(name) && (marked || char.IsAsciiLetterUpper(name[0])) && letters.AsSpan().IndexOfAnyInRange('a', 'z') < 0));

    [GeneratedRegex("""
        \A(?:(?<name>[^:=\t,;|>]{1,60})[ ]*(?<mark>[:=\t,;：])[ \t]*|(?<name>[^\s:=,;|>]{1,40})[ ]+)
        (?<rest>['"`]?[A-Za-z][A-Za-z \t-]*\*?['"`]?)[,;.]?(?:[\t,;][ ]*[0-9.]{1,9})?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Columns { get; }

    [GeneratedRegex("""
        \A(?:(?<rest>[A-Za-z]{10,}\*?)[ ]*(?<mark>[\t,;])[ \t]*(?<name>[^:=\t,;|>]{1,60})
        |(?<rest>[A-Za-z][A-Za-z-]{9,}(-NH2)?)[ \t]+(?<mark>\()(?<name>[^()\t|>]{1,60})\))\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Swapped { get; }

    [GeneratedRegex("""
        \A(?<before>(?:(?:[A-Z]?[a-z]{1,20}|I|A)[,:]?\s){0,20})(?<rest>[A-Z]{15,}\*?)
        (?<after>(?:[\s,.?!:]{1,3}(?:[A-Z]?[a-z]{1,20}|I|A)){0,20})[.?!]?\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sentence { get; }

    [GeneratedRegex(@"\A([A-Z][a-z]{2,20}|[a-z]{1,12})( [A-Za-z]{1,14})*\z")]
    private static partial Regex Word { get; }
}
