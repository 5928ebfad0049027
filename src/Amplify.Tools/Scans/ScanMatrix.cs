using Amplify.Tools.Contract;

namespace Amplify.Tools.Scans;

/// <summary>A window of a scan with all its scores: one row a position, two decimals.</summary>
public static class ScanMatrix
{
    public const int MostPositions = 40;

    public static IReadOnlyList<MatrixRow> Rows(VariantScan scan, IEnumerable<int> columns, Numbering numbering) =>
        [.. columns.Select(column => new MatrixRow(
        numbering.Of(column),
        scan.WildTypes[column].ToString(),
        [.. Enumerable.Range(0, VariantScan.Rows).Select(row => scan.IsWildType(row, column) ? 0 : Brief(scan[row, column]))],
        scan.MeanAt(column) is { } mean ? Brief(mean) : null))];

    private static double? Brief(double score) => double.IsNaN(score) ? null : Math.Round(score, 2);
}
