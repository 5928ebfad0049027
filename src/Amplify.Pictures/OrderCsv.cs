using System.Globalization;
using System.Text;
using Amplify.Tools.Assays;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>Measurements, rankings, libraries and oligos as tables for other programs and for whoever takes the order.</summary>
public static class OrderCsv
{
    /// <summary>Every measured substitution: value as it was measured, score, and the places of both from 0 to 1.</summary>
    public static byte[] Compared(VariantScan scan, int offset, IReadOnlyList<Measured> measured, bool lowerIsBetter)
    {
        var (values, scores) = (RankStatistics.Ranks([.. measured.Select(it => it.Value)]),
            RankStatistics.Ranks([.. measured.Select(it => (double)it.Variant.Score)]));
        return Table("mutant,measured,score,measured_place,score_place",
            measured.Index().OrderBy(it => (it.Item.Variant.Column, it.Item.Variant.Row))
            .Select(it => Row(ScanSummary.Notation(scan, it.Item.Variant, offset), lowerIsBetter ? -it.Item.Value : it.Item.Value,
                it.Item.Variant.Score,
                Place(values[it.Index]), Place(scores[it.Index]))));

        double Place(double rank) => Math.Round((rank - 0.5) / measured.Count, 4);
    }

    /// <summary>Everything without a measurement, best first; place as in <see cref="Compared"/>.</summary>
    public static byte[] Ranking(VariantScan scan, int offset, IReadOnlyList<Expected> ranking) => Table("mutant,place,score",
        ranking.Select(it => Row(ScanSummary.Notation(scan, it.Variant, offset), Math.Round(it.Place, 4), it.Variant.Score)));

    /// <summary>A row a codon: several of one position are a mixture, in the ratio of their numbers of codons.</summary>
    public static byte[] Library(LibraryDesign design, int offset) => Table("position,wild_type,wanted,codon,codons,residues,stops,brings",
        design.Sites.SelectMany(site =>
            site.Codons.Select(it => Row(site.Column + 1 + offset, site.WildType, site.Wanted, it.Name, it.Codons.Count,
            DegenerateCodon.Write(it.Residues), it.Stops, DegenerateCodon.Write(it.Residues & ~DegenerateCodon.Bits(site.Wanted))))));

    /// <summary>Both strands of each oligo, and how its arms melt, in °C.</summary>
    public static byte[] Oligos(IReadOnlyList<Oligo> oligos) => Table("name,strand,sequence,length,left_arm,left_tm,right_arm,right_tm",
        oligos.SelectMany(it => new[] { ("forward", it.Forward, it.LeftArm, it.RightArm), ("reverse", it.Reverse, it.RightArm, it.LeftArm) }
            .Select(strand => Row(it.Name, strand.Item1, strand.Item2, strand.Item2.Length, strand.Item3.Bases,
                Math.Round(strand.Item3.Melts, 1),
                strand.Item4.Bases, Math.Round(strand.Item4.Melts, 1)))));

    private static byte[] Table(string heading, IEnumerable<string> rows) =>
        Encoding.UTF8.GetBytes(string.Join("\n", [heading, .. rows, ""]));

    private static string Row(params IEnumerable<object> cells) =>
        string.Join(',', cells.Select(it => Convert.ToString(it, CultureInfo.InvariantCulture)));
}
