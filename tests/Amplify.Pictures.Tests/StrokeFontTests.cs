using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class StrokeFontTests
{
    private const string Unknown = "\uFFFD";

    [Fact]
    public void Every_character_our_own_texts_use_can_be_drawn()
    {
        string?[] units = [ScoreScale.LogLikelihoodRatio, ScoreScale.Rank, "x"];
        var texts = units.Select(it => ScoreScale.Of("masked-marginal", it)).Select(it => it.Method + it.Unit + it.Meaning)
            .Concat(HeatMapLayout.Of(ScanExamples.Ratios(700), -3).Shapes.OfType<Shape.Label>().Select(it => it.Text));

        var used = string.Concat(texts).Distinct().Where(it => it != ' ');
        Assert.All(used, it => Assert.NotEqual(Points(Unknown), Points(it.ToString())));
    }

    // A protein's name is a stranger's: sp|P01308|INS_HUMAN.
    [Fact]
    public void Every_printable_character_of_ascii_can_be_drawn() =>
        Assert.All(Enumerable.Range('!', '~' - '!' + 1), it => Assert.NotEqual(Points(Unknown), Points($"{(char)it}")));

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

    private static IEnumerable<(double X, double Y)> Points(string letter) =>
        StrokeFont.Letters(letter, 0, 0, 10).Single().SelectMany(it => it);
}
