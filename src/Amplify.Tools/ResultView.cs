using System.Text;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>How a completed prediction is to be shown: whole, or as a summary with the rows that were asked for.</summary>
internal sealed class ResultView
{
    public const int MostRows = 100;
    private const int RowsUnasked = 5;
    private const int RowsAsked = 50;
    private const int BytesPerRow = 150;
    private const int BytesAround = 5_500;
    private const int MostText = 2_000;

    private string view = "summary";
    private int maxBytes;
    private PositionSet? positions;
    private IReadOnlyList<MutationQuery>? mutations;
    private int limit;
    private int offset;
    private int first;
    private string question = "";

    private bool IsFiltered => positions is not null || mutations is not null;

    public static ResultView Read(Arguments read, CallContext context)
    {
        var (positions, mutations, cursor) = (read.Text("positions"), read.Text("mutations"), read.Text("cursor"));
        var it = new ResultView
        {
            view = read.Choice("view", "summary", "full") ?? context.View,
            maxBytes = context.MaxBytes,
            mutations = mutations is null ? null : MutationQuery.ParseAll(mutations),
            offset = read.Integer("numbering_offset", -100_000, 100_000) ?? 0,
            question = $"{read.Text("output_id")}\n{positions}\n{mutations}",
        };
        if (positions is not null && !PositionSet.TryParse(positions, out it.positions, out var problem)) read.Refuse(problem);
        var room = Math.Max(RowsUnasked, (context.MaxBytes - BytesAround) / BytesPerRow);
        it.limit = Math.Min(room, read.Integer("limit", 1, MostRows) ?? (it.IsFiltered || cursor is not null ? RowsAsked : RowsUnasked));
        if (cursor is not null && !Cursor.TryRead(cursor, it.question, out it.first))
            read.Refuse("'cursor' does not belong to this question: send page.next_cursor unchanged, with the same output_id, positions and mutations");
        return it;
    }

    public ToolData.Completed Show(Prediction.Completed prediction, OutputId id, IReadOnlyList<string> notices)
    {
        var fits = prediction.Stored.Length <= maxBytes - BytesAround;
        var whole = view == "full" && fits;
        var stored = StoredResult.Read(prediction.Stored, wantScan: !whole);
        var warnings = new List<string>(notices);
        if (stored.Warning is { } warning) warnings.Add(warning);

        var data = new ToolData.Completed
        {
            Results = stored.Verbatim,
            OutputId = id.Value,
            S3OutputPath = prediction.OutputPath,
            CompletionTime = prediction.At,
        };
        if (!whole) data = stored.Scan is { } scan ? Summarise(data, scan, stored) : Shorten(data, stored, fits);
        if (view == "full" && !whole)
        {
            warnings.Add($"The whole result has {prediction.Stored.Length:N0} bytes, more than fits into this answer; it is at {(prediction.Link is null ? "s3_output_path" : "results_url")}.");
            if (prediction.Link?.Invoke() is { } link) data = data with { ResultsUrl = link.Url, ResultsUrlExpiresAt = link.ExpiresAt };
        }

        return data with { Warnings = warnings is { Count: > 0 } ? warnings : null };
    }

    private ToolData.Completed Summarise(ToolData.Completed data, VariantScan scan, StoredResult stored)
    {
        var query = new VariantQuery(scan, offset);
        var matching = query.Select(positions, mutations);
        var rows = matching.Skip(first).Take(limit).Select(it => ScanSummary.Row(scan, it, offset)).ToList();
        var next = first + rows.Count < matching.Count ? Cursor.Write(first + rows.Count, question) : null;
        return data with
        {
            Results = new(JsonSerializer.SerializeToUtf8Bytes(new SummaryResults(rows, stored.BriefMetadata()), ContractJson.Wire.SummaryResults)),
            Summary = ScanSummary.Of(scan, offset, lists: !IsFiltered && first == 0),
            Page = new(rows.Count, matching.Count, next is not null, next),
            Notes = query.Notes is { Count: > 0 } notes ? notes : null,
        };
    }

    // No scan in it: the stored JSON where it is small, the beginning of the text where it is not.
    private static ToolData.Completed Shorten(ToolData.Completed data, StoredResult stored, bool fits)
    {
        if (fits && stored.Verbatim.Utf8.Length <= MostText) return data;
        var text = stored.Text.IsEmpty ? stored.Verbatim.Utf8 : stored.Text;
        var results = new UnreadableResults(
            SafeText.Quote(Encoding.UTF8.GetString(text.Span[..Math.Min(text.Length, MostText)]), MostText),
            Warning: $"These are the first characters of {text.Length:N0} bytes; the result holds no heat map or predictions this server can read.");
        return data with { Results = new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.UnreadableResults)) };
    }
}
