using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs;

/// <summary>
/// The marks of other scripts, word processors, markdown and HTML, made plain: blanks, dashes, arrows, list separators, quotes.
/// </summary>
internal static partial class TextMarks
{
    private const string Unseen = "\u00AD\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF";
    private const string Dashes = "‐‑‒–—―−﹘﹣⁃〜";
    private const string Arrows = "→⇒⟶➔➜⮕➞⟹↦⇨⇾➝";
    private const string Quotes = "\"“”„‟«»「」『』`‘’‚‹›";

    // Separators of other scripts, their words for "and" and "or", and the marks of lists.
    private const string Commas = "、，､،﹐・·•‣▪◦●○■□◆✓✔✗✘和与與及或と";

    /// <summary>Of no width, and no part of what is written.</summary>
    public static bool IsUnseen(char letter) => Unseen.Contains(letter);

    /// <summary>The letter or mark of ASCII that a full-width one stands for; any other as it is.</summary>
    public static char Narrow(char letter) => letter is >= '！' and <= '～' ? (char)(letter - 0xFEE0) : letter;

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        text = BetweenDigits.Replace(text, "-");
        foreach (var letter in text)
        {
            if (IsUnseen(letter)) continue;
            plain.Append(letter switch
            {
                '\n' or '\r' or '\t' => letter,
                '\u2028' or '\u2029' or '\u0085' or '\v' or '\f' => '\n',
                '；' or '؛' or '﹔' => ';',
                '∆' or '△' => 'Δ',
                '。' => '.',
                _ when Commas.Contains(letter) => ',',
                _ when Quotes.Contains(letter) => ' ',
                _ when Dashes.Contains(letter) => '-',
                _ when Arrows.Contains(letter) => '>',
                _ when char.IsWhiteSpace(letter) => ' ',
                < '\u0080' or > '\u2089' => Narrow(letter),
                _ when CharUnicodeInfo.GetDigitValue(letter) is >= 0 and var digit => (char)('0' + digit), // G₁₂D
                _ => letter,
            });
        }

        plain.Replace("&gt;", ">").Replace("->", ">").Replace("=>", ">").Replace("**", " ").Replace("~~", " ");
        return Italic.Replace(Tag.Replace(plain.ToString(), it => it.Groups["within"].Success ? "" : "\n"), "$1");
    }

    /// <summary>A line without the mark of a list before it.</summary>
    public static string WithoutBullet(string line) => line[Bullet.Match(line).Length..];

    /// <summary>1) and (2) within a line begin items, too.</summary>
    public static string WithoutNumbers(string line) => Numbered.Replace(line, ";");

    [GeneratedRegex(@"\A\s*(?:[-*+>#]{1,3}|\(?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,4})[.):]|\[[0-9 xX]{1,3}\]|#[0-9]{1,3})(?:\s+\[[ xX]\])?\s+")]
    private static partial Regex Bullet { get; }

    [GeneratedRegex(@"(?<=\s|;|,|\A)\(?[0-9]{1,3}[.)](?:\s+|(?=[A-Za-z]{1,3}[0-9]))")]
    private static partial Regex Numbered { get; }

    /// <summary>A soft hyphen hides in a word; between two numbers it is a dash that a program softened.</summary>
    [GeneratedRegex(@"(?<=[0-9])\u00AD(?=[0-9])")]
    private static partial Regex BetweenDigits { get; }

    [GeneratedRegex(@"</?(?:(?<within>b|i|u|em|strong|su[bp]|span|code|font)|br|p|li|[uo]l|t[rdh]|div)\s?/?>")]
    private static partial Regex Tag { get; }

    [GeneratedRegex(@"(?<![A-Za-z0-9*])[*](\S{2,40}?)[*](?![A-Za-z0-9*])")]
    private static partial Regex Italic { get; }
}
