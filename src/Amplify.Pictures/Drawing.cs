namespace Amplify.Pictures;

/// <summary>A picture as a list of shapes, in pixels from the top left. Every rendering draws the same list.</summary>
internal sealed record Drawing(int Width, int Height, string Title, string Description, IReadOnlyList<Shape> Shapes);

internal abstract record Shape
{
    private Shape()
    {
    }

    public sealed record Label(double X, double Baseline, string Text, double Size, Tone Tone, Align Align = Align.Left, bool Bold = false)
        : Shape;

    /// <summary>Single letters, each centred on its own place.</summary>
    public sealed record Letters(string Text, IReadOnlyList<(double X, double Baseline)> Places, double Size, bool Bold = false) : Shape;

    public sealed record Bar(int X, int Y, int Width, int Height, Tone Tone) : Shape;

    public sealed record Dots(IReadOnlyList<(double X, double Y)> Places, double Radius, Tone Tone) : Shape;

    /// <summary>An outline within its bounds.</summary>
    public sealed record Frame(int X, int Y, int Width, int Height) : Shape
    {
        public const int Weight = 2;
    }

    /// <summary>Rows of shaded cells, not all equally long; a level is one of <see cref="ColourScale"/>.</summary>
    /// <param name="Tops">Where each row begins, from Y.</param>
    /// <param name="Gap">Pixels of paper between cells.</param>
    public sealed record Grid(int X, int Y, int CellWidth, int CellHeight, IReadOnlyList<int> Tops, IReadOnlyList<int[]> Levels, int Gap)
        : Shape
    {
        public int Columns => Levels.Max(it => it.Length);

        public int LeftOf(int column) => X + (column * CellWidth);

        public int TopOf(int row) => Y + Tops[row];

        /// <summary>Every cell of a level, as the middle of the cell.</summary>
        public IEnumerable<(double X, double Y)> Middles(int level)
        {
            for (var row = 0; row < Levels.Count; row++)
            {
                for (var column = 0; column < Levels[row].Length; column++)
                {
                    if (Levels[row][column] != level) continue;
                    yield return (LeftOf(column) + ((CellWidth - Gap) / 2.0), TopOf(row) + ((CellHeight - Gap) / 2.0));
                }
            }
        }
    }
}

internal enum Align
{
    Left,
    Middle,
    Right,
}
