using System.Globalization;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>Sixty residues worth showing in full: around a substitution that scores high, or a position that tolerates little.</summary>
internal sealed record HeatMapWindow(string Name, int First, int Column, bool IsHigh)
{
    public string Reason(VariantScan scan, Numbering numbering)
    {
        var site = $"{scan.WildTypes[Column]}{numbering.Of(Column)}";
        if (!IsHigh) return $"around the constrained position {site} (mean {Signed(scan.MeanAt(Column)!.Value)})";
        var best = scan.VariantsAt(Column).MaxBy(it => it.Score);
        return $"around {ScanSummary.Notation(scan, best, numbering)}, among the best tolerated ({Signed(best.Score)})";
    }

    private static string Signed(double score) => score.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);
}

internal static class HeatMapWindows
{
    private const int Each = 2;
    private const int Size = HeatMapLayout.PerLine;
    private const int MostAlike = 3;
    private static readonly string[] Names = ["A", "B", "C", "D"];

    /// <summary>
    /// Two around the best substitutions, two around the most constrained positions; apart, in the protein's order. None where more than
    /// three sites share the extreme: the first of many equals is no extreme.
    /// </summary>
    public static IReadOnlyList<HeatMapWindow> Of(VariantScan scan)
    {
        var sites = Enumerable.Range(0, scan.Length).Where(it => !scan.IsStartLoss(it) && scan.MeanAt(it) is not null).ToList();
        var taken = new List<(int First, int Column, bool IsHigh)>();
        Take(Distinct(sites, it => -scan.VariantsAt(it).Max(variant => variant.Score)), isHigh: true);
        Take(Distinct(sites, it => scan.MeanAt(it)!.Value), isHigh: false);
        return [.. taken.OrderBy(it => it.First).Select((it, index) => new HeatMapWindow(Names[index], it.First, it.Column, it.IsHigh))];

        static IEnumerable<int> Distinct(IEnumerable<int> sites, Func<int, double> key) => sites.GroupBy(it => Math.Round(key(it), 4))
            .OrderBy(it => it.Key).TakeWhile(it => it.Count() <= MostAlike).SelectMany(it => it);

        void Take(IEnumerable<int> ordered, bool isHigh)
        {
            var most = taken.Count + Each;
            foreach (var column in ordered)
            {
                if (taken.Count == most) return;
                var first = Math.Clamp(column - (Size / 2), 0, scan.Length - Size);
                if (taken.TrueForAll(it => Math.Abs(it.First - first) >= Size)) taken.Add((first, column, isHigh));
            }
        }
    }
}
