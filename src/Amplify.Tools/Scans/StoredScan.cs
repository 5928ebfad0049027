using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>What the numbers of a stored result mean, and what a reader must know of them.</summary>
internal static class StoredScan
{
    private const string Masking =
        "The result does not say how it was made. The sample's container never restores a mask: earlier positions are masked too "
        + "(up to 13 nat off); rank with care.";

    /// <summary>What can be said without the numbers.</summary>
    public static string? Warning(StoredShape shape) => shape.NamesHeatmap && shape.Text("method") is null ? Masking : null;

    /// <param name="shape">Read with its numbers.</param>
    public static (VariantScan? Scan, string? Warning) Of(StoredShape shape)
    {
        var (method, unit, warning) = (shape.Text("method"), shape.Text("score_unit"), Warning(shape));
        if (shape.Heatmap is { IsScan: true } matrix)
            return FromHeatmap(shape, matrix, ScoreScale.Of(method ?? "endpoint, not stated", unit), warning);
        if (shape.Predictions is not { } rows) return (null, warning);
        if (shape.Unreadable > 0)
            warning = $"{shape.Unreadable} of {rows.Count + shape.Unreadable} stored predictions could not be read (positions count from "
                + $"1) "
                + "and are left out.";
        return (FromPredictions(shape, rows, ScoreScale.Of(method, unit ?? "not stated")), warning);
    }

    // The container writes no sequence; the wild type is the one cell of a column that is exactly 0. Others name it beside the scores.
    private static (VariantScan, string?) FromHeatmap(StoredShape shape, StoredMatrix matrix, ScoreScale scale, string? warning)
    {
        var length = matrix.Rows[0].Count;
        var scores = matrix.Flat();
        var wildTypes = new char[length];
        var untold = new List<int>();
        for (var column = 0; column < length; column++)
        {
            var zeros = Enumerable.Range(0, VariantScan.Rows).Where(row => scores[(row * length) + column] == 0).ToList();
            var named = AminoAcids.RowOf(shape.Sites?.ResidueAt(column) ?? '?');
            var wildType = zeros.Contains(named) ? named : zeros.Count == 1 ? zeros[0] : -1;
            wildTypes[column] = wildType < 0 ? '?' : ProteinSequence.Residues[wildType];
            if (wildType >= 0) continue;
            untold.Add(column + 1);
            foreach (var row in zeros) scores[(row * length) + column] = float.NaN;
        }

        if (untold.Count > 0)
        {
            var places = string.Join(", ", untold.Take(5)) + (untold.Count > 5 ? ", …" : "");
            warning = ($"{warning} The wild type cannot be told from the stored scores at {untold.Count} of {length} positions "
                + $"({places}).").TrimStart();
        }

        var told = shape.Confidence is { IsScan: true } confidence && confidence.Rows[0].Count == length ? confidence.Flat() : null;
        return (new(scores, new(wildTypes), scale, told) { Sites = shape.Sites?.For(new(wildTypes)), Combinations = shape.Combinations },
            warning);
    }

    private static VariantScan? FromPredictions(StoredShape shape, List<StoredRow> readable, ScoreScale scale)
    {
        if (readable.Count == 0) return null;

        var length = readable.Max(it => it.Position);
        var (scores, confidences, wildTypes) = (new float[VariantScan.Rows * length], new float[VariantScan.Rows * length],
            new char[length]);
        Array.Fill(scores, float.NaN);
        Array.Fill(confidences, float.NaN);
        Array.Fill(wildTypes, '?');
        foreach (var row in readable)
        {
            wildTypes[row.Position - 1] = ProteinSequence.Residues[row.WildType];
            scores[(row.Variant * length) + row.Position - 1] = row.Score;
            confidences[(row.Variant * length) + row.Position - 1] = row.Confidence;
        }

        return new(scores, new(wildTypes), scale, confidences) { Combinations = shape.Combinations };
    }
}
