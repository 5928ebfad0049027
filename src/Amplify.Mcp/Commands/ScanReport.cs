using System.Globalization;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>A completed prediction for a person at a terminal. Texts out of the stored result are made safe to print.</summary>
internal sealed class ScanReport(ShownResult result)
{
    private const int Widest = 100;
    private const int MostText = 2_000;

    public void Print(TextWriter output)
    {
        if (result.Stored.Scan is not { } scan)
        {
            output.WriteLine("The stored result holds no heat map or predictions; this is how it begins:");
            var text = result.Stored.Verbatim.Utf8.Span;
            output.WriteLine(SafeText.Quote(System.Text.Encoding.UTF8.GetString(text[..Math.Min(MostText, text.Length)]), MostText));
            return;
        }

        var digest = ScanSummary.Of(scan, result.Numbering, lists: true);
        output.WriteLine($"{scan.Length} residues, {digest.Substitutions:N0} substitutions by {Model}, method {digest.Score.Method}");
        foreach (var line in Wrap($"Score ({digest.Score.Unit}): {digest.Score.Meaning}.")) output.WriteLine(line);
        foreach (var line in result.Warnings.Select(it => $"Note: {it}").SelectMany(Wrap)) output.WriteLine(line);
        output.WriteLine(
            Invariant($"min {digest.Min:0.000}   median {digest.Median:0.000}   max {digest.Max:0.000}   above zero {digest.AboveZero}"));
        output.WriteLine();
        output.WriteLine($"{"best tolerated",-16}{"score",9}{"percentile",12}      {"worst tolerated",-16}{"score",9}{"percentile",12}");
        var (top, bottom) = (digest.Top ?? [], digest.Bottom ?? []);
        for (var row = 0; row < Math.Max(top.Count, bottom.Count); row++)
            output.WriteLine($"{Row(top, row)}      {Row(bottom, row)}".TrimEnd());
        output.WriteLine();
        Regions(output, "most tolerant positions", digest.Tolerant);
        Regions(output, "most constrained positions", digest.Constrained);
        output.WriteLine();
    }

    private string Model => result.Stored.Told("model_version", 60) ?? "a model that does not name itself";

    private static string Row(IReadOnlyList<RankedVariant> rows, int index) =>
        index < rows.Count ? Invariant($"{rows[index].Mutation,-16}{rows[index].Score,9:0.000}{rows[index].Percentile,12:0.0}")
            : new(' ', 37);

    private static void Regions(TextWriter output, string title, IReadOnlyList<Region>? regions)
    {
        if (regions is not { Count: > 0 }) return;
        output.WriteLine($"{title} (mean over their 19 substitutions)");
        foreach (var line in Wrap(string.Join("   ", regions.Select(it => Invariant($"{it.WildType} {it.Positions} ({it.Mean:0.000})"))),
            "   ")) output.WriteLine($"  {line}");
    }

    private static IEnumerable<string> Wrap(string text) => Wrap(text, " ");

    private static IEnumerable<string> Wrap(string text, string separator)
    {
        var line = "";
        foreach (var word in text.Split(separator))
        {
            if (line.Length > 0 && line.Length + separator.Length + word.Length > Widest)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : line + separator + word;
        }

        if (line.Length > 0) yield return line;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
