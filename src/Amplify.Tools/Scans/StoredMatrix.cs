namespace Amplify.Tools.Scans;

/// <summary>
/// Rows of numbers as they come out of stored JSON. What no scan can be is noticed and not kept: a hostile file has room for millions of
/// empty rows.
/// </summary>
internal sealed class StoredMatrix
{
    private readonly List<List<float>> rows = [];

    /// <summary>false: there is something in it that is no number of a row, or too much.</summary>
    public bool IsClean { get; set; } = true;

    public bool IsScan => IsClean && rows.Count == VariantScan.Rows && Columns > 0 && rows.TrueForAll(it => it.Count == Columns);

    public int Columns => rows[0].Count;

    public void AddRow()
    {
        if (rows.Count < VariantScan.Rows) rows.Add([]);
        else IsClean = false;
    }

    public void Add(float value)
    {
        if (rows[^1].Count < StoredShape.MostPosition) rows[^1].Add(value);
        else IsClean = false;
    }

    public float[] Flat()
    {
        var flat = new float[rows.Count * Columns];
        for (var row = 0; row < rows.Count; row++) rows[row].CopyTo(flat, row * Columns);
        return flat;
    }
}
