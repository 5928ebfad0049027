using System.Diagnostics.CodeAnalysis;
using System.Text;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Assays;

/// <summary>A table of measurements: ProteinGym's, MaveDB's, or any whose two columns are named.</summary>
public static class AssayFile
{
    private static readonly string[] Mutations = ["mutant", "hgvs_pro", "mutation", "variant", "substitution", "aa_change", "aa_mutation"];
    private static readonly string[] Values = ["DMS_score", "score", "fitness", "measurement", "value", "activity", "effect"];

    /// <param name="text">Comma, tab or semicolon between columns; lines that begin with # are left out.</param>
    /// <param name="mutation">The column's heading; null: one that is known.</param>
    /// <param name="value">As <paramref name="mutation"/>.</param>
    public static bool TryRead(string text, string? mutation, string? value, [NotNullWhen(true)] out MeasurementRows? read,
        [NotNullWhen(false)] out string? problem)
    {
        (read, problem) = (null, null);
        using var records = Records(text).GetEnumerator();
        if (!records.MoveNext())
        {
            problem = "The file is empty.";
            return false;
        }

        var heading = records.Current.Select(it => it.Trim()).ToList();
        var (mutations, values) = (Find(heading, mutation, Mutations), Find(heading, value, Values));
        if (mutations < 0 || values < 0 || mutations == values)
        {
            var missing = mutations < 0 ? "mutations" : "measurements";
            problem = $"No column of {missing} was found. The columns are "
                + $"{string.Join(", ", heading.Take(20).Select(it => SafeText.Quote(it, 30)))}. "
                + "Name two of them: --mutations COLUMN --values COLUMN.";
            return false;
        }

        var rows = new List<(string, string)>();
        while (records.MoveNext())
        {
            var fields = records.Current;
            if (fields.Count > Math.Max(mutations, values)) rows.Add((fields[mutations].Trim(), fields[values].Trim()));
        }

        if (rows.Count == 0) problem = "The file has a heading and no rows.";
        else read = new(rows, null);
        return read is not null;
    }

    private static int Find(List<string> heading, string? named, string[] known) => named is not null
        ? heading.FindIndex(it => it.Equals(named, StringComparison.OrdinalIgnoreCase))
        : known.Select(name => heading.FindIndex(it => it.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(it => it >= 0, -1);

    // Fields in quotes may hold the separator, line breaks, and quotes written twice.
    private static IEnumerable<List<string>> Records(string text)
    {
        var (fields, field, quoted, separator) = (new List<string>(), new StringBuilder(), false, '\0');
        for (var at = text.StartsWith('\uFEFF') ? 1 : 0; at <= text.Length; at++)
        {
            var letter = at < text.Length ? text[at] : '\n';
            if (fields.Count == 0 && field.Length == 0 && !quoted && letter == '#')
            {
                at = text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
                continue;
            }

            if (separator == '\0') separator = SeparatorOf(text.AsSpan(at));
            if (letter == '"' && quoted && at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
            else if (letter == '"' && (quoted || field.Length == 0)) quoted = !quoted;
            else if (quoted && at < text.Length) field.Append(letter);
            else if (letter == separator) Take();
            else if (letter == '\n')
            {
                Take();
                if (fields.Count > 1 || fields[0].Length > 0) yield return fields;
                (fields, quoted) = ([], false);
            }
            else if (letter != '\r') field.Append(letter);
        }

        void Take()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static char SeparatorOf(ReadOnlySpan<char> rest)
    {
        var line = rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;
        return line.Contains('\t') ? '\t' : line.Contains(',') ? ',' : ';';
    }
}
