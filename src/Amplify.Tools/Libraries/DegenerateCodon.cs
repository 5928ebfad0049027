using System.Numerics;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Libraries;

/// <summary>Three letters of the nucleotide code, IUPAC's fifteen, and the codons they stand for.</summary>
public sealed class DegenerateCodon
{
    /// <summary>By their bits: A is 1, C 2, G 4, T 8.</summary>
    public const string Letters = "-ACMGRSVTWYHKDBN";

    private DegenerateCodon(int first, int second, int third)
    {
        Name = $"{Letters[first]}{Letters[second]}{Letters[third]}";
        Codons = [.. Enumerable.Range(0, GeneticCode.Codons)
            .Where(it => (first >> (it >> 4) & 1) + (second >> ((it >> 2) & 3) & 1) + (third >> (it & 3) & 1) == 3)];
        foreach (var residue in Codons.Select(GeneticCode.Translate))
        {
            if (residue == GeneticCode.Stop) Stops++;
            else Residues |= 1 << AminoAcids.RowOf(residue);
        }
    }

    /// <summary>All 3,375 there are.</summary>
    public static IReadOnlyList<DegenerateCodon> All { get; } =
        [.. from first in Enumerable.Range(1, 15) from second in Enumerable.Range(1, 15) from third in Enumerable.Range(1, 15)
            select new DegenerateCodon(first, second, third)];

    public string Name { get; }

    public IReadOnlyList<int> Codons { get; }

    public int Stops { get; }

    /// <summary>A bit for each residue, in the order of <see cref="ProteinSequence.Residues"/>.</summary>
    public int Residues { get; }

    /// <summary>In either case; U is T. null: it is none.</summary>
    public static DegenerateCodon? Read(string name) =>
        name.Length == 3 && name.ToUpperInvariant().Replace('U', 'T') is var plain ? All.FirstOrDefault(it => it.Name == plain) : null;

    public static int Bits(string residues) => residues.Aggregate(0, (bits, it) => bits | 1 << AminoAcids.RowOf(it));

    public static string Write(int bits) => string.Concat(ProteinSequence.Residues.Where((_, row) => (bits >> row & 1) == 1));

    public static int Count(int bits) => BitOperations.PopCount((uint)bits);
}
