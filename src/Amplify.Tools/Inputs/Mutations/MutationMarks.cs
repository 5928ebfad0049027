using System.Text;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>
/// The marks of other scripts, word processors and markdown, made plain: blanks, dashes, arrows, list separators, quotes.
/// </summary>
internal static partial class MutationMarks
{
    private const string Invisible = "\u00AD\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF";
    private const string Dashes = "‐‑‒–—―−﹘﹣⁃";
    private const string Arrows = "→⇒⟶➔➜⮕➞⟹↦";
    private const string Commas = "、，､،﹐";
    private const string Quotes = "\"“”„‟«»「」『』`";

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (Invisible.Contains(letter)) continue;
            plain.Append(letter switch
            {
                '\n' or '\r' or '\t' => letter,
                '\u2028' or '\u2029' or '\u0085' or '\v' or '\f' => '\n',
                '；' or '؛' or '﹔' => ';',
                '∆' or '△' => 'Δ',
                >= '！' and <= '～' => (char)(letter - 0xFEE0), // full width
                _ when Commas.Contains(letter) => ',',
                _ when Quotes.Contains(letter) => ' ',
                _ when Dashes.Contains(letter) => '-',
                _ when Arrows.Contains(letter) => '>',
                _ when char.IsWhiteSpace(letter) => ' ',
                _ => letter,
            });
        }

        return plain.Replace("&gt;", ">").Replace("->", ">").Replace("=>", ">").Replace("**", " ").Replace("~~", " ").ToString();
    }

    /// <summary>A line without the mark of a list before it.</summary>
    public static string WithoutBullet(string line) => line[Bullet.Match(line).Length..];

    /// <summary>1) and (2) within a line begin items, too.</summary>
    public static string WithoutNumbers(string line) => Numbered.Replace(line, ";");

    [GeneratedRegex(
        @"\A\s*(?:[-*+•‣▪◦·>#]{1,3}|\(?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,4})[.):]|\[[0-9 xX]{1,3}\]|#[0-9]{1,3})(?:\s+\[[ xX]\])?\s+")]
    private static partial Regex Bullet { get; }

    [GeneratedRegex(@"(?<=\s|;|,|\A)\(?[0-9]{1,3}[.)]\s+")]
    private static partial Regex Numbered { get; }
}
