namespace Amplify.Model.Kernels;

/// <summary>
/// A weight matrix laid out for the tile: panels as wide as a tile, each row after row, so that it is read front to back.
/// Columns beyond the last are zero.
/// </summary>
internal sealed unsafe class PackedMatrix(int columns, int depth, int panelWidth)
{
    private readonly FloatBuffer values = new((long)Padded(columns, panelWidth) * depth);

    public int Depth => depth;

    public int Panels { get; } = Padded(columns, panelWidth) / panelWidth;

    public int PanelWidth => panelWidth;

    public int Width => Panels * panelWidth;

    public static int Padded(int count, int unit) => (count + unit - 1) / unit * unit;

    public float* Panel(int index) => values.Start + ((nint)index * depth * panelWidth);

    public void SetColumn(int column, ReadOnlySpan<float> weights, float scale)
    {
        var target = Panel(column / panelWidth) + (column % panelWidth);
        foreach (var weight in weights)
        {
            *target = weight * scale;
            target += panelWidth;
        }
    }
}
