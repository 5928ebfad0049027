using System.Globalization;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>A completed prediction for a person at a terminal. Texts out of the stored result are made safe to print.</summary>
/// <param name="width">Columns that a line may take.</param>
internal sealed class ScanReport(ShownResult result, int width = Terminal.UsualWidth)
{
    private const int TwoTables = 80;
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
        Introduce(output, digest);
        FormattableString spread =
            $"min {digest.Min:0.000}   median {digest.Median:0.000}   max {digest.Max:0.000}   above zero {digest.AboveZero}";
        foreach (var line in Wrap(Invariant(spread), "   ")) output.WriteLine(line);
        output.WriteLine();
        var (top, bottom) = (Table("best tolerated", digest.Top ?? []), Table("worst tolerated", digest.Bottom ?? []));
        foreach (var line in width < TwoTables ? [.. top, "", .. bottom] : Beside(top, bottom)) output.WriteLine(line);
        output.WriteLine();
        Combinations(output, scan);
        Regions(output, "most tolerant positions", digest.Tolerant);
        Regions(output, "most constrained positions", digest.Constrained);
        output.WriteLine();
    }

    private string Model => result.Stored.Told("model_version", 60) ?? "a model that does not name itself";

    /// <summary>What the scores are, and what is to be known of them.</summary>
    public void Introduce(TextWriter output, VariantScan scan)
    {
        Introduce(output, ScanSummary.Of(scan, result.Numbering, lists: false));
        output.WriteLine();
    }

    private void Introduce(TextWriter output, ScanDigest digest)
    {
        string[] said = [$"{digest.Length} {(digest.Length == 1 ? "residue" : "residues")}, {digest.Substitutions:N0} substitutions by "
                + $"{Model}, method {digest.Score.Method}",
            $"Score ({digest.Score.Unit}): {digest.Score.Meaning}.", .. result.Warnings.Select(it => $"Note: {it}")];
        foreach (var line in said.SelectMany(it => Wrap(it))) output.WriteLine(line);
    }

    private static string[] Table(string title, IReadOnlyList<RankedVariant> rows) =>
        [$"{title,-16}{"score",9}{"percentile",12}",
            .. rows.Select(it => Invariant($"{it.Mutation,-16}{it.Score,9:0.000}{it.Percentile,12:0.0}"))];

    private static IEnumerable<string> Beside(string[] left, string[] right) => Enumerable.Range(0, Math.Max(left.Length, right.Length))
        .Select(row => $"{left.ElementAtOrDefault(row),-37}      {right.ElementAtOrDefault(row)}".TrimEnd());

    private void Combinations(TextWriter output, VariantScan scan)
    {
        if (scan.Combinations.Count == 0) return;
        new AskedReport(output, width).Together([.. scan.Combinations.OrderByDescending(it => it.Score)
            .Select(it => it.Shown(VariantQuery.Renumbered(it.Mutation, result.Numbering.Offset)))], null);
        var definition = scan.Combinations.All(it => it.Difference == 0) ? ScoredCombination.Additive : ScoredCombination.Definition;
        foreach (var line in Wrap($"together: {definition}.")) output.WriteLine(line);
        output.WriteLine();
    }

    private void Regions(TextWriter output, string title, IReadOnlyList<Region>? regions)
    {
        if (regions is not { Count: > 0 }) return;
        foreach (var line in Wrap($"{title} (mean over their 19 substitutions)")) output.WriteLine(line);
        foreach (var line in Wrap(string.Join("   ", regions.Select(it => Invariant($"{it.WildType} {it.Positions} ({it.Mean:0.000})"))),
            "   ")) output.WriteLine($"  {line}");
    }

    private IEnumerable<string> Wrap(string text, string separator = " ") =>
        Prose.Wrap(text, Math.Min(width, Terminal.UsualWidth), separator);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
