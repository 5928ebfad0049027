using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>The heat map for a browser, a slide or a paper.</summary>
public static class HeatMapSvg
{
    private const string Fonts = "Inter,'Helvetica Neue',Arial,sans-serif";

    public static string Draw(VariantScan scan, Numbering numbering, Caption? caption = null) =>
        Draw(HeatMapLayout.Of(scan, numbering, caption));

    internal static string Draw(Drawing drawing)
    {
        var (width, height) = (drawing.Width, drawing.Height);
        var svg = new StringBuilder();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" """);
        Add(svg, $"""role="img" aria-labelledby="t d" font-family="{Fonts}">""");
        Add(svg, $"""<title id="t">{Escape(drawing.Title)}</title><desc id="d">{Escape(drawing.Description)}</desc>""");
        Add(svg, $"""<rect width="100%" height="100%" fill="{Paint.Paper.Hex}"/>""");
        foreach (var shape in drawing.Shapes) Add(svg, shape);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder svg, Shape shape)
    {
        switch (shape)
        {
            case Shape.Label it:
                var anchor = it.Align switch { Align.Middle => "middle", Align.Right => "end", _ => "start" };
                AddText(svg, it.Text, Number(it.X), Number(it.Baseline), it.Size, it.Tone, anchor, it.Bold);
                break;
            case Shape.Letters it:
                var (x, y) = (List(it.Places.Select(place => place.X)), List(it.Places.Select(place => place.Baseline)));
                AddText(svg, it.Text, x, y, it.Size, Tone.Ink, "middle", it.Bold);
                break;
            case Shape.Bar it:
                Add(svg, $"""<path fill="{Paint.Of(it.Tone).Hex}" d="M{it.X} {it.Y}h{it.Width}v{it.Height}h-{it.Width}z"/>""");
                break;
            case Shape.Dots it:
                Marks(svg, it.Places, Paint.Of(it.Tone), 2 * it.Radius, "h.01");
                break;
            case Shape.Frame it:
                var (side, tall) = (it.Width - Shape.Frame.Weight, it.Height - Shape.Frame.Weight);
                var look = $"""fill="none" stroke="{Paint.Ink.Hex}" stroke-width="{Shape.Frame.Weight}" """;
                Add(svg, $"""<path {look}d="M{it.X + 1} {it.Y + 1}h{side}v{tall}h-{side}z"/>""");
                break;
            case Shape.Grid it:
                AddGrid(svg, it);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void AddText(StringBuilder svg, string text, string x, string y, double size, Tone tone, string anchor, bool bold)
    {
        var look = (anchor == "start" ? "" : $" text-anchor=\"{anchor}\"") + (bold ? " font-weight=\"600\"" : "");
        Add(svg, $"""<text x="{x}" y="{y}" font-size="{size}" fill="{Paint.Of(tone).Hex}"{look}>{Escape(text)}</text>""");
    }

    // A thick horizontal line for each run of cells of one shade, all of a shade in one path: 6 bytes a cell; a rectangle takes 40.
    private static void AddGrid(StringBuilder svg, Shape.Grid grid)
    {
        var height = grid.CellHeight - grid.Gap;
        var places = string.Create(CultureInfo.InvariantCulture,
            $"translate({grid.X} {grid.Y + (height / 2.0)}) scale({grid.CellWidth} 1)");
        Add(svg, $"""<g transform="{places}" stroke-width="{height}" fill="none" shape-rendering="crispEdges">""");
        foreach (var level in grid.Levels.SelectMany(it => it).Distinct().Order())
            Add(svg, $"""<path stroke="{ColourScale.Colour(level).Hex}" d="{Runs(grid, level)}"/>""");
        Add(svg, $"</g>");

        if (grid.Gap > 0)
        {
            var gap = $"h{grid.Gap}v{grid.Tops[^1] + height}h-{grid.Gap}z";
            var lines = string.Concat(Enumerable.Range(1, grid.Columns).Select(it => $"M{grid.LeftOf(it) - grid.Gap} {grid.Y}{gap}"));
            Add(svg, $"""<path fill="{Paint.Paper.Hex}" d="{lines}" shape-rendering="crispEdges"/>""");
        }

        Marks(svg, grid.Middles(ColourScale.WildType), Paint.Ink, 5, "h.01");
        Marks(svg, grid.Middles(ColourScale.Missing).Select(it => (it.X - 3, it.Y + 3)), Paint.NoScoreMark, 1, "l6-6");
    }

    private static string Runs(Shape.Grid grid, int level)
    {
        var path = new StringBuilder();
        var (penX, penY) = (0, 0);
        for (var row = 0; row < grid.Levels.Count; row++)
        {
            var cells = grid.Levels[row];
            for (var column = 0; column < cells.Length; column++)
            {
                if (cells[column] != level) continue;
                var end = column + 1;
                while (end < cells.Length && cells[end] == level) end++;
                path.Append(CultureInfo.InvariantCulture, $"m{column - penX} {grid.Tops[row] - penY}h{end - column}");
                (penX, penY, column) = (end, grid.Tops[row], end);
            }
        }

        return path.ToString();
    }

    private static void Marks(StringBuilder svg, IEnumerable<(double X, double Y)> places, Rgb colour, double width, string mark)
    {
        var path = string.Concat(places.Select(it => string.Create(CultureInfo.InvariantCulture, $"M{it.X:0.##} {it.Y:0.##}{mark}")));
        if (path.Length > 0) Add(svg, $"""<path stroke="{colour.Hex}" stroke-width="{width}" stroke-linecap="round" d="{path}"/>""");
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');

    private static string List(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(Number));

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => SecurityElement.Escape(text);
}
