using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What a chat or a program put around a text: a code fence, quotes, a list's mark, line breaks spelled as \n.</summary>
internal static partial class WrappedText
{
    private const int MostLayers = 4;
    private const string Openers = "\"'`“‘«„「‚";
    private const string Closers = "\"'`”’»“」‘";

    public static Reading Peel(string pasted)
    {
        var (text, notes, doubts) = (new PastedText(pasted).Text, new List<string>(), new List<string>());
        for (var layer = 0; layer < MostLayers; layer++)
        {
            if (PeelOnce(text, notes, doubts) is not { } inner) break;
            text = inner;
        }

        return new(text) { Notes = notes, Doubts = doubts };
    }

    private static string? PeelOnce(string text, List<string> notes, List<string> doubts)
    {
        if (Fence(text, notes, doubts) is { } fenced) return fenced;
        if (text.StartsWith("&gt;", StringComparison.Ordinal)) return Note($">{text[4..]}", "read '&gt;' as '>'");
        if (!text.Contains('\n') && text.Contains(@"\n", StringComparison.Ordinal) && !Drive.IsMatch(text))
            return Note(text.Replace(@"\r", "", StringComparison.Ordinal)
                .Replace(@"\n", "\n", StringComparison.Ordinal), @"read '\n' as line breaks");
        if (text.Length > 4 && text.StartsWith("**", StringComparison.Ordinal) && text.EndsWith("**", StringComparison.Ordinal))
            return Note(text[2..^2], "removed the marks '**' around it");
        if (text.Length > 2 && Openers.IndexOf(text[0]) is >= 0 and var kind && (text[^1] == Closers[kind] || text[^1] == text[0]))
            return Note(new PastedText(text[1..^1]).Text, $"removed the quotes {text[0]}…{text[^1]} around it");
        var mark = text.Contains('\n') ? "" : ListMark.Match(text).Value;
        return mark is "" ? null : Note(text[mark.Length..], $"removed the list mark '{mark.Trim()}'");

        string Note(string inner, string sentence)
        {
            notes.Add(sentence);
            return inner;
        }
    }

    // Prose around a fence is the chat's, not the protein's.
    private static string? Fence(string text, List<string> notes, List<string> doubts)
    {
        var mark = text.Contains("```", StringComparison.Ordinal) ? "```" : "~~~";
        var open = text.IndexOf(mark, StringComparison.Ordinal);
        if (open < 0 || (open > 0 && text[open - 1] != '\n')) return null;
        var start = text.IndexOf('\n', open);
        if (start < 0) return null;
        var close = text.IndexOf(mark, start, StringComparison.Ordinal);
        var after = close < 0 ? "" : text[(close + mark.Length)..].Trim();
        if (after.Contains(mark, StringComparison.Ordinal)) return null;
        var around = $"{text[..open].Trim()} {after}".Trim();
        notes.Add($"removed the code fence {mark} around it");
        if (around is not "") doubts.Add($"Only what the code fence holds was read; left out: '{SafeText.Quote(around)}'.");
        return new PastedText(text[start..(close < 0 ? text.Length : close)]).Text;
    }

    [GeneratedRegex(@"\A([A-Za-z]:\\|\\\\)")]
    private static partial Regex Drive { get; }

    [GeneratedRegex(@"\A(?:[-*•‣▪]|\(?[0-9]{1,3}[.)])[ \t]+(?=[A-Za-z]{5})")]
    private static partial Regex ListMark { get; }
}
