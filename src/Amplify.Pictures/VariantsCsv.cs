using System.Globalization;
using System.Text;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>
/// Every substitution as ProteinGym writes them: mutant first, its score second; wild types left out. Holds letters of residues and
/// numbers, nothing that was stored as text, so no cell can be a formula.
/// </summary>
public static class VariantsCsv
{
    public const string Header = "mutant,score,percentile,position,wt,mt,confidence,start_loss";

    public static byte[] Write(VariantScan scan, Numbering numbering)
    {
        var csv = new StringBuilder(Header).Append('\n');
        foreach (var variant in scan.Variants())
        {
            var (wildType, mutant) = (scan.WildTypes[variant.Column], ProteinSequence.Residues[variant.Row]);
            var (score, percentile) = (ScanSummary.Round(variant.Score), scan.Percentile(variant.Score));
            var position = numbering.Of(variant.Column);
            double? confidence = scan.ConfidenceAt(variant.Row, variant.Column) is { } known ? ScanSummary.Round(known) : null;
            csv.Append(CultureInfo.InvariantCulture, $"{wildType}{position}{mutant},{score},{percentile},{position},{wildType},{mutant},")
                .Append(CultureInfo.InvariantCulture, $"{confidence},{(scan.IsStartLoss(variant.Column) ? 1 : 0)}\n");
        }

        return Encoding.ASCII.GetBytes(csv.ToString());
    }
}
