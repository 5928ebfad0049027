using Amplify.Tools.Pictures;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Pictures;

public class StrokeFontTests
{
    private const string Unknown = "\uFFFD";

    [Fact]
    public void Every_character_our_own_texts_use_can_be_drawn()
    {
        var scales = new[] { ScoreScale.Of("masked-marginal", ScoreScale.LogLikelihoodRatio), ScoreScale.Of("wild-type-marginal", ScoreScale.Rank), ScoreScale.Of(null, "x") };
        var texts = scales.Select(it => it.Method + it.Unit + it.Meaning)
            .Concat(HeatMapLayout.Of(ScanExamples.Ratios(700), -3).Shapes.OfType<Shape.Label>().Select(it => it.Text));

        Assert.All(string.Concat(texts).Distinct(), it => Assert.True(it == ' ' || !IsSame(it.ToString(), Unknown), $"'{it}' has no strokes"));
    }

    [Theory]
    [InlineData("AbcXYZ 0189")]
    [InlineData("日本語")]
    public void A_text_is_as_wide_as_it_is_drawn(string text)
    {
        var points = StrokeFont.Letters(text, 100, 50, 20).SelectMany(it => it).SelectMany(it => it).ToList();

        Assert.All(points, it => Assert.InRange(it.X, 100, 100 + StrokeFont.Width(text, 20)));
        Assert.All(points, it => Assert.InRange(it.Y, 50 - 20, 50 + 8));
    }

    [Fact]
    public void Wrapping_breaks_at_blanks_and_loses_nothing()
    {
        const string Text = "one two three four five six seven eight nine ten";

        var lines = StrokeFont.Wrap(Text, 14, 90).ToList();

        Assert.Equal(Text, string.Join(' ', lines));
        Assert.All(lines, it => Assert.True(StrokeFont.Width(it, 14) <= 90));
    }

    private static bool IsSame(string one, string other) =>
        StrokeFont.Letters(one, 0, 0, 10).Single().SelectMany(it => it).SequenceEqual(StrokeFont.Letters(other, 0, 0, 10).Single().SelectMany(it => it));
}
