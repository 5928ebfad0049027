namespace Amplify.Pictures;

/// <summary>Pixels as indices into at most 256 colours; edges of strokes are softened in sixteenths, to stay within them.</summary>
internal sealed class IndexedCanvas
{
    private const int Softness = 16;
    private readonly Dictionary<Rgb, byte> indices = [];
    private readonly List<Rgb> palette = [];

    public IndexedCanvas(int width, int height, Rgb paper)
    {
        (Width, Height, Pixels) = (width, height, new byte[width * height]);
        Index(paper);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    public IReadOnlyList<Rgb> Palette => palette;

    /// <summary>Makes sure that a colour is there exactly, however many soft edges come before it.</summary>
    public void Reserve(Rgb colour) => Index(colour);

    public void Fill(int x, int y, int width, int height, Rgb colour)
    {
        var index = Index(colour);
        for (var row = Math.Max(y, 0); row < Math.Min(y + height, Height); row++)
        {
            var (from, to) = (Math.Clamp(x, 0, Width), Math.Clamp(x + width, 0, Width));
            Pixels.AsSpan((row * Width) + from, to - from).Fill(index);
        }
    }

    /// <summary>Lines with round ends, laid on the paper as one: where two of them meet, the edge is softened once.</summary>
    public void Stroke(IReadOnlyList<(double X, double Y)[]> lines, double radius, Rgb colour)
    {
        if (lines.Count == 0) return;
        var points = lines.SelectMany(it => it).ToList();
        var (left, right) = ((int)(points.Min(it => it.X) - radius - 1), (int)(points.Max(it => it.X) + radius + 1));
        var (top, bottom) = ((int)(points.Min(it => it.Y) - radius - 1), (int)(points.Max(it => it.Y) + radius + 1));
        for (var y = Math.Max(top, 0); y <= Math.Min(bottom, Height - 1); y++)
        {
            for (var x = Math.Max(left, 0); x <= Math.Min(right, Width - 1); x++)
            {
                var share = (int)(Math.Clamp(radius + 0.5 - Nearest(x + 0.5, y + 0.5, lines), 0, 1) * Softness);
                if (share > 0) Blend((y * Width) + x, colour, share);
            }
        }
    }

    private void Blend(int pixel, Rgb colour, int share)
    {
        var mixed = palette[Pixels[pixel]].Towards(colour, share / (double)Softness);
        Pixels[pixel] = Index(mixed);
    }

    // When the palette is full the nearest colour has to do.
    private byte Index(Rgb colour)
    {
        if (indices.TryGetValue(colour, out var known)) return known;
        if (palette.Count < 256) palette.Add(colour);
        return indices[colour] = (byte)palette.IndexOf(palette.MinBy(it => Far(it, colour)));
    }

    private static double Nearest(double x, double y, IReadOnlyList<(double X, double Y)[]> lines)
    {
        var nearest = double.MaxValue;
        foreach (var line in lines)
        {
            for (var it = 1; it < line.Length; it++) nearest = Math.Min(nearest, Distance(x, y, line[it - 1], line[it]));
        }

        return nearest;
    }

    private static int Far(Rgb one, Rgb other) => Math.Abs(one.R - other.R) + Math.Abs(one.G - other.G) + Math.Abs(one.B - other.B);

    private static double Distance(double x, double y, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var along = dx == 0 && dy == 0 ? 0 : Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        var (offX, offY) = (x - from.X - (along * dx), y - from.Y - (along * dy));
        return Math.Sqrt((offX * offX) + (offY * offY));
    }
}
