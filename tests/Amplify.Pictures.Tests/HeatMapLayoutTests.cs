using System.Text.RegularExpressions;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public partial class HeatMapLayoutTests
{
    public static TheoryData<int> Lengths => [1, 2, 59, 60, 61, 120, 300, 600];

    [Fact]
    public void Every_residue_has_one_row_beside_its_like()
    {
        Assert.Equal(ProteinSequence.Residues.Order(), HeatMapLayout.RowOrder.Order());
        Assert.Contains("KR", HeatMapLayout.RowOrder, StringComparison.Ordinal);
        Assert.Contains("DE", HeatMapLayout.RowOrder, StringComparison.Ordinal);
        Assert.Contains("FWY", HeatMapLayout.RowOrder, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Up_to_six_hundred_residues_every_cell_is_drawn_sixty_a_line(int length)
    {
        var scan = ScanExamples.Ratios(length);

        var map = Map(HeatMapLayout.Of(scan, 0));

        var lines = map.Levels.Chunk(20).ToList();
        Assert.Equal((length + 59) / 60, lines.Count);
        Assert.All(lines.SkipLast(1), line => Assert.All(line, row => Assert.Equal(60, row.Length)));
        Assert.Equal(20 * length, map.Levels.Sum(it => it.Length));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Each_position_has_one_wild_type_mark_in_the_row_of_its_residue(int length)
    {
        var scan = ScanExamples.Ratios(length);

        var map = Map(HeatMapLayout.Of(scan, 0));

        for (var column = 0; column < length; column++)
        {
            var line = map.Levels.Chunk(20).ElementAt(column / 60);
            var marked = Enumerable.Range(0, 20).Where(row => line[row][column % 60] == ColourScale.WildType);
            Assert.Equal([scan.WildTypes[column]], marked.Select(row => HeatMapLayout.RowOrder[row]));
        }
    }

    [Fact]
    public void One_residue_is_named_as_one() =>
        Assert.EndsWith("residue 1", HeatMapLayout.Of(ScanExamples.Ratios(1), 0).Title, StringComparison.Ordinal);

    [Theory, MemberData(nameof(Lengths))]
    public void No_line_of_words_ends_between_a_substitution_and_its_score(int length)
    {
        var lines = HeatMapLayout.Of(ScanExamples.Ratios(length), 0).Shapes.OfType<Shape.Label>().Select(it => it.Text);

        Assert.DoesNotContain(lines, it => Score().IsMatch(it));
    }

    [Theory]
    [InlineData(0, "1 to 30", new[] { "1", "10", "20", "30" })]
    [InlineData(24, "25 to 54", new[] { "25", "30", "40", "50" })]
    [InlineData(-5, "−4 to 25", new[] { "−4", "0", "10", "20" })]
    [InlineData(8, "9 to 38", new[] { "10", "20", "30" })]
    public async Task The_ruler_counts_as_people_number_the_protein(int offset, string residues, string[] expected)
    {
        var drawing = HeatMapLayout.Of(await ScanExamples.TableAsync(ScanExamples.InsulinB), offset);

        Assert.Equal(expected, drawing.Shapes.OfType<Shape.Label>().Where(it => it.Size == 12)
            .Select(it => it.Text).Where(it => Number().IsMatch(it)));
        Assert.EndsWith($"residues {residues}", drawing.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_legend_names_the_score_and_says_what_it_is_not()
    {
        var drawing = HeatMapLayout.Of(await ScanExamples.TableAsync(ScanExamples.InsulinB), 0);

        var text = string.Join(' ', drawing.Shapes.OfType<Shape.Label>().Select(it => it.Text));
        Assert.Contains("dms_rank", text, StringComparison.Ordinal);
        Assert.Contains("not AMPLIFY", text, StringComparison.Ordinal);
        Assert.Contains("wild type", text, StringComparison.Ordinal);
        Assert.Contains("no score", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_without_a_score_is_no_zero()
    {
        var scan = ScanExamples.Ratios(30).With((3, 7, float.NaN), (4, 7, 0));

        var column = Map(HeatMapLayout.Of(scan, 0)).Levels.Select(row => row[7]).ToList();

        Assert.Equal(ColourScale.Missing, column[HeatMapLayout.RowOrder.IndexOf('E')]);
        Assert.Equal(0, column[HeatMapLayout.RowOrder.IndexOf('F')]);
        Assert.NotEqual(ColourScale.Colour(0), ColourScale.Colour(ColourScale.Missing));
    }

    [Theory]
    [InlineData(601)]
    [InlineData(2046)]
    [InlineData(10_000)]
    public void A_long_protein_is_shown_whole_as_a_strip_and_in_windows_around_its_extremes(int length)
    {
        var scan = ScanExamples.Ratios(length).With((1, 500, 90), (1, 300, 80), (1, 200, -900), (1, 100, -800));

        var drawing = HeatMapLayout.Of(scan, 0);
        var windows = HeatMapWindows.Of(scan);

        var strip = drawing.Shapes.OfType<Shape.Grid>().Single(it => it.CellWidth == 2);
        Assert.Equal(length <= 5000 ? length : length / 2, strip.Levels.Sum(it => it.Length));
        Assert.Equal(4 * 20 * 60, Map(drawing).Levels.Sum(it => it.Length));
        Assert.Contains(windows, it => it is { Column: 500, IsHigh: true } && it.First <= 500 && it.First + 60 > 500);
        Assert.Contains(windows, it => it is { Column: 200, IsHigh: false });
        Assert.All(windows.Zip(windows.Skip(1)), it => Assert.True(it.First.First + 60 <= it.Second.First));
        Assert.All(windows, it => Assert.InRange(it.First, 0, length - 60));
    }

    [Fact]
    public void The_start_methionine_is_no_extreme()
    {
        var scan = ScanExamples.Ratios(700).With((0, 0, 90));

        Assert.Equal('M', scan.WildTypes[0]);
        Assert.DoesNotContain(HeatMapWindows.Of(scan), it => it.Column == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(61)]
    [InlineData(600)]
    [InlineData(10_000)]
    public void Everything_stands_inside_the_picture(int length)
    {
        var drawing = HeatMapLayout.Of(ScanExamples.Ratios(length), 90_000);

        foreach (var label in drawing.Shapes.OfType<Shape.Label>())
        {
            var width = StrokeFont.Width(label.Text, label.Size);
            var left = label.Align switch { Align.Middle => label.X - (width / 2), Align.Right => label.X - width, _ => label.X };
            Assert.InRange(left, 0, drawing.Width - width);
            Assert.InRange(label.Baseline, label.Size, drawing.Height);
        }

        Assert.All(drawing.Shapes.OfType<Shape.Grid>(), it => Assert.InRange(it.X + (it.Columns * it.CellWidth), 0, drawing.Width));
        Assert.All(drawing.Shapes.OfType<Shape.Grid>(), it => Assert.InRange(it.Y + it.Tops[^1] + it.CellHeight, 0, drawing.Height));
    }

    [Fact]
    public void The_ten_best_and_the_ten_worst_are_named_and_outlined()
    {
        var scan = ScanExamples.Ratios(65);

        var drawing = HeatMapLayout.Of(scan, 0);

        var named = scan.BestFirst.Take(10).Concat(scan.WorstFirst.Take(10)).ToList();
        var text = Words(drawing);
        Assert.All(named, it => Assert.Contains(ScanSummary.Notation(scan, it, 0) + StrokeFont.NoBreak, text, StringComparison.Ordinal));
        var (map, frames) = (Map(drawing), drawing.Shapes.OfType<Shape.Frame>().ToList());
        Assert.Equal(20, frames.Count);
        Assert.All(named, it => Assert.Contains(frames, frame =>
            frame.X - 1 == map.LeftOf(it.Column % 60)
            && frame.Y - 1 == map.TopOf((20 * (it.Column / 60)) + HeatMapLayout.RowOrder.IndexOf(ProteinSequence.Residues[it.Row]))));
    }

    [Fact]
    public async Task Many_equals_are_counted_and_give_no_window()
    {
        var scan = await ScanExamples.TableAsync(string.Concat(Enumerable.Repeat(ScanExamples.InsulinB, 24)));

        var text = Words(HeatMapLayout.Of(scan, 0));

        Assert.Matches(@"Best tolerated \(outlined where shown\): S9A\s\u22120\.07, .* and [0-9]+ more that score \u22120\.07 too\.", text);
        Assert.Contains("No part is shown enlarged", text, StringComparison.Ordinal);
        Assert.Empty(HeatMapWindows.Of(scan));
    }

    [Fact]
    public async Task Where_nothing_is_above_zero_the_bar_ends_there()
    {
        var (table, ratios) = (
            HeatMapLayout.Of(await ScanExamples.TableAsync(ScanExamples.InsulinB), 0), HeatMapLayout.Of(ScanExamples.Ratios(65), 0));

        Assert.Contains(table.Shapes.OfType<Shape.Grid>(), it => it.CellWidth == 5 && it.Columns == ColourScale.Steps + 1);
        Assert.DoesNotContain("preferred", Words(table), StringComparison.Ordinal);
        Assert.Contains(ratios.Shapes.OfType<Shape.Grid>(), it => it.CellWidth == 5 && it.Columns == (2 * ColourScale.Steps) + 1);
        Assert.Contains("preferred", Words(ratios), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_says_whose_it_is()
    {
        var date = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        var scan = await ScanExamples.TableAsync(ScanExamples.InsulinB);

        var drawing = HeatMapLayout.Of(scan, 0, new("INS_HUMAN", "substitution-table-v1", date));

        Assert.Equal("INS_HUMAN: effect of every substitution, residues 1 to 30", drawing.Title);
        Assert.Contains("Model substitution-table-v1; a quick estimate from a table of substitutions, not the AMPLIFY model; 2026-05-04.",
            Words(drawing), StringComparison.Ordinal);
    }

    private static string Words(Drawing drawing) => string.Join(' ', drawing.Shapes.OfType<Shape.Label>().Select(it => it.Text));

    [GeneratedRegex("^[+−][0-9]+\\.[0-9]{2}[,.]| [A-Z][0-9]+[A-Z]$")]
    private static partial Regex Score();

    [GeneratedRegex("^−?[0-9]+$")]
    private static partial Regex Number();

    private static Shape.Grid Map(Drawing drawing) => Assert.IsType<Shape.Grid>(drawing.Shapes[0]);
}
