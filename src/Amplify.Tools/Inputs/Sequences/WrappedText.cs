using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What a chat or a program put around a text: a code fence, quotes, a list's mark, line breaks spelled as \n.</summary>
internal static partial class WrappedText
{
    private const int MostLayers = 4;
    private static readonly string[] Quotes = ["****", "\"\"", "''", "``", "“”", "““", "‘’", "«»", "„“", "„”", "「」", "‚‘"];

    public static Reading Peel(string pasted)
    {
        var read = new Reading(new PastedText(pasted).Text);
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
        foreach (var (open, close) in Quotes.Select(it => (it[..(it.Length / 2)], it[(it.Length / 2)..])))
        {
            if (text.Length > open.Length + close.Length && text.StartsWith(open, StringComparison.Ordinal)
                && text.EndsWith(close, StringComparison.Ordinal))
                return Said(text[open.Length..^close.Length], $"removed the quotes {open}…{close} around it");
        }

        var mark = text.Contains('\n') ? "" : ListMark.Match(text).Value;
        return mark is "" ? null : Said(text[mark.Length..], $"removed the list mark '{mark.Trim()}'");
    }

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
            Doubts = around is "" ? [] : [$"Only what the code fence holds was read; left out: '{SafeText.Quote(around)}'."],
        };
    }

    private static Reading Said(string inner, string sentence) => new(inner) { Notes = [sentence] };

    [GeneratedRegex(@"^(?<mark>```|~~~)[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex FenceMark { get; }

    [GeneratedRegex(@"\A([A-Za-z]:\\|\\\\)")]
    private static partial Regex Drive { get; }

    [GeneratedRegex(@"(\\r)?\\n")]
    private static partial Regex Spelled { get; }

    [GeneratedRegex(@"\A(?:[-*•‣▪]|\(?[0-9]{1,3}[.)])[ \t]+(?=[A-Za-z]{5})")]
    private static partial Regex ListMark { get; }
}
