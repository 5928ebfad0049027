using System.Xml.Linq;
using Amplify.Tools.Assays;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class ScatterPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_measurement_is_a_dot_and_those_that_disagree_most_are_named()
    {
        var (scan, measured, comparison) = Example(60);

        var svg = XDocument.Parse(ScatterPlot.Svg(scan, 10, measured, comparison));

        var dots = svg.Descendants(Svg + "path").Where(it => ((string?)it.Attribute("d"))!.Contains("h.01", StringComparison.Ordinal))
            .Select(it => ((string)it.Attribute("d")!).Split('M').Length - 1).ToList();
        Assert.Equal([60, 5], dots);
        var texts = svg.Descendants(Svg + "text").Select(it => it.Value).ToList();
        Assert.All(comparison.Disagreements.Take(5), it => Assert.Contains(ScanSummary.Notation(scan, it.Variant, 10), texts));
        Assert.Contains(texts, it => it.StartsWith("Measured against predicted: Spearman ", StringComparison.Ordinal) && it
            .EndsWith("n = 60", StringComparison.Ordinal));
    }

    [Fact]
    public void The_better_it_scores_the_further_right_and_the_better_it_measured_the_further_up()
    {
        var (scan, measured, comparison) = Example(20);

        var dots = ScatterPlot.Layout(scan, 0, measured, comparison).Shapes.OfType<Shape.Dots>().First().Places;

        Assert.Equal(measured.Index().OrderBy(it => it.Item.Variant.Score).Select(it => it.Index),
            dots.Index().OrderBy(it => it.Item.X).Select(it => it.Index));
        Assert.Equal(measured.Index().OrderByDescending(it => it.Item.Value).Select(it => it.Index),
            dots.Index().OrderBy(it => it.Item.Y).Select(it => it.Index));
    }

    [Fact]
    public void Thousands_of_dots_make_a_picture_of_a_size_to_send()
    {
        var (scan, measured, comparison) = Example(5_000);

        var png = ScatterPlot.Png(scan, 0, measured, comparison);

        Assert.InRange(png.Length, 1_000, 150_000);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    private static (VariantScan Scan, IReadOnlyList<Measured> Measured, AssayComparison Comparison) Example(int count)
    {
        var random = new Random(count);
        var sequence = string.Concat(Enumerable.Range(0, 300).Select(_ => "ACDEFGHIKLMNPQRSTVWY"[random.Next(20)]));
        var scores = Enumerable.Range(0, 20 * sequence.Length).Select(at =>
            sequence[at % 300] == "ACDEFGHIKLMNPQRSTVWY"[at / 300] ? 0 : -5 * random.NextSingle()).ToArray();
        var scan = new VariantScan(scores, sequence, ScoreScale.Of(null, null));
        var all = scan.Variants().ToArray();
        random.Shuffle(all);
        Measured[] measured = [.. all.Take(count).Select(it => new Measured(it, it.Score + (4 * random.NextDouble())))];
        return (scan, measured, AssayComparison.Of(measured, 10)!);
    }
}
