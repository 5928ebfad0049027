using System.Globalization;
using Amplify.Tools.Assays;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>Measurements beside a scan, for an answer.</summary>
public static class AssayView
{
    private const int Disagreements = 5;
    private const string HigherUnasked = "higher is better (not stated: begin with 'lower is better' if it is the other way round)";

    public static AssayReport Of(VariantScan scan, int offset, MeasurementSet measured, bool? lowerIsBetter, VariantFilter filter,
        int limit) =>
        Of(scan, offset, measured, AssayComparison.Of(measured.Values, Disagreements), Calibration.Of(scan, measured.Values), lowerIsBetter,
            filter, limit);

    /// <param name="limit">Rows of the calibrated ranking.</param>
    public static AssayReport Of(VariantScan scan, int offset, MeasurementSet measured, AssayComparison? comparison,
        Calibration calibration,
        bool? lowerIsBetter, VariantFilter filter, int limit)
    {
        var sign = lowerIsBetter == true ? -1 : 1;
        return new()
        {
            N = measured.Values.Count,
            Sites = measured.Sites,
            Direction = lowerIsBetter switch { true => "lower is better", false => "higher is better", null => HigherUnasked },
            Spearman = Rounded(comparison?.Spearman),
            Interval = comparison?.Interval is { } it ? [ScanSummary.Round(it.Low), ScanSummary.Round(it.High)] : null,
            P = Rounded(comparison?.P),
            Ndcg = Rounded(comparison?.Ndcg),
            TopRecall = Rounded(comparison?.TopRecall),
            TopN = comparison?.Top,
            DisagreeMost = comparison?.Disagreements
                .Select(it => new MeasuredRow(ScanSummary.Notation(scan, it.Variant, offset), sign * it.Measured,
                Math.Round(it.MeasuredShare, 2), Math.Round(it.ScoreShare, 2))).ToList(),
            Calibrated = Calibrated(scan, offset, calibration, filter, limit),
        };
    }

    /// <summary>The one sentence of it; null: there is no correlation to speak of, and the notes say why.</summary>
    public static string? Said(AssayReport it) => it is { Spearman: { } spearman, Interval: [var low, var high] }
        ? string.Create(CultureInfo.InvariantCulture,
            $"Spearman {spearman:0.00} (95 % interval {low:0.00} to {high:0.00}, n = {it.N}): {(low, high) switch
            {
                ( > 0, _) => "the scores rank these measurements better than chance.",
                (_, < 0) => "the scores rank these measurements worse than chance; see that the direction is right.",
                _ => "so few or so scattered measurements do not tell the scores from chance.",
            }}")
        : null;

    private static CalibratedRanking Calibrated(VariantScan scan, int offset, Calibration it, VariantFilter filter, int limit) =>
        new(it.Refusal is null)
        {
            Reason = it.Refusal,
            Validated = Rounded(it.Validated),
            ScoresAlone = Rounded(it.ByScore),
            Best = it.Refusal is not null ? null
            : [.. filter.Of(scan, it.Ranking.Where(row => !scan.IsStartLoss(row.Variant.Column)), row => row.Variant).Take(limit)
                .Select(row => new CalibratedRow(ScanSummary.Notation(scan, row.Variant, offset), Math.Round(row.Place, 3),
                    ScanSummary.Round(row.Variant.Score)))],
        };

    private static double? Rounded(double? value) => value is { } it && double.IsFinite(it) ? ScanSummary.Round(it) : null;
}
