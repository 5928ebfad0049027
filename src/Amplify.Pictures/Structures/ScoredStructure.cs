using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Structures;

/// <summary>A structure file in which the protein was found: which residue is which position, and a copy with the scores.</summary>
public sealed class ScoredStructure
{
    private const double LeastIdentity = 0.9;
    private const int LeastResidues = 10;
    private const long MostCells = 60_000_000;

    // Residues that viewers and crystals know by other names.
    private static readonly Dictionary<string, char> Modified = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MSE"] = 'M',
        ["SEP"] = 'S',
        ["TPO"] = 'T',
        ["PTR"] = 'Y',
        ["CSO"] = 'C',
        ["CME"] = 'C',
        ["OCS"] = 'C',
        ["CYX"] = 'C',
        ["HYP"] = 'P',
        ["MLY"] = 'K',
        ["M3L"] = 'K',
        ["KCX"] = 'K',
        ["LLP"] = 'K',
        ["PCA"] = 'Q',
        ["HID"] = 'H',
        ["HIE"] = 'H',
        ["HIP"] = 'H',
    };

    private static readonly char[] InsertionCodes = [.. Enumerable.Range('A', 26).Select(it => (char)it)];

    private readonly StructureText file;

    private ScoredStructure(StructureText file, IReadOnlyList<StructureSite> sites, IReadOnlyList<string> told) =>
        (this.file, Sites, Told) = (file, sites, told);

    /// <summary>Residues of the structure, chain by chain.</summary>
    public IReadOnlyList<StructureSite> Sites { get; }

    /// <summary>What was found, a sentence a chain.</summary>
    public IReadOnlyList<string> Told { get; }

    public string Extension => file.IsCif ? ".cif" : ".pdb";

    /// <param name="text">A PDB or mmCIF file.</param>
    /// <exception cref="StructureException">It cannot be read, or no chain of it is this protein.</exception>
    public static ScoredStructure Of(string text, VariantScan scan)
    {
        var file = StructureText.Read(text);
        var (sites, told, refused) = (new List<StructureSite>(), new List<string>(), new List<string>());
        foreach (var chain in file.Atoms.GroupBy(it => it.Chain, StringComparer.Ordinal))
        {
            // One residue a place: of several models the first, of residues that share a place the one named first.
            var residues = chain.DistinctBy(it => it.Number).Select(it => (it.Number, Letter: LetterOf(it.Residue)))
                .Where(it => it.Letter is not null).ToList();
            if (residues.Count == 0) continue;
            if ((long)residues.Count * scan.Length > MostCells)
                throw new StructureException($"Chain {Name(chain.Key)} has {residues.Count} residues: too many to align.");
            var numbers = residues.Select(it => int.TryParse(it.Number.TrimEnd(InsertionCodes), out var number) ? number : 0).ToList();
            var breaks = numbers.Select((it, index) => index + 1 < numbers.Count && numbers[index + 1] > it + 1).ToList();
            var places = Alignment.Of(string.Concat(residues.Select(it => it.Letter)), scan.WildTypes, breaks);
            var paired = Enumerable.Range(0, places.Length).Where(it => places[it] >= 0).ToList();
            var same = paired.Count(it => residues[it].Letter == scan.WildTypes[places[it]]);
            var share = paired.Count == 0 ? 0 : (double)same / paired.Count;
            if (share < LeastIdentity || paired.Count < Math.Min(LeastResidues, scan.Length)
                || 2 * paired.Count < Math.Min(scan.Length, residues.Count))
            {
                refused.Add($"chain {Name(chain.Key)}: {same} of {residues.Count} residues fit");
                continue;
            }

            sites.AddRange(paired.Select(it => new StructureSite(chain.Key, residues[it].Number, places[it])));
            var (first, last) = (paired[0], paired[^1]);
            told.Add($"Chain {Name(chain.Key)}: residues {residues[first].Number} to {residues[last].Number} are "
                + $"positions {places[first] + 1} to {places[last] + 1}; {paired.Count} of {scan.Length} positions are seen"
                + (same < paired.Count ? $", {paired.Count - same} of them as another residue." : "."));
        }

        if (sites.Count == 0)
            throw new StructureException($"No chain of it is this protein ({string.Join("; ", refused.Take(5))}).");
        return new(file, sites, told);
    }

    /// <summary>The structure with each position's mean where its B-factors were; 0 where there is no score.</summary>
    public string WithScores(VariantScan scan) => file.With(Sites.Where(it => StructureColours.MeanOf(scan, it.Column) is not null)
        .ToDictionary(it => (it.Chain, it.Number), it => StructureColours.MeanOf(scan, it.Column)!.Value));

    private static string Name(string chain) => chain.Length == 0 ? "without a name" : chain;

    // A alone is adenosine.
    private static char? LetterOf(string residue) => residue.Length != 3 ? null
        : AminoAcids.Read(residue) ?? (Modified.TryGetValue(residue, out var known) ? known : null);
}
