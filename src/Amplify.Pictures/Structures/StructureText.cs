using System.Globalization;
using System.Text;

namespace Amplify.Pictures.Structures;

/// <summary>An atom's line as far as it matters here.</summary>
/// <param name="Start">Where its B-factor stands in the file.</param>
/// <param name="Length">How many characters the B-factor has.</param>
internal sealed record StructureAtom(string Model, string Chain, string Number, string Residue, int Start, int Length)
{
    /// <summary>The same residue in every model.</summary>
    public (string Chain, string Number) Place => (Chain, Number);
}

/// <summary>
/// A structure as text, PDB or mmCIF, and where each atom's B-factor stands in it. Everything else stays as it was written.
/// </summary>
internal sealed class StructureText
{
    private StructureText(string text, bool isCif, IReadOnlyList<StructureAtom> atoms) => (Text, IsCif, Atoms) = (text, isCif, atoms);

    public string Text { get; }

    public bool IsCif { get; }

    public IReadOnlyList<StructureAtom> Atoms { get; }

    /// <exception cref="StructureException">It is no such file, or has no atoms or no B-factors.</exception>
    public static StructureText Read(string text)
    {
        var isCif = text.AsSpan().TrimStart().StartsWith("data_", StringComparison.OrdinalIgnoreCase)
            || text.Contains("\n_atom_site.", StringComparison.OrdinalIgnoreCase);
        var atoms = isCif ? CifAtoms.Read(text) : PdbAtoms(text);
        if (atoms.Count == 0)
            throw new StructureException("It holds no atoms: a PDB file has ATOM lines, an mmCIF file a table _atom_site.");
        return new(text, isCif, atoms);
    }

    /// <summary>The text with other B-factors: 0 where there is no score.</summary>
    public string With(IReadOnlyDictionary<(string Chain, string Number), double> scores)
    {
        var (copy, from) = (new StringBuilder(Text.Length + 200), 0);
        foreach (var atom in Atoms)
        {
            var value = Math.Clamp(scores.GetValueOrDefault(atom.Place), -99.99, 999.99).ToString("0.00", CultureInfo.InvariantCulture);
            copy.Append(Text, from, atom.Start - from).Append(IsCif ? value : value.PadLeft(atom.Length));
            from = atom.Start + atom.Length;
        }

        return copy.Append(Text, from, Text.Length - from).ToString();
    }

    // Columns as the format counts them: residue 18-20, chain 22, number and insertion code 23-27, B-factor 61-66.
    private static List<StructureAtom> PdbAtoms(string text)
    {
        var (atoms, model, start) = (new List<StructureAtom>(), "1", 0);
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var line = text.AsSpan(start, end - start).TrimEnd('\r');
            if (line.StartsWith("MODEL ", StringComparison.Ordinal)) model = line[6..].Trim().ToString();
            if (line.StartsWith("ATOM  ", StringComparison.Ordinal) || line.StartsWith("HETATM", StringComparison.Ordinal))
            {
                if (line.Length < 66)
                    throw new StructureException($"The line of an atom has {line.Length} characters, too few for a B-factor.");
                var chain = line[21] == ' ' ? "" : line[21].ToString();
                atoms.Add(new(model, chain, line[22..27].Trim().ToString(), line[17..20].Trim().ToString(), start + 60, 6));
            }

            start = end + 1;
        }

        return atoms;
    }
}

/// <summary>A file that is no structure we can read; the message is for the user.</summary>
public sealed class StructureException(string message) : Exception(message);
