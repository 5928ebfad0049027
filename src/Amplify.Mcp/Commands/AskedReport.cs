using System.Globalization;
using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Commands;

/// <summary>An answer of get_results to a question, as lines for a terminal or a pipe.</summary>
/// <param name="width">Columns that a line may take.</param>
internal sealed class AskedReport(TextWriter output, int width)
{
    private const int SiteWidth = 9;
    private const int ScoreWidth = 6;

    /// <param name="isFirst">The first page, which has the heading.</param>
    public void Print(ToolData.Completed answer, View view, bool isFirst)
    {
        var results = JsonElement.Parse(answer.Results.Utf8.Span);
        switch (view)
        {
            case View.Csv:
                Lines(results.GetProperty("csv").GetString()!, isFirst);
                break;
            case View.Matrix:
                Matrix(results.GetProperty("columns").GetString()!, results.GetProperty("rows"));
                break;
            default:
                var rows = results.GetProperty("predictions");
                Rows(rows, isFirst);
                if (isFirst && rows.GetArrayLength() > 0 && (answer.Combined ?? (object?)answer.Comparison) is not null) output.WriteLine();
                if (isFirst) Together(answer.Combined, answer.Comparison);
                break;
        }
    }

    /// <summary>Sites of a job that still runs.</summary>
    public void Print(ToolData.InProgress answer)
    {
        Rows(JsonSerializer.SerializeToElement(new SummaryResults(answer.Predictions!, new("{}"u8.ToArray())), ContractJson.Wire
            .SummaryResults).GetProperty("predictions"), isFirst: true);
        Together(answer.Combined, answer.Comparison);
    }

    /// <summary>What each job of a batch answers.</summary>
    public void Print(ToolData.Batch batch)
    {
        var table = new TextTable(new("name", 0, false), new("status", 11, false), new("mean", 8), new("  best", 14, false),
            new("score", 9), new("  worst", 14, false), new("score", 9));
        foreach (var job in batch.Jobs)
        {
            table.Add(job.Name, job.Status ?? "", Rounded(job.Mean), $"  {job.Best}", Rounded(job.BestScore), $"  {job.Worst}",
                Rounded(job.WorstScore));
        }

        table.Print(output, width);
        if (batch.Comparison is { } comparison) output.WriteLine(comparison);
    }

    // A page's lines go below the page's before.
    private void Lines(string csv, bool isFirst)
    {
        var lines = isFirst ? csv : csv[CsvResults.Header.Length..].TrimStart('\n');
        if (lines.Length > 0) output.WriteLine(lines);
    }

    private void Rows(JsonElement rows, bool isFirst)
    {
        if (rows.GetArrayLength() == 0) return;
        var table = new TextTable(new("substitution", 16, false), new("score", 9), new("percentile", 12), new("confidence", 12),
            new("", 0, false));
        foreach (var row in rows.EnumerateArray())
        {
            table.Add(row.GetProperty("mutation").GetString()!, Rounded(Number(row, "effect_score")),
                Rounded(Number(row, "percentile"), "0.0"), Rounded(Number(row, "confidence"), "0.00"),
                $"   {string.Join(", ", Said(row))}");
        }

        table.Print(output, width, isFirst);
    }

    private static IEnumerable<string> Said(JsonElement row)
    {
        if (row.TryGetProperty("structure", out var structure)) yield return structure.GetString()!;
        if (Number(row, "conservation") is { } known) yield return $"conservation {Rounded(known, "0.0;-0.0;0.0")}";
        if (row.TryGetProperty("start_loss", out _)) yield return "start lost";
    }

    public void Together(IReadOnlyList<CombinedScore>? combined, string? comparison)
    {
        if (combined is { Count: > 0 })
        {
            var table = new TextTable(new("together", 0, false), new("score", 9), new("sum", 9), new("difference", 12), new("", 0, false));
            foreach (var it in combined)
            {
                table.Add(it.Mutation, Rounded(it.Score), Rounded(it.SumOfSingles ?? it.Score), Rounded(it.Difference), $"   {it.Kind}");
            }

            table.Print(output, width);
        }

        if (comparison is null) return;
        foreach (var line in Prose.Wrap(comparison, Math.Min(width, Terminal.UsualWidth))) output.WriteLine(line);
    }

    // As many residues side by side as the window takes.
    private void Matrix(string residues, JsonElement rows)
    {
        var beside = Math.Clamp((width - SiteWidth - ScoreWidth) / ScoreWidth, 1, residues.Length);
        for (var from = 0; from < residues.Length; from += beside)
        {
            if (from > 0) output.WriteLine();
            var some = Enumerable.Range(from, Math.Min(beside, residues.Length - from)).ToArray();
            Line($"{"site",-SiteWidth}{string.Concat(some.Select(it => $"{residues[it],ScoreWidth}"))}{"mean",ScoreWidth}");
            foreach (var row in rows.EnumerateArray())
            {
                var scores = row.GetProperty("scores");
                var cells = string.Concat(some.Select(it => Cell(scores[it])));
                var site = row.GetProperty("wild_type").GetString() + row.GetProperty("position").GetRawText();
                Line($"{site,-SiteWidth}{cells}{Cell(row.TryGetProperty("mean", out var mean) ? mean : default)}");
            }
        }
    }

    private static string Cell(JsonElement score) => score.ValueKind == JsonValueKind.Number
        ? string.Create(CultureInfo.InvariantCulture, $"{score.GetDouble(),ScoreWidth:0.00}") : $"{"-",ScoreWidth}";

    private static string Rounded(double? value, string decimals = "0.000") =>
        value?.ToString(decimals, CultureInfo.InvariantCulture) ?? "";

    private static double? Number(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture).TrimEnd());
}
