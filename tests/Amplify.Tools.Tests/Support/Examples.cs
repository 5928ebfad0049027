using System.Globalization;
using System.Text;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Support;

/// <summary>Sequences and stored results, the same on every run.</summary>
internal static class Examples
{
    public const string Insulin = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    public static string Protein(int length) =>
        new([.. Enumerable.Range(0, length).Select(it =>
            ProteinSequence.Residues[(int)(((it * 2_654_435_761L) >> 7) % VariantScan.Rows)])]);

    /// <summary>A score for every cell: 0 for the wild type, otherwise between -13 and 3, ties included.</summary>
    public static float Score(string sequence, int row, int column) => sequence[column] == ProteinSequence.Residues[row]
        ? 0
        : MathF.Round(-13 + (((((row * 37) + (column * 101) + (row * column * 7)) % 1597) / 100f) + 0.0041f), 4);

    /// <summary>What the real container stores: a heat map, outliers, not a word on how it was made.</summary>
    public static byte[] Container(string sequence) =>
        Encoding.UTF8.GetBytes($$"""{"heatmap": {{Rows(sequence)}}, "outliers": ["Met0Met 0.0"]}""");

    /// <summary>The same with metadata that says how it was made.</summary>
    public static byte[] Told(string sequence, string unit = "llr_nat", string method = "masked-marginal") => Encoding.UTF8.GetBytes(
        $$"""{"heatmap": {{Rows(sequence)}}, "metadata": {"model_version": "amplify-350m", "processing_time": "45.2s", "method": "{{method}}", "score_unit": "{{unit}}", "position_base": 1} }""");

    public static string Rows(string sequence) =>
        "[" + string.Join(", ", Enumerable.Range(0, VariantScan.Rows).Select(row => Row(sequence, row))) + "]";

    private static string Row(string sequence, int row) => "[" + string.Join(", ", Enumerable.Range(0, sequence.Length)
        .Select(column => Score(sequence, row, column).ToString("R", CultureInfo.InvariantCulture))) + "]";

    public static VariantScan Scan(string sequence) => StoredResult.Read(Told(sequence)).Scan!;
}
