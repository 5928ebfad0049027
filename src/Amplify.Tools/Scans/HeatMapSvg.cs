using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using Amplify.Tools.Pictures;

namespace Amplify.Tools.Scans;

/// <summary>The heat map for a browser, a slide or a paper.</summary>
public static class HeatMapSvg
{
    public static string Draw(VariantScan scan, int offset)
    {
        var drawing = HeatMapLayout.Of(scan, offset);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{drawing.Width}" height="{drawing.Height}" viewBox="0 0 {drawing.Width} {drawing.Height}" role="img" aria-labelledby="t d" font-family="Inter,'Helvetica Neue',Arial,sans-serif">
            <title id="t">{Escape(drawing.Title)}</title><desc id="d">{Escape(drawing.Description)}</desc>
            <rect width="100%" height="100%" fill="{Paint.Paper.Hex}"/>

            """);
        foreach (var shape in drawing.Shapes) Append(svg, shape);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, Shape shape)
    {
        switch (shape)
        {
            case Shape.Label it:
                var anchor = it.Align switch { Align.Middle => " text-anchor=\"middle\"", Align.Right => " text-anchor=\"end\"", _ => "" };
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{it.X}\" y=\"{it.Baseline}\" font-size=\"{it.Size}\" fill=\"{Paint.Of(it.Tone).Hex}\"{anchor}{Weight(it.Bold)}>{Escape(it.Text)}</text>\n");
                break;
            case Shape.Letters it:
                var (x, y) = (List(it.Places.Select(place => place.X)), List(it.Places.Select(place => place.Baseline)));
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" font-size=\"{it.Size}\" fill=\"{Paint.Ink.Hex}\" text-anchor=\"middle\"{Weight(it.Bold)}>{Escape(it.Text)}</text>\n");
                break;
            case Shape.Bar it:
                svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"{Paint.Of(it.Tone).Hex}\" d=\"M{it.X} {it.Y}h{it.Width}v{it.Height}h-{it.Width}z\"/>\n");
                break;
            case Shape.Grid it:
                AppendGrid(svg, it);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // A thick horizontal line for each run of cells of one shade, all lines of a shade in one path: 6 bytes a cell, where a rectangle each takes 40.
    private static void AppendGrid(StringBuilder svg, Shape.Grid grid)
    {
        var (height, half) = (grid.CellHeight - grid.Gap, (grid.CellHeight - grid.Gap) / 2.0);
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({grid.X} {grid.Y + half}) scale({grid.CellWidth} 1)\" stroke-width=\"{height}\" fill=\"none\" shape-rendering=\"crispEdges\">\n");
        foreach (var level in grid.Levels.SelectMany(it => it).Distinct().Order())
            svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{ColourScale.Colour(level).Hex}\" d=\"{Runs(grid, level)}\"/>\n");
        svg.Append("</g>\n");

        if (grid.Gap > 0)
        {
            var lines = string.Concat(Enumerable.Range(1, grid.Columns).Select(it => $"M{grid.X + (it * grid.CellWidth) - grid.Gap} {grid.Y}h{grid.Gap}v{grid.Tops[^1] + height}h-{grid.Gap}z"));
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"{Paint.Paper.Hex}\" d=\"{lines}\" shape-rendering=\"crispEdges\"/>\n");
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

    private static void Marks(StringBuilder svg, IEnumerable<(double X, double Y)> places, Rgb colour, int width, string mark)
    {
        var path = string.Concat(places.Select(it => string.Create(CultureInfo.InvariantCulture, $"M{it.X} {it.Y}{mark}")));
        if (path.Length > 0) svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{colour.Hex}\" stroke-width=\"{width}\" stroke-linecap=\"round\" d=\"{path}\"/>\n");
    }

    private static string Weight(bool bold) => bold ? " font-weight=\"600\"" : "";

    private static string List(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(it => it.ToString(CultureInfo.InvariantCulture)));

    private static string Escape(string text) => SecurityElement.Escape(text);
}
