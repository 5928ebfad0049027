using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Assays;

/// <summary>What was measured, a mutation and a number a row, as they were written.</summary>
/// <param name="LowerIsBetter">null: nobody said.</param>
public sealed record MeasurementRows(IReadOnlyList<(string Mutation, string Value)> Rows, bool? LowerIsBetter);

/// <summary>Measurements as people paste them: `A10V 1.2`, a line each, after a line that may say which direction is better.</summary>
public static partial class MeasurementLines
{
    public const int Most = 400;

    public static bool TryRead(string text, [NotNullWhen(true)] out MeasurementRows? read, [NotNullWhen(false)] out string? problem)
    {
        var (rows, lower, strangers) = (new List<(string, string)>(), (bool?)null, new List<string>());
        (read, problem) = (null, null);
        var lines = TextMarks.Plain(text).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var (at, line) in lines.Where(it => !it.StartsWith('#')).Index())
        {
            if (Direction.Match(line) is { Success: true } said) lower = said.Groups["way"].Value
                .StartsWith("l", StringComparison.OrdinalIgnoreCase);
            else if (DecimalComma.IsMatch(line)) problem = $"measurements: '{SafeText.Quote(line, 40)}' has a decimal comma; write 1.2";
            else if (Row.Match(line) is { Success: true } row) rows
                .Add((row.Groups["mutation"].Value.Trim('|', ' '), row.Groups["value"].Value));
            else if (at > 0 || line.Any(char.IsAsciiDigit)) strangers.Add(line); // the first may be a heading
        }

        if (problem is null && strangers is [var first, ..])
            problem = $"measurements: '{SafeText.Quote(first, 40)}' is no mutation and number; write A10V 1.2, a line each";
        if (problem is null && rows.Count == 0) problem = "measurements is empty; write A10V 1.2, a line each";
        if (rows.Count > Most)
            problem = $"measurements has {rows.Count} lines, and {Most} are the most; for a file there is amplify-mcp compare ID assay.csv";
        if (problem is null) read = new(rows, lower);
        return read is not null;
    }

    [GeneratedRegex(@"\A\W*(?<way>higher|lower)\s+(?:values?\s+|scores?\s+)?(?:is|are|=)\s+better\W*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Direction { get; }

    [GeneratedRegex(
        @"\A(?<mutation>.*?[^\s,;=|])[\s,;=|]+(?<value>[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)[\s,;|]*\z")]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"[\s;=|][-+]?[0-9]+,[0-9]+\s*\z")]
    private static partial Regex DecimalComma { get; }
}
