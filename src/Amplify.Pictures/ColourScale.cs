using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>
/// Scores as shades: orange below 0, blue above, so that people who see no red or no green see the same picture. 0 is always the middle;
/// the outermost percent of scores shares the strongest shade, so that one outlier does not wash out the rest.
/// </summary>
internal sealed class ColourScale
{
    /// <summary>Shades on either side of 0.</summary>
    public const int Steps = 30;
    public const int Missing = int.MinValue;
    public const int WildType = int.MaxValue;

    private static readonly Rgb[] Below = [new(0xf4f4f2), new(0xfbdfbf), new(0xf4b06c), new(0xd97726), new(0x9a4409)];
    private static readonly Rgb[] Above = [new(0xf4f4f2), new(0xc6def1), new(0x80b4df), new(0x377dbb), new(0x134a86)];

    private ColourScale(double limit) => Limit = limit;

    /// <summary>The score from which on the shade grows no stronger, in either direction.</summary>
    public double Limit { get; }

    public static ColourScale Of(VariantScan scan) => Of(scan.Ranked);

    public int Level(double score) => double.IsNaN(score) ? Missing : (int)Math.Round(Math.Clamp(score / Limit, -1, 1) * Steps);

    public static Rgb Colour(int level)
    {
        if (level == Missing) return Paint.NoScore;
        if (level == WildType) return Below[0];
        var anchors = level < 0 ? Below : Above;
        var place = Math.Abs(level) * (anchors.Length - 1.0) / Steps;
        var left = Math.Min((int)place, anchors.Length - 2);
        return anchors[left].Towards(anchors[left + 1], place - left);
    }

    internal static ColourScale Of(IReadOnlyList<float> ascending)
    {
        if (ascending.Count == 0) return new(1);
        var cut = ascending.Count / 100;
        var widest = Math.Max(Math.Abs(ascending[cut]), Math.Abs(ascending[^(cut + 1)]));
        return new(widest > 0 ? RoundUp(widest) : 1);
    }

    // Two digits, so that the legend's ticks are numbers a person can read.
    private static double RoundUp(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Ceiling(Math.Round(value / unit, 6)) * unit;
    }
}
