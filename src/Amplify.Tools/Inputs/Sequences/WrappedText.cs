using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What a chat or a program put around a text: a code fence, quotes, a list's mark, line breaks spelled as \n.</summary>
internal static partial class WrappedText
{
    private const int MostLayers = 4;
    private static readonly string[] Quotes = ["****", "\"\"", "''", "``", "“”", "““", "‘’", "«»", "„“", "„”", "「」", "‚‘"];

    public static Reading Peel(string pasted)
    {
        var (seen, notes) = (string.Concat(pasted.Where(it => !IsUnseen(it))), new List<string>());
        if (seen.Length < pasted.Length)
            notes.Add($"left out {pasted.Length - seen.Length} characters that nobody sees, {SafeText.Name(new(pasted.First(IsUnseen)))} "
                + "first");
        var plain = string.Concat(seen.Select(TextMarks.Narrow));
        if (plain != seen) notes.Add("read full-width letters as ordinary ones");
        var read = new Reading(new PastedText(plain).Text) { Notes = notes };
        for (var layer = 0; layer < MostLayers; layer++)
        {
            if (PeelOnce(read.Letters) is not { } inner) break;
            read = (inner with { Letters = new PastedText(inner.Letters).Text }).After(read);
        }

        return read;
    }

    private static Reading? PeelOnce(string text)
    {
        if (Fence(text) is { } fenced) return fenced;
        if (text.StartsWith("&gt;", StringComparison.Ordinal)) return Said($">{text[4..]}", "read '&gt;' as '>'");
        if (!text.Contains('\n') && text.Contains(@"\n", StringComparison.Ordinal) && !Drive.IsMatch(text))
            return Said(Spelled.Replace(text, "\n"), @"read '\n' as line breaks");
        if (Cell.Match(text) is { Success: true } cell) return Said(cell.Groups[1].Value, "removed the bars of a table's cell");
        var quoted = text.TrimEnd('.', ',', ';');
        foreach (var (open, close) in Quotes.Select(it => (it[..(it.Length / 2)], it[(it.Length / 2)..])))
        {
            if (quoted.Length > open.Length + close.Length && quoted.StartsWith(open, StringComparison.Ordinal)
                && quoted.EndsWith(close, StringComparison.Ordinal))
                return Said(quoted[open.Length..^close.Length], $"removed the quotes {open}…{close} around it");
        }

        var mark = text.Contains('\n') ? "" : MarkOf(text);
        return mark is "" ? null : Said(text[mark.Length..], $"removed the list mark '{mark.Trim()}'");
    }

    /// <summary>A list's mark before residues, with the blank behind it; none: "".</summary>
    public static string MarkOf(string line) => ListMark.Match(line).Value;

    // Prose around a fence is the chat's, not the protein's.
    private static Reading? Fence(string text)
    {
        if (FenceMark.Match(text) is not { Success: true, Groups: var found } match) return null;
        var (mark, start) = (found["mark"].Value, match.Index + match.Length);
        var close = text.IndexOf(mark, start, StringComparison.Ordinal);
        var after = close < 0 ? "" : text[(close + mark.Length)..].Trim();
        if (after.Contains(mark, StringComparison.Ordinal)) return null;
        var around = $"{text[..match.Index].Trim()} {after}".Trim();
        return Said(text[start..(close < 0 ? text.Length : close)], $"removed the code fence {mark} around it") with
        {
            Warnings = around is "" ? [] : [$"Only what the code fence holds was read; left out: '{SafeText.Quote(around)}'."],
        };
    }

    // Those of a table or a title stay as they are: U+200B and U+FEFF count as blanks.
    private static bool IsUnseen(char letter) => TextMarks.IsUnseen(letter) && letter is not ('\u200B' or '\uFEFF');

    private static Reading Said(string inner, string sentence) => new(inner) { Notes = [sentence] };

    [GeneratedRegex(@"^(?<mark>```|~~~)[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex FenceMark { get; }

    [GeneratedRegex(@"\A([A-Za-z]:\\|\\\\)")]
    private static partial Regex Drive { get; }

    [GeneratedRegex(@"\A\|\s*([A-Za-z*\s]{1,20000}[A-Za-z*])\s*\|\z")]
    private static partial Regex Cell { get; }

    [GeneratedRegex(@"(\\r)?\\n")]
    private static partial Regex Spelled { get; }

    [GeneratedRegex(@"\A(?:[-*•‣▪]|\(?[0-9]{1,3}[.)])[ \t]+(?=[A-Za-z]{5})")]
    private static partial Regex ListMark { get; }
}
