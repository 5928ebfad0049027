using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Residues with position numbers at the ends of their lines, or on lines of their own. The numbers must fit the residues they count.
/// </summary>
internal static partial class NumberedBlocks
{
    private const int LeastGlued = 5;
    private const int MostLines = 2 * ProteinSequence.MaxLength;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count is 0 or > MostLines || !text.Text.AsSpan().ContainsAnyInRange('0', '9')
            || ThreeLetterCode.Read(text) is not null) return null;
        var (body, numbers, residues, before, numbered) = (new List<string>(), new List<string>(), 0, (int?)null, 0);
        foreach (var line in text.Lines.Where(it => it is not "//"))
        {
            if (IsRuler(line))
            {
                numbers.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                continue;
            }

            var match = Line.Match(line);
            var letters = match.Groups["letters"].Value;
            if (!match.Success || !letters.Any(char.IsAsciiLetter)) return null;
            if (Number("start") is { } start && start != residues + 1 + (before ??= start - 1 - residues)) return null;
            residues += letters.Count(char.IsAsciiLetter);
            if (Number("end") is { } end && end != residues + (before ??= end - residues)) return null;
            body.Add(letters.Trim());
            if (match.Groups["start"].Success || match.Groups["end"].Success) numbered++;

            int? Number(string name)
            {
                if (match.Groups[name] is not { Success: true, Value: var digits }) return null;
                numbers.Add(digits);
                return int.Parse(digits, CultureInfo.InvariantCulture);
            }
        }

        if (!text.Text.Contains(' ') && residues < LeastGlued) return null; // 1TIM is a structure's name
        // Blocks may begin at another number than 1, but then each of several lines must say so.
        if (body.Count == 0 || numbers.Count == 0 || (before is not (0 or null) && (body.Count == 1 || numbered < body.Count))) return null;
        var removed = string.Join(", ", numbers.Take(3)) + (numbers.Count > 3 ? ", …" : "");
        return Reading.Body(body) with { Notes = [$"removed position numbers: {removed}"] };
    }

    public static bool IsRuler(string line) => Ruler.IsMatch(line);

    /// <summary>Residues in capitals and a number, whether or not it fits.</summary>
    public static bool IsNumbered(string line) =>
        Line.Match(line) is { Success: true } match && (line.Contains(' ') || char.IsAsciiDigit(line[0]))
        && match.Groups["letters"].Value.All(it => it is ' ' || ProteinSequence.Residues.Contains(it));

    [GeneratedRegex(@"\A[0-9]{1,6}( +[0-9]{1,6})*\z")]
    private static partial Regex Ruler { get; }

    [GeneratedRegex(@"\A(?:(?<start>[0-9]{1,6})[.:)]?[ \t]*)?(?<letters>[A-Za-z][A-Za-z \t*]*)(?<end>[0-9]{1,6})?\z")]
    private static partial Regex Line { get; }
}
