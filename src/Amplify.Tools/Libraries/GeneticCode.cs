namespace Amplify.Tools.Libraries;

/// <summary>The standard genetic code. A codon is a number from 0 to 63, its bases in the order ACGT.</summary>
public static class GeneticCode
{
    public const string Bases = "ACGT";
    public const char Stop = '*';
    public const int Codons = 64;

    private const string ByCodon = "KNKNTTTTRSRSIIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSS*CWCLFLF";

    public static char Translate(int codon) => ByCodon[codon];

    public static string Name(int codon) => $"{Bases[codon >> 4]}{Bases[(codon >> 2) & 3]}{Bases[codon & 3]}";

    /// <summary>The number of a codon in upper case; -1: it has another letter than A, C, G or T.</summary>
    public static int Read(ReadOnlySpan<char> codon)
    {
        var (first, second, third) = (Bases.IndexOf(codon[0]), Bases.IndexOf(codon[1]), Bases.IndexOf(codon[2]));
        return first < 0 || second < 0 || third < 0 ? -1 : (first << 4) | (second << 2) | third;
    }

    /// <summary>Residues and stops of whole codons; ? where a base is none of the four.</summary>
    public static string Translate(ReadOnlySpan<char> bases)
    {
        var residues = new char[bases.Length / 3];
        for (var i = 0; i < residues.Length; i++) residues[i] = Read(bases.Slice(3 * i, 3)) is >= 0 and var codon ? Translate(codon) : '?';
        return new(residues);
    }

    public static string ReverseComplement(string bases) =>
        string.Concat(bases.Reverse().Select(it => DegenerateCodon.Letters[Mirror(DegenerateCodon.Letters.IndexOf(it))]));

    // A pairs with T and C with G: the four bits in reverse.
    private static int Mirror(int bits) => ((bits & 1) << 3) | ((bits & 2) << 1) | ((bits & 4) >> 1) | ((bits & 8) >> 3);
}
