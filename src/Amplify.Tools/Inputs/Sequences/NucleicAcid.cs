namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Letters of the nucleotide code, nearly all of them bases: the rule of older tools.</summary>
internal static class NucleicAcid
{
    private const string Code = "ACGTUNRYKMSWHDVB";
    private const int LeastLetters = 15;
    private const int LeastPercent = 85;
    private const int LeastDegenerate = 70; // with all four bases

    /// <summary>DNA, RNA, or null.</summary>
    public static string? Guess(string letters)
    {
        if (letters.Length < LeastLetters || !letters.All(Code.Contains)) return null;
        var bases = letters.Count(it => it is 'A' or 'C' or 'G' or 'T' or 'U' or 'N');
        var least = "ACG".All(letters.Contains) && letters.Any(it => it is 'T' or 'U') ? LeastDegenerate : LeastPercent;
        return 100 * bases < least * letters.Length ? null : letters.Contains('U') ? "RNA" : "DNA";
    }
}
