using Amplify.Mcp.Commands;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Scans;

namespace Amplify.Fuzz.Targets;

/// <summary>
/// What an endpoint, or whoever can write to the bucket, stored: as a failure, in all views and renderings, and at a terminal.
/// </summary>
internal sealed class StoredResults : Target
{
    private static readonly string[] Views = ["summary", "table", "matrix", "csv", "heatmap", "full"];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        Bench.FarEnd.Stored = Bench.FarEnd.Failure = input.ToArray();
        Bench.Call("get_results", ("output_id", FarEnd.Failed));
        foreach (var view in Views) Bench.Call("get_results", ("output_id", FarEnd.Completed), ("view", view));
        Bench.Call("get_results", ("output_id", FarEnd.Completed), ("mutations", "M1L, *P, K2A:T3A"), ("positions", "1-3"),
            ("numbering_offset", "-2"));

        var stored = StoredResult.Read(Bench.FarEnd.Stored);
        var printed = new StringWriter();
        new ScanReport(new("job-1", View.Full, 3, stored, [])).Print(printed);
        Invariant.Lines(printed.ToString());
        if (stored.Scan is { } scan) Draw(scan, stored);
    }

    private static void Draw(VariantScan scan, StoredResult stored)
    {
        var document = Invariant.Parse(ScanDocument.Of("job-1", scan, 3, stored.BriefMetadata(), stored.Warning).Write());
        Invariant.Holds(document.GetProperty("length").GetInt32() == scan.Length, "the document has another length");
        Invariant.Lines(Bench.Text(VariantsCsv.Write(scan, 3)));
        Invariant.Holds(HeatMapSvg.Draw(scan, 3).TrimEnd().EndsWith("</svg>", StringComparison.Ordinal), "the drawing has no end");
        Invariant.Holds(HeatMapPng.Draw(scan, 3).Length is > 0 and < 150_000, "the picture is too large");
    }
}
