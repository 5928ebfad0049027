using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Tools.Assays;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>A completed prediction as it was asked for, never larger than its host can carry.</summary>
internal sealed class ResultView(ResultQuestion question, CallContext context)
{
    private const int BytesPerRow = 200;
    private const int BytesPerLine = 25; // W-100000Y, a score, and a line break as JSON writes it
    private const int BytesAround = 5_500;
    private const int BytesForWarnings = 100;
    private const int MostText = 2_000;
    private const int MostOverview = 3_400; // the envelope around it takes less than the hundred that are missing
    private const int LongestList = 10;
    private const int UsualList = 6; // below, one hint has to do
    private const int ShortestList = 3;
    private const int MostCombined = 10;
    private const string Unproven = "kind model: no benchmark of ours shows its difference from the sum to be right.";

    /// <param name="ofQuestion">What is to be said of the question itself.</param>
    public ToolData.Completed Show(Prediction.Completed prediction, ShownResult result, IReadOnlyList<string> ofQuestion)
    {
        var stored = result.Stored;
        var whole = question.View == View.Full && Fits(stored.Verbatim.Utf8.Length);
        var warnings = new List<string>([.. ofQuestion, .. whole ? result.WarningsUnread : result.Warnings]);
        var data = new ToolData.Completed
        {
            Results = stored.Verbatim,
            OutputId = result.OutputId,
            Name = result.Name,
            S3OutputPath = prediction.OutputPath,
            CompletionTime = prediction.At,
            NumberingOffset = question.Numbering.Offset is not 0 and var offset ? offset : null,
            Links = context.Forms?.Invoke(result),
            Warnings = prediction.Warnings,
        };
        if (!whole) data = stored.Scan is { } scan ? Select(data, scan, stored) : Shorten(data, stored);
        if (question.View == View.Full && !whole)
        {
            var place = prediction.Link is null ? "s3_output_path" : "results_url";
            warnings.Add($"The whole result has {prediction.Stored.Length:N0} bytes, more than fits into this answer; it is at {place}.");
            if (prediction.Link?.Invoke() is { } link) data = data with { ResultsUrl = link.Url, ResultsUrlExpiresAt = link.ExpiresAt };
        }

        data = data with { Warnings = warnings is { Count: > 0 } ? warnings : null };
        return question.IsOverview && !whole ? Brief(data) : data;
    }

    // An overview's lists give way to whatever else has to be said, so that it stays as small as promised.
    private static ToolData.Completed Brief(ToolData.Completed data)
    {
        for (var most = LongestList; most >= ShortestList && data.Summary is { } summary && SizeOf(data) > MostOverview; most--)
        {
            data = data with
            {
                Summary = summary with
                {
                    Top = summary.Top?.Take(most).ToList(),
                    Bottom = summary.Bottom?.Take(most).ToList(),
                    Tolerant = summary.Tolerant?.Take(most).ToList(),
                    Constrained = summary.Constrained?.Take(most).ToList(),
                },
                Combined = data.Combined?.Take(most).ToList(),
                Next = most < UsualList ? data.Next?.Take(1).ToList() : data.Next,
            };
        }

        return SizeOf(data) > MostOverview ? data with { Next = null } : data;
    }

    private static int SizeOf(ToolData.Completed data) => JsonSerializer.SerializeToUtf8Bytes(data, ContractJson.Wire.Completed).Length;

    /// <summary>A job that still runs, with the sites that were asked for.</summary>
    public ToolData.InProgress Show(ToolData.InProgress running, VariantScan sites)
    {
        var query = new VariantQuery(sites, question.Numbering);
        var matching = query.Select(question.Positions, question.Mutations);
        return running with
        {
            Predictions = [.. matching.Take(question.Limit)
                .Select(it => ScanSummary.Row(sites, it, question.Numbering, facts: true) with { Percentile = null })],
            Comparison = Comparison.Of(sites, question.Mutations, matching, question.Numbering),
            Combined = query.Combined is { Count: > 0 } combined ? combined : null,
            Notes = query.Notes is { Count: > 0 } notes ? notes : null,
        };
    }

