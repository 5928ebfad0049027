namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Three-letter names beyond the twenty, as structures and peptide lists have them: what each is, and the residue it is made of.
/// </summary>
internal static class ModifiedResidues
{
    // Without words, another name of a plain residue: its charge, its hydrogens, its bond. With -, no residue of the twenty.
    private const string Table = """
        HID H; HIE H; HIP H; HSD H; HSE H; HSP H; CYX C; CYM C; ASH D; GLH E; LYN K;
        MSE M selenomethionine; SEP S phosphoserine; TPO T phosphothreonine; PTR Y phosphotyrosine; HYP P hydroxyproline;
        CME C a modified cysteine; CAS C a modified cysteine; CSO C oxidised cysteine; OCS C oxidised cysteine; CSD C oxidised cysteine;
        MLY K dimethyllysine; M3L K trimethyllysine; MLZ K methyllysine; ALY K acetyllysine; KCX K carboxylated lysine;
        LLP K lysine with pyridoxal phosphate; PCA E pyroglutamate; CGU E carboxyglutamate; FME M formylmethionine;
        MEN N methylasparagine; TYS Y sulfotyrosine; AGM R methylarginine; CIR R citrulline; CIT R citrulline;
        SEC - selenocysteine (U); PYL - pyrrolysine (O); ASX - Asn or Asp (B); GLX - Gln or Glu (Z); XLE - Leu or Ile (J);
        XAA - an unknown residue (X); UNK - an unknown residue (X); NLE - norleucine; ORN - ornithine; AIB - aminoisobutyrate;
        DAL - D-alanine; DPN - D-phenylalanine; DAR - D-arginine
        """;

    private static readonly Dictionary<string, (char Residue, string? What)> Known = Table.Split(';', StringSplitOptions.TrimEntries)
        .Select(it => it.Split(' ', 3)).ToDictionary(it => it[0], it => (it[1][0], it.ElementAtOrDefault(2)),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>A name of the twenty or of these, and what is to be said of it.</summary>
    public static (char? Residue, string? Warning, string? Refusal)? Find(string name) =>
        name.Length == 3 && AminoAcids.Read(name) is { } residue ? (residue, null, null)
        : !Known.TryGetValue(name, out var it) ? null
        : it.Residue == '-' ? (null, null, $"{name} is {it.What}, which the model's twenty letters do not have")
        : (it.Residue, it.What is null ? null
            : $"{name.ToUpperInvariant()} is {it.What}: it was read as {it.Residue}, and is scored as that.", null);
}
