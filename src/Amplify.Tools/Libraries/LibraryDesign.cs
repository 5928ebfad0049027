using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Libraries;

/// <summary>What is to be tried at the sites of a library.</summary>
/// <param name="Limit">Residues a site, best scores first, besides the wild type and those that are kept.</param>
/// <param name="Keep">Residues to have at every site.</param>
/// <param name="Filter">What to leave out: excluded residues come along with no codon either.</param>
public sealed record LibraryWish(int Limit, string Keep, VariantFilter Filter, CodonUsage Usage)
{
    public const int UsualLimit = 5;
}

/// <summary>One site of a library: what is wanted there, the codons that bring it, and what else they bring.</summary>
/// <param name="Column">0-based.</param>
/// <param name="Single">The smallest single codon, where a mixture is better; null: the codons are one, or no single one does.</param>
public sealed record LibrarySite(int Column, char WildType, string Wanted, IReadOnlyList<DegenerateCodon> Codons, DegenerateCodon? Single)
{
    /// <summary>Codons in all, those of a mixture in equal shares.</summary>
    public int Size => Codons.Sum(it => it.Codons.Count);

    public int Residues => Codons.Aggregate(0, (bits, it) => bits | it.Residues);

    public int Stops => Codons.Sum(it => it.Stops);

    /// <summary>Residues that nobody asked for.</summary>
    public string Brings => DegenerateCodon.Write(Residues & ~DegenerateCodon.Bits(Wanted));
}

/// <summary>A combinatorial library: codons for each site, and how large it becomes.</summary>
public sealed record LibraryDesign(IReadOnlyList<LibrarySite> Sites)
{
    public const int MostSites = 12;

    /// <summary>Above this a transformation holds no longer all of it.</summary>
    public const double Transformable = 1e7;
    private const double Coverage = 0.95;

    public double DnaSize => Sites.Aggregate(1.0, (all, it) => all * it.Size);

    public double ProteinSize => Sites.Aggregate(1.0, (all, it) => all * DegenerateCodon.Count(it.Residues));

    /// <summary>Clones without a stop codon, as a share.</summary>
    public double Open => Sites.Aggregate(1.0, (all, it) => all * (it.Size - it.Stops) / it.Size);

    /// <summary>Clones after which 95 % of the DNA sequences are expected to have been seen: ln 0.05 / ln(1 - 1/size).</summary>
    public double Clones => DnaSize <= 1 ? 1 : Math.Ceiling(Math.Log(1 - Coverage) / Log1P(-1 / DnaSize));

    /// <summary>The sites whose best substitutions score highest, in the sequence's order.</summary>
    public static IReadOnlyList<int> BestSites(VariantScan scan, int count) =>
        [.. scan.BestFirst.Where(it => !scan.IsStartLoss(it.Column)).Select(it => it.Column).Distinct().Take(count).Order()];

    public static LibraryDesign Of(VariantScan scan, IReadOnlyList<int> columns, LibraryWish wish) =>
        new([.. columns.Select(it => SiteOf(scan, it, wish))]);

    /// <summary>The same codons at every site, NNK for instance.</summary>
    public static LibraryDesign With(IReadOnlyList<DegenerateCodon> codons, VariantScan scan, IReadOnlyList<int> columns) =>
        new([.. columns.Select(it => new LibrarySite(it, scan.WildTypes[it],
            DegenerateCodon.Write(codons.Aggregate(0, (bits, codon) => bits | codon.Residues)), codons, null))]);

    private static LibrarySite SiteOf(VariantScan scan, int column, LibraryWish wish)
    {
        var (wildType, avoid) = (scan.WildTypes[column], DegenerateCodon.Bits(wish.Filter.Exclude));
        var best = scan.VariantsAt(column).Where(it => wish.Filter.Takes(scan, it)).OrderByDescending(it => it.Score)
            .Select(it => 1 << it.Row).Take(wish.Limit);
        var wanted = best.Aggregate(DegenerateCodon.Bits(wish.Keep), (bits, it) => bits | it);
        if (AminoAcids.RowOf(wildType) is >= 0 and var row) wanted |= 1 << row;
        wanted &= ~avoid;
        var codons = CodonChoice.For(wanted, avoid, wish.Usage);
        return new(column, wildType, DegenerateCodon.Write(wanted), codons, codons.Count > 1
            ? CodonChoice.Smallest(wanted, avoid, wish.Usage) : null);
    }

    // ln(1 + x) for small x, where 1 + x has lost its digits.
    private static double Log1P(double x) => Math.Abs(x) > 1e-4 ? Math.Log(1 + x) : x - (x * x / 2) + (x * x * x / 3);
}
