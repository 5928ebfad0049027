using System.Diagnostics.CodeAnalysis;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Libraries;

/// <summary>A coding sequence that was found to make the protein, with whatever bases stand around it.</summary>
public sealed class Gene
{
    private Gene(string bases, int start) => (Bases, Start) = (bases, start);

    /// <summary>A, C, G and T, flanks included.</summary>
    public string Bases { get; }

    /// <summary>0-based index of the first residue's codon.</summary>
    public int Start { get; }

    public int IndexOf(int column) => Start + (3 * column);

    /// <param name="text">FASTA, or bases alone; flanks around the coding sequence are welcome: arms reach into them.</param>
    public static bool TryRead(string text, string protein, [NotNullWhen(true)] out Gene? gene, [NotNullWhen(false)] out string? problem)
    {
        (gene, problem) = (null, null);
        var lines = text.Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Count(it => it.StartsWith('>')) > 1)
        {
            problem = "The gene's file has several records; keep the one that codes for this protein.";
            return false;
        }

        var bases = string.Concat(lines.Where(it => !it.StartsWith('>'))).ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal)
            .Replace('U', 'T');
        var found = new List<int>();
        for (var frame = 0; frame < 3 && frame < bases.Length; frame++)
        {
            var residues = GeneticCode.Translate(bases.AsSpan(frame));
            for (var at = residues.IndexOf(protein, StringComparison.Ordinal); at >= 0; at = residues
                .IndexOf(protein, at + 1, StringComparison.Ordinal))
                found.Add(frame + (3 * at));
        }

        if (bases.AsSpan().IndexOfAnyExcept(GeneticCode.Bases) is >= 0 and var stranger)
            problem = $"The gene has '{SafeText.Quote(bases[stranger].ToString())}' as base {stranger + 1}; only A, C, G and T can be "
                + $"translated.";
        else if (found.Count > 1) problem = "The gene codes for this protein more than once; send one copy.";
        else if (found.Count == 0) problem = Difference(bases, protein);
        else gene = new(bases, found[0]);
        return gene is not null;
    }

    private static string Difference(string bases, string protein)
    {
        if (GeneticCode.Translate(GeneticCode.ReverseComplement(bases)).Contains(protein, StringComparison.Ordinal))
            return "The gene is the reverse strand of this protein's; send its reverse complement.";
        var made = GeneticCode.Translate(bases);
        var at = made.Zip(protein).TakeWhile(it => it.First == it.Second).Count();
        return at == 0 || at >= Math.Min(made.Length, protein.Length)
            ? $"The gene does not code for this protein in any forward frame; in its first it makes {made.Length} residues that begin "
            + $"{SafeText.Quote(made, 10)}."
            : $"The gene makes {made[at]} at position {at + 1}, where the protein has {protein[at]}: it is another variant's.";
    }
}
