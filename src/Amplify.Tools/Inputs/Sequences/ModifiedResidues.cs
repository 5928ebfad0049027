namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Three-letter names beyond the twenty, as structures and peptide lists have them: what each is, and the residue it is made of.
/// </summary>
internal static class ModifiedResidues
{
    /// <summary>Other names of a plain residue: its charge, its hydrogens, its bond.</summary>
    private static readonly Dictionary<string, char> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HID"] = 'H',
        ["HIE"] = 'H',
        ["HIP"] = 'H',
        ["HSD"] = 'H',
        ["HSE"] = 'H',
        ["HSP"] = 'H',
        ["CYX"] = 'C',
        ["CYM"] = 'C',
        ["ASH"] = 'D',
        ["GLH"] = 'E',
        ["LYN"] = 'K',
    };

    private static readonly Dictionary<string, (char Parent, string Name)> Modified = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MSE"] = ('M', "selenomethionine"),
        ["SEP"] = ('S', "phosphoserine"),
        ["TPO"] = ('T', "phosphothreonine"),
        ["PTR"] = ('Y', "phosphotyrosine"),
        ["HYP"] = ('P', "hydroxyproline"),
        ["CME"] = ('C', "a modified cysteine"),
        ["CSO"] = ('C', "oxidised cysteine"),
        ["OCS"] = ('C', "oxidised cysteine"),
        ["CSD"] = ('C', "oxidised cysteine"),
        ["CAS"] = ('C', "a modified cysteine"),
        ["MLY"] = ('K', "dimethyllysine"),
        ["M3L"] = ('K', "trimethyllysine"),
        ["MLZ"] = ('K', "methyllysine"),
        ["KCX"] = ('K', "carboxylated lysine"),
        ["LLP"] = ('K', "lysine with pyridoxal phosphate"),
        ["ALY"] = ('K', "acetyllysine"),
        ["PCA"] = ('E', "pyroglutamate"),
        ["CGU"] = ('E', "carboxyglutamate"),
        ["FME"] = ('M', "formylmethionine"),
        ["MEN"] = ('N', "methylasparagine"),
        ["TYS"] =
            ('Y', "sulfotyrosine"),
        ["AGM"] = ('R', "methylarginine"),
        ["CIR"] = ('R', "citrulline"),
        ["CIT"] = ('R', "citrulline"),
    };

    private static readonly Dictionary<string, string> Unread = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SEC"] = "selenocysteine (U)",
        ["PYL"] = "pyrrolysine (O)",
        ["ASX"] = "Asn or Asp (B)",
        ["GLX"] = "Gln or Glu (Z)",
        ["XLE"] = "Leu or Ile (J)",
        ["XAA"] = "an unknown residue (X)",
        ["UNK"] = "an unknown residue (X)",
        ["NLE"] = "norleucine",
        ["ORN"] = "ornithine",
        ["AIB"] = "aminoisobutyrate",
        ["DAL"] = "D-alanine",
        ["DPN"] = "D-phenylalanine",
        ["DAR"] = "D-arginine",
    };

    /// <summary>A name of one of the three, and what is to be said of it.</summary>
    public static (char? Residue, string? Doubt, string? Refusal)? Find(string name) =>
        AminoAcids.Read(name) is { } residue && name.Length == 3 ? (residue, null, null)
        : Plain.TryGetValue(name, out var plain) ? (plain, null, null)
        : Modified.TryGetValue(name, out var it)
            ? (it.Parent, $"{name.ToUpperInvariant()} is {it.Name}: it was read as {it.Parent}, and is scored as that.", null)
        : Unread.TryGetValue(name, out var what) ? (null, null, $"{name} is {what}, which the model's twenty letters do not have")
        : null;
}
