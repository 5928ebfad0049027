namespace Amplify.Tools.Libraries;

/// <summary>Where half of an oligo's arm has left its template: nearest neighbours, SantaLucia 1998, in 50 mM Na⁺ with 0.25 µM of
/// it.</summary>
public static class MeltingPoint
{
    private const double GasConstant = 1.987; // cal/(mol K)
    private const double Strands = 0.25e-6;
    private const double Sodium = 0.05;
    private const double Zero = 273.15;

    // Enthalpy in kcal/mol and entropy in cal/(mol K), by the two bases from 5' to 3' in the order ACGT.
    private static readonly double[] Enthalpy =
        [-7.9, -8.4, -7.8, -7.2, -8.5, -8.0, -10.6, -7.8, -8.2, -9.8, -8.0, -8.4, -7.2, -8.2, -8.5, -7.9];

    private static readonly double[] Entropy =
        [-22.2, -22.4, -21.0, -20.4, -22.7, -19.9, -27.2, -21.0, -22.2, -24.4, -19.9, -22.4, -21.3, -22.2, -22.7, -22.2];

    /// <summary>In degrees Celsius; the bases are A, C, G and T.</summary>
    public static double Of(ReadOnlySpan<char> bases)
    {
        var (enthalpy, entropy) = (0.0, 0.0);
        foreach (var end in (ReadOnlySpan<char>)[bases[0], bases[^1]])
        {
            var (heat, order) = end is 'A' or 'T' ? (2.3, 4.1) : (0.1, -2.8);
            (enthalpy, entropy) = (enthalpy + heat, entropy + order);
        }

        for (var at = 1; at < bases.Length; at++)
        {
            var pair = (4 * GeneticCode.Bases.IndexOf(bases[at - 1])) + GeneticCode.Bases.IndexOf(bases[at]);
            (enthalpy, entropy) = (enthalpy + Enthalpy[pair], entropy + Entropy[pair]);
        }

        entropy += 0.368 * (bases.Length - 1) * Math.Log(Sodium);
        return (1_000 * enthalpy / (entropy + (GasConstant * Math.Log(Strands / 4)))) - Zero;
    }
}
