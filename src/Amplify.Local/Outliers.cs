using System.Globalization;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>
/// The container's second entry: the lowest and the highest hundredth of all substitutions, ascending. Unlike the sample's, positions
/// count from 1 and wild types are none.
/// </summary>
internal static class Outliers
{
    public static IReadOnlyList<string> Of(float[] scores, string sequence)
    {
        var scan = new VariantScan(scores, sequence, ScoreScale.Of(null, null));
        var ordered = scan.WorstFirst;
        var share = Math.Min((ordered.Count / 100) + 1, ordered.Count / 2);
        return [.. ordered.Take(share).Concat(ordered.TakeLast(share)).Select(it => Write(sequence, it))];
    }

    private static string Write(string sequence, Variant variant)
    {
        var from = AminoAcids.ThreeLetters(sequence[variant.Column]);
        var to = AminoAcids.ThreeLetters(ProteinSequence.Residues[variant.Row]);
        return string.Create(CultureInfo.InvariantCulture, $"{from}{variant.Column + 1}{to} {variant.Score:0.0000}");
    }
}