    // A summary stays as small as it is promised: what has to be said takes the place of sample rows, whose best stand in its lists anyway.
    private static int RowsFor(IReadOnlyList<string>? warnings) =>
        Math.Max(0, Bytes(warnings) - BytesForWarnings + BytesPerRow - 1) / BytesPerRow;

    private static int Bytes(IReadOnlyList<string>? texts) => texts?.Sum(Encoding.UTF8.GetByteCount) ?? 0;

    private bool Fits(int bytes) => bytes <= context.MaxBytes - BytesAround;

    private ToolData.Completed Select(ToolData.Completed data, VariantScan scan, StoredResult stored)
    {
        var query = new VariantQuery(scan, question.Numbering);
        List<Variant> matching = [.. question.Filter.Of(scan, query.Select(question.Positions, question.Mutations), it => it)];
        data = Measure(data, scan);
        data = data with
        {
            Summary = ScanSummary.Of(scan, question.Numbering, question.IsOverview),
            Comparison = Comparison.Of(scan, question.Mutations, matching, question.Numbering) ?? data.Comparison,
            Combined = question.IsOverview ? Stored(scan) : query.Combined is { Count: > 0 } combined ? combined : null,
            Notes = [.. data.Notes ?? [], .. query.Notes],
        };
        data = question.View switch
        {
            View.Summary or View.Table or View.Heatmap or View.Full => Rows(data, scan, stored, matching),
            View.Library => Library(data, scan, matching),
            View.Matrix => Matrix(data, scan, stored, matching),
            View.Csv => Lines(data, scan, stored, matching),
            _ => throw new UnreachableException(),
        };
        if (data.Combined?.Any(it => it.Kind == "model") == true) data = data with { Notes = [.. data.Notes ?? [], Unproven] };
        data = data with { Notes = data.Notes is { Count: > 0 } notes ? notes : null };
        return data with { Next = NextSteps.After(data, question, scan) };
    }

    // Those that were scored with it, the best first.
    private List<CombinedScore>? Stored(VariantScan scan)
    {
        var shown = scan.Combinations.OrderByDescending(it => it.Score).Take(MostCombined)
            .Select(it => it.Shown(VariantQuery.Renumbered(it.Mutation, question.Numbering.Offset))).ToList();
        return shown.Count == 0 ? null : shown;
    }

    private ToolData.Completed Measure(ToolData.Completed data, VariantScan scan)
    {
        if (question.Measurements is not { } sent) return data;
        var measured = MeasurementSet.Of(scan, question.Numbering.Offset, sent, sent.LowerIsBetter == true);
        var limit = question.LimitAsked ?? LongestList;
        var assay = AssayView.Of(scan, question.Numbering.Offset, measured, sent.LowerIsBetter, question.Filter, limit);
        return data with
        {
            Assay = assay,
            Comparison = AssayView.Said(assay),
            Notes = measured.Notes,
        };
    }

    private ToolData.Completed Library(ToolData.Completed data, VariantScan scan, IReadOnlyList<Variant> matching)
    {
        IReadOnlyList<int> columns = question.Positions is null && question.Mutations is null
            ? LibraryDesign.BestSites(scan, LibraryView.SitesUnasked) : [.. matching.Select(it => it.Column).Distinct().Order()];
        List<string> notes = [.. data.Notes ?? []];
        if (columns.Count > LibraryDesign.MostSites)
            notes.Add($"{columns.Count} sites were asked for; these are the first {LibraryDesign.MostSites}, the most of one library.");
        columns = [.. columns.Take(LibraryDesign.MostSites)];
        var wish = new LibraryWish(question.LimitAsked ?? LibraryWish.UsualLimit, question.Keep, question.Filter, CodonUsage.Default);
        var design = LibraryDesign.Of(scan, columns, wish);
        notes.AddRange(LibraryView.Notes(design, scan, question.Numbering.Offset));
        return data with
        {
            Results = new("{}"u8.ToArray()),
            Summary = null,
            Library = LibraryView.Of(design, question.Numbering.Offset),
            Notes = notes
        };
    }

