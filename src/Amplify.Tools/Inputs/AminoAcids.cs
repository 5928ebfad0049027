namespace Amplify.Tools.Inputs;

/// <summary>The twenty residues by both their names.</summary>
public static class AminoAcids
{
    private static readonly string[] Long =
        ["Ala", "Cys", "Asp", "Glu", "Phe", "Gly", "His", "Ile", "Lys", "Leu", "Met", "Asn", "Pro", "Gln", "Arg", "Ser", "Thr", "Val",
            "Trp", "Tyr"];

    private static readonly string[] Names =
    [
        "alanine", "cysteine", "aspartate", "glutamate", "phenylalanine", "glycine", "histidine", "isoleucine", "lysine", "leucine",
            "methionine", "asparagine",
        "proline", "glutamine", "arginine", "serine", "threonine", "valine", "tryptophan", "tyrosine",
    ];

    /// <summary>The residue's row in every matrix here, or -1.</summary>
    public static int RowOf(char residue) => ProteinSequence.Residues.IndexOf(residue);

    public static string ThreeLetters(char residue) => RowOf(residue) is >= 0 and var row ? Long[row] : "Xaa";

    /// <summary>One letter for one or three, in any case; null for anything else.</summary>
    public static char? Read(ReadOnlySpan<char> name)
    {
        if (name.Length == 1) return RowOf(char.ToUpperInvariant(name[0])) >= 0 ? char.ToUpperInvariant(name[0]) : null;
        for (var row = 0; row < Long.Length; row++)
        {
            if (name.Equals(Long[row], StringComparison.OrdinalIgnoreCase)) return ProteinSequence.Residues[row];
        }

        return null;
    }

    /// <summary>One letter for the whole word; aspartic and glutamic are those of acids.</summary>
    public static char? ReadName(string name) =>
        name.EndsWith("ic", StringComparison.OrdinalIgnoreCase) ? ReadName($"{name[..^2]}ate")
        : Array.FindIndex(Names, it => it.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var row
            ? ProteinSequence.Residues[row] : null;
}
