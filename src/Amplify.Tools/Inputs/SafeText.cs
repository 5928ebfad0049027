using System.Globalization;
using System.Text;

namespace Amplify.Tools.Inputs;

/// <summary>Other people's text, made fit to stand in a message: one line, short, without control characters.</summary>
public static class SafeText
{
    public static string Quote(string text, int most = 60)
    {
        var line = new StringBuilder();
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (line.Length >= most) return line.Append('…').ToString();
            line.Append(IsPlain(rune) ? rune.ToString() : "\uFFFD");
        }

        return line.ToString();
    }

    /// <summary>Text of any number of lines, cut where it is too long, without what a terminal obeys and what nobody sees.</summary>
    public static string Plain(string text, int most)
    {
        if (text.Length > most) text = text[..most] + "…";
        if (text.EnumerateRunes().All(IsOfText)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) plain.Append(IsOfText(rune) ? rune.ToString() : "\uFFFD");
        return plain.ToString();
    }

    /// <summary>A single character as a person can name it: itself, or its code point; both, where it looks like another.</summary>
    public static string Name(Rune rune) =>
        !IsPlain(rune) || Rune.IsWhiteSpace(rune) ? $"U+{rune.Value:X4}" : IsLookAlike(rune)
            ? $"{rune} (U+{rune.Value:X4})" : rune.ToString();

    /// <summary>A letter of another script, such as a Cyrillic or a full-width A.</summary>
    public static bool IsLookAlike(Rune rune) => rune.Value >= 0x0250 && Rune.IsLetter(rune);

    /// <summary>Neither a command to a terminal nor invisible.</summary>
    public static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);

    private static bool IsOfText(Rune rune) => rune.Value is '\n' or '\r' or '\t' || IsPlain(rune);
}
