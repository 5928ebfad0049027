using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public class HeatMapPngTests
{
    private const int MostBytes = 150_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(300)]
    [InlineData(600)]
    [InlineData(601)]
    [InlineData(2046)]
    [InlineData(10_000)]
    public void A_picture_of_any_length_is_small_enough_to_send(int length)
    {
        var file = HeatMapPng.Draw(ScanExamples.Ratios(length), 0);

        Assert.InRange(file.Length, 1, MostBytes);
        var picture = PngPicture.Read(file);
        Assert.InRange(picture.Width, 1, 1600);
        Assert.InRange(picture.Height, 1, 3600);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(130)]
    [InlineData(2046)]
    public void Each_cell_has_the_colour_of_its_score(int length)
    {
        var scan = ScanExamples.Ratios(length).With((3, 7, float.NaN));

        var picture = PngPicture.Read(HeatMapPng.Draw(scan, 0));

        Assert.All(HeatMapLayout.Of(scan, 0).Shapes.OfType<Shape.Grid>(), grid =>
        {
            for (var row = 0; row < grid.Levels.Count; row++)
            {
                // The corner of the cell: its middle may carry a mark.
                for (var column = 0; column < grid.Levels[row].Length; column++)
                    Assert.Equal(ColourScale.Colour(grid.Levels[row][column]), picture[grid.LeftOf(column), grid.TopOf(row)]);
            }
        });
    }

    [Fact]
    public async Task Wild_types_carry_a_dot_and_nothing_else_does()
    {
        var scan = await ScanExamples.TableAsync(ScanExamples.InsulinB);

        var picture = PngPicture.Read(HeatMapPng.Draw(scan, 0));

        var grid = Assert.IsType<Shape.Grid>(HeatMapLayout.Of(scan, 0).Shapes[0]);
        for (var row = 0; row < 20; row++)
        {
            for (var column = 0; column < scan.Length; column++)
            {
                var middle = picture[grid.LeftOf(column) + 10, grid.TopOf(row) + 9];
                Assert.Equal(HeatMapLayout.RowOrder[row] == scan.WildTypes[column], middle == Paint.Ink);
            }
        }
    }

    [Fact]
    public void Cells_are_separated_by_paper()
    {
        var scan = ScanExamples.Ratios(30);

        var picture = PngPicture.Read(HeatMapPng.Draw(scan, 0));

        var grid = Assert.IsType<Shape.Grid>(HeatMapLayout.Of(scan, 0).Shapes[0]);
        var between = Enumerable.Range(0, grid.CellHeight).Select(it => picture[grid.LeftOf(1) - 1, grid.TopOf(0) + it]);
        Assert.All(between, it => Assert.Equal(Paint.Paper, it));
    }

    [Fact]
    public void The_same_scan_is_the_same_file() =>
        Assert.Equal(HeatMapPng.Draw(ScanExamples.Ratios(61), 3), HeatMapPng.Draw(ScanExamples.Ratios(61), 3));
}
