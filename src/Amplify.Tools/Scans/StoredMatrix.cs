namespace Amplify.Tools.Scans;

/// <summary>Rows of numbers as they are read. What is larger than a scan is none, and nothing more of it is kept.</summary>
internal sealed class StoredMatrix
{
    public List<List<float>> Rows { get; } = [];

    public bool IsClean { get; set; } = true;

    public void AddRow()
    {
        IsClean &= Rows.Count < VariantScan.Rows;
        if (IsClean) Rows.Add([]);
    }

    public void Add(float value)
    {
        IsClean = IsClean && Rows[^1].Count < VariantScan.MostLength;
        if (IsClean) Rows[^1].Add(value);
    }

    public bool IsScan =>
        IsClean && Rows.Count == VariantScan.Rows && Rows[0].Count > 0 && Rows.TrueForAll(it => it.Count == Rows[0].Count);

    public float[] Flat()
    {
        var flat = new float[Rows.Count * Rows[0].Count];
        for (var row = 0; row < Rows.Count; row++) Rows[row].CopyTo(flat, row * Rows[0].Count);
        return flat;
    }
}
