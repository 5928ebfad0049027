using System.Globalization;
using Amplify.Tools.Assays;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>What was measured over what was predicted, a dot a substitution; those that disagree most are named.</summary>
public static class ScatterPlot
{
    private const int Side = 420;
    private const int Left = 84;
    private const int Top = 64;
    private const int Ticks = 5;
    private const int Named = 5;
    private const double TextSize = 13;
    private const double Smallest = 1.5;
    private const double Largest = 3;
    private const int Many = 1_000;

    public static string Svg(VariantScan scan, int offset, IReadOnlyList<Measured> measured, AssayComparison comparison) =>
        HeatMapSvg.Draw(Layout(scan, offset, measured, comparison));

    public static byte[] Png(VariantScan scan, int offset, IReadOnlyList<Measured> measured, AssayComparison comparison) =>
        HeatMapPng.Draw(Layout(scan, offset, measured, comparison));

    internal static Drawing Layout(VariantScan scan, int offset, IReadOnlyList<Measured> measured, AssayComparison comparison)
    {
        var (across, up) = (Axis.Of(measured.Select(it => (double)it.Variant.Score)), Axis.Of(measured.Select(it => it.Value)));
        var interval = comparison.Interval is { } it ? string.Create(CultureInfo.InvariantCulture, $" ({it.Low:0.00} to {it.High:0.00})")
            : "";
        var title = string.Create(CultureInfo.InvariantCulture,
            $"Measured against predicted: Spearman {comparison.Spearman:0.00}{interval}, n = {comparison.Count:N0}");
        List<Shape> shapes =
        [
            new Shape.Label(Left, 26, title, 16, Tone.Ink, Bold: true),
            new Shape.Label(Left, 46, $"score ({scan.Scale.Unit}) to the right, measurement upwards; named: they disagree most", TextSize,
                Tone.Muted),
            new Shape.Bar(Left, Top + Side, Side, 1, Tone.Muted), new Shape.Bar(Left, Top, 1, Side, Tone.Muted),
        ];
        foreach (var tick in Enumerable.Range(0, Ticks))
        {
            var share = tick / (Ticks - 1.0);
            shapes.Add(new Shape.Label(Left + (share * Side), Top + Side + 20, Number(across.At(share)), TextSize, Tone.Muted,
                Align.Middle));
            shapes.Add(new Shape.Label(Left - 8, Top + Side - (share * Side) + 4, Number(up.At(share)), TextSize, Tone.Muted, Align.Right));
        }

        var radius = measured.Count > Many ? Smallest : Largest;
        shapes.Add(new Shape.Dots([.. measured.Select(Place)], radius, Tone.Muted));
        var named = comparison.Disagreements.Take(Named).ToList();
        shapes.Add(new Shape.Dots([.. named.Select(it => Place(new(it.Variant, it.Measured)))], radius + 1, Tone.Accent));
        foreach (var disagreement in named)
        {
            var (x, y) = Place(new(disagreement.Variant, disagreement.Measured));
            var right = x > Left + (Side * 0.8);
            shapes.Add(new Shape.Label(right ? x - 7 : x + 7, y + 4, ScanSummary.Notation(scan, disagreement.Variant, offset), TextSize,
                Tone.Accent,
                right ? Align.Right : Align.Left));
        }

        return new(Left + Side + 40, Top + Side + 40, title,
            $"A dot for each of {measured.Count} measured substitutions: the further right the better it scores, the further up the better "
                + $"it measured.", shapes);

        (double X, double Y) Place(Measured it) =>
            (Left + (across.ShareOf(it.Variant.Score) * Side), Top + Side - (up.ShareOf(it.Value) * Side));
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>From the lowest to the highest, with a little room.</summary>
    private readonly record struct Axis(double From, double To)
    {
        public static Axis Of(IEnumerable<double> values)
        {
            var all = values.ToList();
            var (low, high) = (all.Min(), all.Max());
            var room = high > low ? 0.04 * (high - low) : 1;
            return new(low - room, high + room);
        }

        public double At(double share) => From + (share * (To - From));

        public double ShareOf(double value) => (value - From) / (To - From);
    }
}
