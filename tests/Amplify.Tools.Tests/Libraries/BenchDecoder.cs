namespace Amplify.Tools.Tests.Libraries;

/// <summary>Reads bases as a bench book does: shares no line with the product.</summary>
internal static class BenchDecoder
{
    private const string Book =
        "TTT F TTC F TTA L TTG L CTT L CTC L CTA L CTG L ATT I ATC I ATA I ATG M GTT V GTC V GTA V GTG V TCT S TCC S TCA S TCG S CCT P CCC "
            + "P "
        + "CCA P CCG P ACT T ACC T ACA T ACG T GCT A GCC A GCA A GCG A TAT Y TAC Y TAA * TAG * CAT H CAC H CAA Q CAG Q AAT N AAC N AAA K "
        + "AAG K "
        + "GAT D GAC D GAA E GAG E TGT C TGC C TGA * TGG W CGT R CGC R CGA R CGG R AGT S AGC S AGA R AGG R GGT G GGC G GGA G GGG G";

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['A'] = "A",
        ['C'] = "C",
        ['G'] = "G",
        ['T'] = "T",
        ['R'] = "AG",
        ['Y'] = "CT",
        ['S'] = "CG",
        ['W'] = "AT",
        ['K'] = "GT",
        ['M'] = "AC",
        ['B'] = "CGT",
        ['D'] = "AGT",
        ['H'] = "ACT",
        ['V'] = "ACG",
        ['N'] = "ACGT",
    };

    private static readonly Dictionary<string, char> Residues =
        Book.Split(' ').Chunk(2).ToDictionary(it => it[0], it => it[1][0]);

    public static IEnumerable<string> Names => from first in Letters.Keys
                                               from second in Letters.Keys
                                               from third in Letters.Keys
                                               select $"{first}{second}{third}";

    /// <summary>Every residue a degenerate codon makes, as often as it does, stops as *.</summary>
    public static string Decode(string codon) => string.Concat(
        from first in Letters[codon[0]]
        from second in Letters[codon[1]]
        from third in Letters[codon[2]]
        select Residues[$"{first}{second}{third}"]);

    /// <summary>A plain coding sequence.</summary>
    public static string Translate(string bases) =>
        string.Concat(bases.Chunk(3).Where(it => it.Length == 3).Select(it => Residues[new(it)]));

    public static string OtherStrand(string bases) => string.Concat(bases.Reverse().Select(it =>
        Letters.First(letter => letter.Value == string.Concat(Letters[it].Select(Pair).Order())).Key));

    private static char Pair(char it) => it switch { 'A' => 'T', 'T' => 'A', 'C' => 'G', _ => 'C' };
}
