using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Assays;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>`compare`: a file of measurements beside a prediction, and what it teaches about the rest.</summary>
internal static class CompareCommand
{
    private const int Shown = 10;

    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of a prediction that is done" };
        var file = new Argument<string>("assay") { Description = "A table of measurements: ProteinGym's, MaveDB's, or any with a heading" };
        var mutations = new Option<string?>("--mutations")
        {
            Description = "The column of mutations, if its name is not a usual one",
            HelpName = "COLUMN"
        };
        var values = new Option<string?>("--values") { Description = "The column of measurements", HelpName = "COLUMN" };
        var lower = new Option<bool>("--lower-is-better") { Description = "Lower measurements are better" };
        var report = new ReportOptions();
        var command = new Command("compare", "Compare a prediction with measurements, and rank what was not measured") { id, file,
            mutations, values, lower };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var (outputId, looks) = (parsed.GetRequiredValue(id), report.Read(parsed));
            return Session.RunAsync(output, error, () => looks, [], session => session.WithScanAsync(outputId, (scan, stem, terminal) =>
            {
                if (!AssayFile.TryRead(OutputFolder.Read(parsed.GetRequiredValue(file)), parsed.GetValue(mutations),
                    parsed.GetValue(values), out var rows, out var problem))
                    throw new UsageException(problem);
                Compare(scan, looks, stem, rows, parsed.GetValue(lower), terminal);
                return ExitCode.Done;
            }, cancellationToken));
        });
        return command;
    }

    private static void Compare(VariantScan scan, Report report, string stem, MeasurementRows rows, bool lowerIsBetter,
        Terminal terminal)
    {
        var measured = MeasurementSet.Of(scan, report.Offset, rows, lowerIsBetter);
        if (measured.Values.Count == 0) throw new UsageException($"None of {rows.Rows.Count} rows is a measured substitution of this "
            + $"protein. {(measured.Notes is [var first, ..] ? first : "")}");
        var (comparison, calibration) = (AssayComparison.Of(measured.Values, Shown), Calibration.Of(scan, measured.Values));
        var files = new List<(string, string, byte[])> { ("CSV", $"{stem}-compared.csv", OrderCsv
            .Compared(scan, report.Offset, measured.Values, lowerIsBetter)) };
        if (comparison is not null)
        {
            files.Add(("picture", $"{stem}-compared.png", ScatterPlot.Png(scan, report.Offset, measured.Values, comparison)));
            files.Add(("picture", $"{stem}-compared.svg",
                Encoding.UTF8.GetBytes(ScatterPlot.Svg(scan, report.Offset, measured.Values, comparison))));
        }

        if (calibration.Refusal is null) files
            .Add(("ranking", $"{stem}-calibrated.csv", OrderCsv.Ranking(scan, report.Offset, calibration.Ranking)));
        var written = report.Directory is { } directory ? OutputFolder.Write(directory, files) : [];
        var answer = AssayView.Of(scan, report.Offset, measured, comparison, calibration, lowerIsBetter, new(), Shown);
        if (report.Json) terminal.Output.WriteLine(JsonSerializer.Serialize(answer, ContractJson.Wire.AssayReport));
        else Print(answer, measured.Notes, written, terminal);
        terminal.Output.Flush();
    }

    private static void Print(AssayReport it, IReadOnlyList<string> notes, IReadOnlyList<(string Kind, string Path)> files,
        Terminal terminal)
    {
        var output = terminal.Output;
        terminal.Tell($"{it.N:N0} measured substitutions at {it.Sites} sites, {it.Direction}");
        foreach (var note in notes) terminal.Tell($"Note: {note}");
        if (it.Spearman is { } spearman)
        {
            var interval = it.Interval is [var low, var high]
                ? string.Create(CultureInfo.InvariantCulture, $", 95 % {low:0.000} to {high:0.000}") : "";
            terminal.Tell($"Spearman {spearman:0.000}{interval}; p {it.P:0.####} by permutation");
            terminal.Tell($"NDCG of the tenth that scores highest {it.Ndcg:0.000}; of the {it.TopN} best measured "
                + $"{100 * it.TopRecall:0} % are in it");
            output.WriteLine();
            var table = new TextTable(new("disagree most", 16, false), new("measured", 10), new("place", 8), new("by score", 10));
            foreach (var row in it.DisagreeMost ?? [])
                table.Add(row.Mutation, $"{row.Measured:0.###}", $"{row.MeasuredPlace:0.00}", $"{row.ScorePlace:0.00}");
            if (it.DisagreeMost is { Count: > 0 }) table.Print(output, terminal.Width);
        }
        else terminal.Tell("Too few measurements, or all the same: nothing to compare.");

        output.WriteLine();
        if (it.Calibrated.Offered)
        {
            terminal.Tell($"Calibrated ranking: held-back measurements {it.Calibrated.Validated:0.000}, by the scores alone "
                + $"{it.Calibrated.ScoresAlone:0.000}");
            var table = new TextTable(new("best unmeasured", 16, false), new("place", 8), new("score", 9));
            foreach (var row in it.Calibrated.Best ?? []) table.Add(row.Mutation, $"{row.Place:0.00}", $"{row.Score:0.000}");
            if (it.Calibrated.Best is { Count: > 0 }) table.Print(output, terminal.Width);
        }
        else terminal.Tell($"No calibrated ranking: {it.Calibrated.Reason}.");

        foreach (var (kind, path) in files) output.WriteLine($"{kind,-9} {path}");
    }
}
