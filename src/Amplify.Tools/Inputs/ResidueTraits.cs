namespace Amplify.Tools.Inputs;

/// <summary>What a residue's side chain is like, in the order of <see cref="ProteinSequence.Residues"/>.</summary>
public static class ResidueTraits
{
    /// <summary>Kyte and Doolittle, 1982.</summary>
    private static readonly double[] Hydropathy =
        [1.8, 2.5, -3.5, -3.5, 2.8, -0.4, -3.2, 4.5, -3.9, 3.8, 1.9, -3.5, -1.6, -3.5, -4.5, -0.8, -0.7, 4.2, -0.9, -1.3];

    /// <summary>Cubic ångström; Zamyatnin, 1972.</summary>
    private static readonly double[] Volume =
        [88.6, 108.5, 111.1, 138.4, 189.9, 60.1, 153.2, 166.7, 168.6, 166.7, 162.9, 114.1, 112.7, 143.8, 173.4, 89.0, 116.1, 140.0, 227.8,
            193.6];

    /// <summary>Helix propensity in kcal/mol, larger is worse; Pace and Scholtz, 1998.</summary>
    private static readonly double[] HelixCost =
        [0, 0.68, 0.69, 0.40, 0.54, 1, 0.61, 0.41, 0.26, 0.21, 0.24, 0.65, 3.16, 0.39, 0.21, 0.50, 0.66, 0.61, 0.49, 0.53];

    private static readonly string[] Classes = ["AVILMC", "FWY", "STNQ", "DE", "KRH", "G", "P"];

    public static int ClassCount => Classes.Length;

    /// <summary>Aliphatic, aromatic, polar, acidic, basic, glycine or proline.</summary>
    public static int ClassOf(int row) => Array.FindIndex(Classes, it => it.Contains(ProteinSequence.Residues[row]));

    /// <summary>Both side chains are of one kind.</summary>
    public static bool IsConservative(int from, int to) => ClassOf(from) == ClassOf(to);

    /// <summary>Traits of an exchange: what it changes, by how much, and what stands there before and after.</summary>
    public static double[] OfExchange(int from, int to)
    {
        var (water, size, charge) = (Hydropathy[to] - Hydropathy[from], Volume[to] - Volume[from], Charge(to) - Charge(from));
        return
        [
            water, Math.Abs(water), size, Math.Abs(size), charge, Math.Abs(charge), HelixCost[to] - HelixCost[from],
            Is(to, "FWYH") - Is(from, "FWYH"), Is(to, "VIT") - Is(from, "VIT"),
            Hydropathy[to], Volume[to], Hydropathy[from], Volume[from], IsConservative(from, to) ? 1 : 0,
        ];
    }

    private static double Charge(int row) => Is(row, "KR") - Is(row, "DE");

    private static double Is(int row, string residues) => residues.Contains(ProteinSequence.Residues[row]) ? 1 : 0;
}
