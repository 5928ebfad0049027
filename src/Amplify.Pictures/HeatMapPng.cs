using System.Diagnostics;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>The heat map for a chat: a PNG of our own drawing, because the native program has neither a library for it nor fonts.</summary>
public static class HeatMapPng
{
    private const double LetterSizeToWeight = 0.085;
    private const double DotRadius = 2.6;

    public static byte[] Draw(VariantScan scan, Numbering numbering, Caption? caption = null) =>
        Draw(HeatMapLayout.Of(scan, numbering, caption));

    internal static byte[] Draw(Drawing drawing)
    {
        var canvas = new IndexedCanvas(drawing.Width, drawing.Height, Paint.Paper);
        for (var level = -ColourScale.Steps; level <= ColourScale.Steps; level++) canvas.Reserve(ColourScale.Colour(level));
        foreach (var shape in drawing.Shapes) Draw(canvas, shape);
        return PngFile.Write(canvas);
    }

    private static void Draw(IndexedCanvas canvas, Shape shape)
    {
        switch (shape)
        {
            case Shape.Label it:
                var width = StrokeFont.Width(it.Text, it.Size);
                var left = it.Align switch { Align.Middle => it.X - (width / 2), Align.Right => it.X - width, _ => it.X };
                Write(canvas, left, it.Baseline, it.Text, it.Size, Paint.Of(it.Tone), it.Bold);
                break;
            case Shape.Letters it:
                for (var index = 0; index < it.Text.Length; index++)
                {
                    var (letter, (x, baseline)) = (it.Text[index].ToString(), it.Places[index]);
                    Write(canvas, x - (StrokeFont.Width(letter, it.Size) / 2), baseline, letter, it.Size, Paint.Ink, it.Bold);
                }

                break;
            case Shape.Bar it:
                canvas.Fill(it.X, it.Y, it.Width, it.Height, Paint.Of(it.Tone));
                break;
            case Shape.Dots it:
                foreach (var place in it.Places) canvas.Stroke([[place, place]], it.Radius, Paint.Of(it.Tone));
                break;
            case Shape.Frame it:
                canvas.Fill(it.X, it.Y, it.Width, Shape.Frame.Weight, Paint.Ink);
                canvas.Fill(it.X, it.Y + it.Height - Shape.Frame.Weight, it.Width, Shape.Frame.Weight, Paint.Ink);
                canvas.Fill(it.X, it.Y, Shape.Frame.Weight, it.Height, Paint.Ink);
                canvas.Fill(it.X + it.Width - Shape.Frame.Weight, it.Y, Shape.Frame.Weight, it.Height, Paint.Ink);
                break;
            case Shape.Grid it:
                DrawGrid(canvas, it);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void DrawGrid(IndexedCanvas canvas, Shape.Grid grid)
    {
        for (var row = 0; row < grid.Levels.Count; row++)
        {
            for (var column = 0; column < grid.Levels[row].Length; column++)
            {
                var colour = ColourScale.Colour(grid.Levels[row][column]);
                canvas.Fill(grid.LeftOf(column), grid.TopOf(row), grid.CellWidth - grid.Gap, grid.CellHeight - grid.Gap, colour);
            }
        }

        foreach (var (x, y) in grid.Middles(ColourScale.WildType)) canvas.Stroke([[(x, y), (x, y)]], DotRadius, Paint.Ink);
        foreach (var (x, y) in grid.Middles(ColourScale.Missing)) canvas.Stroke([[(x - 3, y + 3), (x + 3, y - 3)]], 0.5, Paint.NoScoreMark);
    }

    private static void Write(IndexedCanvas canvas, double x, double baseline, string text, double size, Rgb colour, bool bold)
    {
        var radius = size * LetterSizeToWeight * (bold ? 0.75 : 0.5);
        foreach (var letter in StrokeFont.Letters(text, x, baseline, size)) canvas.Stroke(letter, radius, colour);
    }
}