    private ToolData.Completed Rows(ToolData.Completed data, VariantScan scan, StoredResult stored, List<Variant> matching)
    {
        var room = Room(data, BytesPerRow);
        var wanted = question.IsOverview ? Math.Max(1, question.Limit - RowsFor(data.Warnings)) : question.Limit;
        var shown = matching.Skip(question.First).Take(Math.Min(wanted, room)).ToList();
        var rows = shown.Select(it => ScanSummary.Row(scan, it, question.Numbering, question.IsFiltered));
        var results = new SummaryResults([.. rows], stored.BriefMetadata());
        return data with
        {
            Results = new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.SummaryResults)),
            Page = Page(shown.Count, matching.Count),
        };
    }

    // How many rows of such a size the host can still carry.
    private int Room(ToolData.Completed data, int each)
    {
        var others = Bytes(data.Notes) + Bytes(data.Warnings)
            + (((data.Combined?.Count ?? 0) + (data.Assay?.Calibrated.Best?.Count ?? 0)) * BytesPerRow)
            + (data.Links?.Sum(it => it.Uri.Length + BytesPerRow) ?? 0);
        return Math.Max(1, (context.MaxBytes - BytesAround - others) / each);
    }

    // What a program reads, and a model pays least for.
    private ToolData.Completed Lines(ToolData.Completed data, VariantScan scan, StoredResult stored, List<Variant> matching)
    {
        var shown = matching.Skip(question.First).Take(Math.Min(question.Limit, Room(data, BytesPerLine))).ToList();
        var csv = new StringBuilder(CsvResults.Header);
        foreach (var variant in shown)
        {
            var (mutant, score) = (ScanSummary.Notation(scan, variant, question.Numbering), ScanSummary.Round(variant.Score));
            csv.Append(CultureInfo.InvariantCulture, $"\n{mutant},{score:0.000}");
        }

        var results = new CsvResults(csv.ToString(), stored.BriefMetadata());
        return data with
        {
            Results = new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.CsvResults)),
            Page = Page(shown.Count, matching.Count),
        };
    }

    private ToolData.Completed Matrix(ToolData.Completed data, VariantScan scan, StoredResult stored, IReadOnlyList<Variant> matching)
    {
        var columns = matching.Select(it => it.Column).Distinct().Order().ToList();
        var shown = columns.Skip(question.First).Take(Math.Min(question.Limit, ScanMatrix.MostPositions)).ToList();
        var results = new MatrixResults(ProteinSequence.Residues, ScanMatrix.Rows(scan, shown, question.Numbering), stored.BriefMetadata());
        return data with
        {
            Results = new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.MatrixResults)),
            Page = Page(shown.Count, columns.Count),
        };
    }

    private ResultPage Page(int returned, int total)
    {
        var next = question.Next(returned, total);
        return new(returned, total, next is not null, next);
    }

    // No scan in it: the stored JSON where it is small, the beginning of the text where it is not.
    private static ToolData.Completed Shorten(ToolData.Completed data, StoredResult stored)
    {
        if (stored.Verbatim.Utf8.Length <= MostText) return data;
        var text = stored.Text.IsEmpty ? stored.Verbatim.Utf8 : stored.Text;
        var results = new UnreadableResults(
            SafeText.Quote(Encoding.UTF8.GetString(text.Span[..Math.Min(text.Length, MostText)]), MostText),
            Warning: $"These are the first characters of {text.Length:N0} bytes; the result holds no heat map or predictions this "
                + "server can read.");
        return data with { Results = new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.UnreadableResults)) };
    }
}
