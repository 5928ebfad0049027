using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>A scan in brief. Wild types stand in no list; positions are shown with the numbering offset added.</summary>
public static class ScanSummary
{
    private const int ListLength = 10;
    private const int MostSites = 8;

    /// <summary>Fewer where more is said of each: a summary is small.</summary>
    private const int MostSitesWithFacts = 4;
    private const int MostPerSite = 3;

    /// <param name="lists">false: only the figures, for a reader who asked about particular substitutions.</param>
    public static ScanDigest Of(VariantScan scan, Numbering numbering, bool lists)
    {
        var ranked = scan.Ranked;
        var digest = new ScanDigest
        {
            Length = scan.Length,
            Substitutions = ranked.Count,
            Score = new(scan.Scale.Method, scan.Scale.Unit, scan.Scale.Meaning),
            Min = ranked.Count == 0 ? 0 : Round(ranked[0]),
            Median = ranked.Count == 0 ? 0 : Round((ranked[(ranked.Count - 1) / 2] + (double)ranked[ranked.Count / 2]) / 2),
            Max = ranked.Count == 0 ? 0 : Round(ranked[^1]),
            AboveZero = ranked.Count(it => it > 0),
            Thresholds = ranked.Count == 0 ? null : new(At(1), At(5), At(25), At(75), At(95), At(99)),
        };
        if (!lists) return digest;

        var means = Enumerable.Range(0, scan.Length).Where(it => !scan.IsStartLoss(it))
            .Select(column => (Column: column, Mean: scan.MeanAt(column))).Where(it => it.Mean is not null).ToList();
        var sites = Math.Clamp(means.Count / 4, 1, scan.Sites is null ? MostSites : MostSitesWithFacts);
        return digest with
        {
            Top = Take(scan, scan.BestFirst, numbering),
            Bottom = Take(scan, scan.WorstFirst, numbering),
            Tolerant = Merge(scan, means.OrderByDescending(it => it.Mean).Take(sites).Select(it => it.Column), numbering),
            Constrained = Merge(scan, means.OrderBy(it => it.Mean).Take(sites).Select(it => it.Column), numbering),
        };

        // The lowest score that this share of the substitutions does not exceed.
        double At(int percentile) => Round(ranked[(((ranked.Count * percentile) + 99) / 100) - 1]);
    }

    public static double Round(double score) => Math.Round(score, 4);

    public static string Notation(VariantScan scan, Variant variant, Numbering numbering) =>
        $"{scan.WildTypes[variant.Column]}{numbering.Of(variant.Column)}{ProteinSequence.Residues[variant.Row]}";

    /// <param name="facts">Whether to say what is known of the site, too.</param>
    public static PredictionRow Row(VariantScan scan, Variant variant, Numbering numbering, bool facts) => new(
        numbering.Of(variant.Column),
        scan.WildTypes[variant.Column].ToString(),
        ProteinSequence.Residues[variant.Row].ToString(),
        Round(variant.Score),
        scan.ConfidenceAt(variant.Row, variant.Column) is { } confidence ? Round(confidence) : null,
        Notation(scan, variant, numbering),
        scan.Percentile(variant.Score),
        scan.IsStartLoss(variant.Column) ? true : null)
    {
        Conservation = facts ? scan.Sites?.ConservationAt(variant.Column, variant.Column) : null,
        Structure = facts ? scan.Sites?.StructureAt(variant.Column, variant.Column) : null,
    };

    private static List<RankedVariant> Take(VariantScan scan, IReadOnlyList<Variant> ordered, Numbering numbering)
    {
        var (taken, perSite) = (new List<RankedVariant>(), new Dictionary<int, int>());
        foreach (var variant in ordered)
        {
            if (taken.Count == ListLength) break;
            if (scan.IsStartLoss(variant.Column)) continue;
            if ((perSite[variant.Column] = perSite.GetValueOrDefault(variant.Column) + 1) > MostPerSite) continue;
            taken.Add(new(Notation(scan, variant, numbering), Round(variant.Score), scan.Percentile(variant.Score)));
        }

        return taken;
    }

    // Engineers think in regions: neighbouring positions become one.
    private static List<Region> Merge(VariantScan scan, IEnumerable<int> columns, Numbering numbering)
    {
        var regions = new List<Region>();
        var sorted = columns.Order().ToArray();
        for (var first = 0; first < sorted.Length;)
        {
            var last = first;
            while (last + 1 < sorted.Length && sorted[last + 1] == sorted[last] + 1) last++;
            var (from, to) = (sorted[first], sorted[last]);
            regions.Add(new(
                from == to ? $"{numbering.Of(from)}" : $"{numbering.Of(from)}-{numbering.Of(to)}",
                scan.WildTypes[from..(to + 1)],
                Math.Round(Enumerable.Range(from, to - from + 1).Average(it => scan.MeanAt(it)!.Value), 3))
            {
                Conservation = scan.Sites?.ConservationAt(from, to),
                Structure = scan.Sites?.StructureAt(from, to),
            });
            first = last + 1;
        }

        return regions;
    }
}
