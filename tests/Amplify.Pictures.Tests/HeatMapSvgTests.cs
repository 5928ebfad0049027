using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

public partial class HeatMapSvgTests
{
    private const int MostBytes = 150_000;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

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
    public void A_picture_of_any_length_is_small_and_well_formed(int length)
    {
        var text = HeatMapSvg.Draw(ScanExamples.Ratios(length), 0);

        Assert.InRange(text.Length, 1, MostBytes);
        Assert.Equal("svg", XDocument.Parse(text).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(61)]
    [InlineData(600)]
    public void Its_paths_hold_each_cell_once_in_the_colour_of_its_score(int length)
    {
        var scan = ScanExamples.Ratios(length).With((3, 7, float.NaN));

        var drawn = Cells(XDocument.Parse(HeatMapSvg.Draw(scan, 0)).Descendants(Svg + "g").First());

        var grid = Assert.IsType<Shape.Grid>(HeatMapLayout.Of(scan, 0).Shapes[0]);
        var expected = from row in Enumerable.Range(0, grid.Levels.Count)
                       from column in Enumerable.Range(0, grid.Levels[row].Length)
                       select (column, grid.Tops[row], ColourScale.Colour(grid.Levels[row][column]).Hex);
        Assert.Equal(expected.Order(), drawn.Order());
    }

    [Fact]
    public async Task It_says_in_words_what_it_shows()
    {
        var root = XDocument.Parse(HeatMapSvg.Draw(await ScanExamples.TableAsync(ScanExamples.InsulinB), 0)).Root!;

        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("Effect of every substitution, residues 1 to 30", root.Element(Svg + "title")!.Value);
        Assert.Contains("570 substitutions of 30 residues", root.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Contains(root.Elements(Svg + "text"), it => it.Value == ScanExamples.InsulinB);
        Assert.DoesNotContain(root.Descendants(), it => it.Name.LocalName is "script" or "image" or "style");
    }

    [Fact]
    public void Stored_text_stays_text()
    {
        var scan = ScanExamples.Ratios(10);
        var hostile = new VariantScan(new float[200], scan.WildTypes, ScoreScale.Of("<script>alert(1)</script>", "a&b\"'"));

        var root = XDocument.Parse(HeatMapSvg.Draw(hostile, 0)).Root!;

        Assert.Contains(root.Elements(Svg + "text"), it => it.Value.Contains("<script>alert(1)</script>", StringComparison.Ordinal));
        Assert.Empty(root.Descendants(Svg + "script"));
    }

    // m dx dy h n: n cells from there, in units of a cell across and a pixel down.
    private static IEnumerable<(int Column, int Top, string Colour)> Cells(XElement group)
    {
        foreach (var path in group.Elements(Svg + "path"))
        {
            var (x, y) = (0, 0);
            foreach (var run in Run.Matches(path.Attribute("d")!.Value).Select(it => it.Groups))
            {
                (x, y) = (x + Number(run[1]), y + Number(run[2]));
                for (var it = 0; it < Number(run[3]); it++) yield return (x + it, y, path.Attribute("stroke")!.Value);
                x += Number(run[3]);
            }
        }
    }

    private static int Number(Group text) => int.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("m(-?[0-9]+) (-?[0-9]+)h([0-9]+)")]
    private static partial Regex Run { get; }
}
