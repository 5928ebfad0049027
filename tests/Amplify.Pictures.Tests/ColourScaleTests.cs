using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class ColourScaleTests
{
    [Fact]
    public void Zero_is_the_middle_and_both_sides_reach_equally_far()
    {
        var colours = ColourScale.Of(ScanExamples.Ratios(65));

        Assert.Equal(0, colours.Level(0));
        Assert.Equal(-ColourScale.Steps, colours.Level(-colours.Limit));
        Assert.Equal(ColourScale.Steps, colours.Level(colours.Limit));
        Assert.Equal(ColourScale.Colour(0), ColourScale.Colour(ColourScale.WildType));
    }

    [Fact]
    public void One_outlier_does_not_wash_out_the_rest()
    {
        var scan = ScanExamples.Ratios(65);

        var colours = ColourScale.Of(scan.With((0, 20, -500)));

        Assert.InRange(colours.Limit, 1, 10);
        Assert.Equal(-ColourScale.Steps, colours.Level(-500));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Shades_darken_from_the_middle_to_either_end(int side)
    {
        var brightness = Enumerable.Range(0, ColourScale.Steps + 1).Select(it => Brightness(ColourScale.Colour(side * it))).ToList();

        Assert.Equal(brightness.OrderDescending(), brightness);
        Assert.True(brightness[0] - brightness[^1] > 120, "the ends must stand out in grey, too");
    }

    [Fact]
    public void Orange_and_blue_stay_apart_for_eyes_that_mix_red_and_green()
    {
        // Red-green blindness leaves the difference of blue to yellow.
        static int Yellowness(Rgb it) => ((it.R + it.G) / 2) - it.B;

        Assert.All(Enumerable.Range(5, ColourScale.Steps - 5), it =>
            Assert.True(Yellowness(ColourScale.Colour(-it)) - Yellowness(ColourScale.Colour(it)) > 30, $"shade {it}"));
    }

    [Fact]
    public void Nothing_scored_is_still_a_scale()
    {
        var empty = new VariantScan([.. Enumerable.Repeat(float.NaN, 20)], "M", ScoreScale.Of(null, null));

        Assert.Equal(1, ColourScale.Of(empty).Limit);
        Assert.Equal(ColourScale.Missing, ColourScale.Of(empty).Level(float.NaN));
    }

    private static double Brightness(Rgb it) => (0.299 * it.R) + (0.587 * it.G) + (0.114 * it.B);
}
