namespace Amplify.Tools.Tests.Inputs;

/// <summary>Samples of what people paste and write, by kind and number: what is right of each, and what must never be.</summary>
public static class RowCases
{
    /// <summary>Those that are tested where files, numbers in JSON and names of files are.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } =
        ["K4.1", "K4.2", "K6.3", "K6.4", "K6.12", "K17.1", "K17.2", "K18.1"];

    /// <summary>Id, text, the residues it is read as ("" where it is refused), words that must be said, and words that must not.</summary>
    public static TheoryData<string, string, string, string, string> Sequences => new()
    {
        { "K1.1", "MetLysThrAlaTyrIleAlaLys", "MKTAYIAK", "three-letter", "warning" },
        { "K1.2", "GLY ILE THR GLY ALA ARG GLY", "GITGARG", "three-letter", "warning" },
        { "K1.5", "PRO GLY ILE THR GLY LEU", "PGITGL", "three-letter", "selenocysteine" },
        { "K1.6", "Met-Lys-Thr-Ala-Tyr", "MKTAY", "three-letter", "Gaps" },
        { "K1.8", "SEQRES   1 A   21  GLY ILE VAL GLU GLN CYS", "GIVEQC", "SEQRES", "remove them" },
        { "K1 guard 1", "ALAGLYHIS", "ALAGLYHIS", "AGH", "Gaps" },
        { "K1 guard 2", "MKTAYIAKQR QISFVKSHFS", "MKTAYIAKQRQISFVKSHFS", "removed 1 blank", "three-letter" },
        { "K2.1", "MvEvVpQpLvVyQdYaKv", "", "lternating case", "invalid" },
        { "K2.2", "TESPATAAETApSEELDNR", "TESPATAAETASEELDNR", "phospho", "upper case" },
        { "K2.5", "kFfTr", "KFFTR", "lower case often means D-residues", "alternating" },
        { "K2 guard 1", "mkwvtfisllflfssaysRGVFRRDAHKSEV", "MKWVTFISLLFLFSSAYSRGVFRRDAHKSEV", "upper case", "D-residues" },
        { "K2 guard 2", "MGSSHHHHHHssglvprgsh", "MGSSHHHHHHSSGLVPRGSH", "upper case", "D-residues" },
        { "K2 guard 3", "mktayiakqrqisfvkshfs", "MKTAYIAKQRQISFVKSHFS", "upper case", "D-residues" },
        { "K2 guard 4", ">x\nMKTAYIAKQRqisfvkSHFS", "MKTAYIAKQRQISFVKSHFS", "upper case", "D-residues" },
        { "K3.1", "Heavy chain\nEVQLVESGGGLVQPGGSLRLSCAAS", "EVQLVESGGGLVQPGGSLRLSCAAS", "'Heavy chain'", "joined" },
        { "K3.2", "KRAS\tMTEYKLVVVGAGGVGKSALTIQLIQ", "MTEYKLVVVGAGGVGKSALTIQLIQ", "two columns", "joined" },
        { "K3.3", ">P1;TEST1\nLYSINE RICH PEPTIDE\n  MKTAYIAKQR*", "MKTAYIAKQR", "'LYSINE RICH PEPTIDE'", "joined" },
        { "K3.4", "GFP VARIANT\nMSKGEELFTGVVPILVELDG", "MSKGEELFTGVVPILVELDG", "'GFP VARIANT'", "joined" },
        { "K3.5", ">x\u2028GAP\nMKTAYI", "MKTAYI", "'x", "joined" },
        { "K3.10", ">P1;CRAB_ANAPL\nALPHA CRYSTALLIN B CHAIN (ALPHA(B)-CRYSTALLIN).\n  MDITIHNPLI RRPLFSWLAP*", "MDITIHNPLIRRPLFSWLAP",
            "PIR", "B is Asn or Asp" },
        { "K4.3", "KRAS", "KRAS", "also a gene's name or a word; no database", "invalid" },
        { "K4.4a", "P01308", "", "looks like an accession or a gene's name", "remove them" },
        { "K4.4b", "TP53", "", "looks like an accession or a gene's name", "remove them" },
        { "K4.5a", "/tmp/x.fasta", "", "a path or a file's name", "Gaps" },
        { "K4.5b", "https://rest.uniprot.org/uniprotkb/P01308.fasta", "", "a web address", "selenocysteine" },
        { "K4 guard 1", "MKTA", "MKTA", "", "gene" },
        { "K4 guard 2", "GHK", "GHK", "", "invalid" },
        { "K4 guard 3", "RGD", "RGD", "", "invalid" },
        { "K4 guard 4", "M", "M", "", "invalid" },
        { "K5.1", "ATGGCCCTGTGGATGCGCCTCCTGCCCCTGCTGGCGCTGCRGGCCCTCTGGGGACCTGACCCAGCCGCAGCC",
            "ATGGCCCTGTGGATGCGCCTCCTGCCCCTGCTGGCGCTGCRGGCCCTCTGGGGACCTGACCCAGCCGCAGCC", "looks like DNA", "invalid" },
        { "K5.2", "ATGGCCCTGTGGATGCGCCTCCTGCCC", "ATGGCCCTGTGGATGCGCCTCCTGCCC", "looks like DNA", "invalid" },
        { "K5.3", "AUGGCCCUGUGGAUGCGCCUCCUGCCCRUGCUGGCG", "", "looks like RNA", "selenocysteine" },
        { "K5 guard 1", "DTASDAAAAAALTAANAKAAAELTAANAAAAAAATAR", "DTASDAAAAAALTAANAKAAAELTAANAAAAAAATAR", "", "DNA" },
        { "K5 guard 2", "GAGAGSGAGAGSGAGAGYGAGAGSGAGAGS", "GAGAGSGAGAGSGAGAGYGAGAGSGAGAGS", "", "DNA" },
        { "K6.1", ";my comment\n>seq1\nMKTAYIAKQR", "MKTAYIAKQR", "skipped 1 comment line", "2 sequences found" },
        { "K6.2", "#10\t1\n>101\nMKTAYIAKQR", "MKTAYIAKQR", "skipped 1 comment line", "2 sequences found" },
        { "K6.5", "HEADER    TEST\nSEQRES   1 A    5  MET LYS THR ALA TYR\nATOM      1  N   MET A   1", "", "a PDB file", "Digits" },
        { "K6.6", "LOCUS       TEST 33 aa\nORIGIN\n        1 mktayiakqr\n//", "MKTAYIAKQR", "LOCUS", "Digits" },
        { "K6.7", "# STOCKHOLM 1.0\nseq1 MKTAYIAKQR\n//", "", "a Stockholm alignment", "comment" },
        { "K6.8", "        1 mktayiakqr qisfvkshfs\n       21 rqleerlgli", "MKTAYIAKQRQISFVKSHFSRQLEERLGLI", "removed position numbers",
            "Digits" },
        { "K6.13", "```\n>a\nMKTAYI\n```", "MKTAYI", "code fence", "2 sequences found" },
        { "K7.1", "MKTAYIAKQR:QISFVKSHFS", "", "Two chains, 10 and 10 residues", "invalid" },
        { "K7.2", "EVQLVESGGGLVQPGG|DIQMTQSPSSLSASVG", "EVQLVESGGGLVQPGGDIQMTQSPSSLSASVG", "2 chains of 16 and 16 residues", "invalid" },
        { "K7.3", "(MSE)KTAYIAKQR", "MKTAYIAKQR", "MSE is selenomethionine", "invalid" },
        { "K7.4", "Ac-RRKAAGG-NH2", "RRKAAGG", "terminal caps", "Gaps" },
        { "K7.7", "MKT\u0410YIAK", "", "U+0410", "Gaps" },
        { "K7.8a", "MKTAYIAKQR.", "MKTAYIAKQR", "removed '.' from the end", "No file" },
        { "K7.8b", "MKTAYIAKQR**", "MKTAYIAKQR", "removed '**' from the end", "No file" },
    };

    /// <summary>
    /// Id, protein, offset, mutations, the rows (or how many; with a colon, the sum's name), words that must and must not be said.
    /// </summary>
    public static TheoryData<string, string, int, string, string, string, string> Mutations => new()
    {
        { "K8.1", P40, 0, "NP_000198.1:p.Arg3Trp", "R3W", "'NP_000198.1' before it is read as a name and was not checked", "twenty" },
        { "K8.2", P40, 0, "S:R3W", "R3W", "'S' before it", "twenty" },
        { "K8.3", P40, 0, "A:R3W,B:T5A", "R3W T5A", "chains are not known here", "twenty" },
        { "K8.4", P40, 0, "P53:R3W", "R3W", "'P53'", "a combination takes single substitutions only" },
        { "K8.5", P40, 0, "NP_000198.1:p.[Arg3Trp;Thr5Ala]", "R3W:T5A", "'NP_000198.1'", "twenty" },
        { "K8.8", P40, 0, "NM_000271.4(NPC1):c.7A>C (p.Arg3Trp)", "R3W", "speaks of DNA or of a transcript", "twenty" },
        { "K8.9", "MARWTEFHDSNQLPVAGICY", 0, "A2M:p.Asn11Asp", "N11D", "'A2M'", "additive" },
        { "K8 guard", P40, 0, "R3W:T5A", "R3W:T5A", "", "name" },
        { "K9.1", P40, 0, "(p.Arg3Trp)", "R3W", "", "twenty" },
        { "K9.2", P40, 0, "(p.R3*)", "", "a stop codon", "twenty" },
        { "K9.4a", P40, 0, "p.Lys2(Ala)", "K2A", "", "twenty" },
        { "K9.4b", P40, 0, "K(2)A", "K2A", "", "twenty" },
        { "K10.1", P40, 0, "R3W_T5A", "R3W:T5A", "", "an insertion or deletion" },
        { "K10.2", P40, 0, "YAP1_R3W", "R3W", "'YAP1'", "an insertion or deletion" },
        { "K10.3", P40, 0, "p.X5_splice", "", "a splice variant", "an insertion or deletion" },
        { "K10.6", P40, 0, "Spike_R3W", "R3W", "'Spike'", "an insertion or deletion" },
        { "K11.1", P40, 0, "1) R3W\n2) T5A", "R3W T5A", "", "lone number" },
        { "K11.2", P40, 0, "V 3 A", "", "position 3 is R, not V", "lone number" },
        { "K11.3", P40, 0, "Arg 3 Trp", "R3W", "", "lone number" },
        { "K11.4", P40, 0, "Val15 to Ile", "V15I", "", "no substitution" },
        { "K12.1", P40, 0, "ARG-3-ALA", "R3A", "", "outside" },
        { "K12.2", P40, 0, "Arg-3", "19", "read as R3", "outside" },
        { "K12.3", Tag, -20, "Arg-3", "19", "R3 exists too", "outside" },
        { "K12 guard 1", Tag, -20, "V-5A", "V-5A", "", "outside" },
        { "K12 guard 2", Tag, -20, "-5A", "V-5A", "read as position -5; 5 exists too", "outside" },
        { "K13.1", P40, 0, "R3*", "19", "read as every substitution at R3; a stop codon has no score (write R3 for all", "twenty" },
        { "K13.2", P40, 0, "Arg3*", "", "a stop codon", "twenty" },
        { "K14.1", P40, 0, "[\"R3W\",\"T5A\"]", "R3W T5A", "", "twenty" },
        { "K14.2a", P40, 0, "R3→W", "R3W", "", "twenty" },
        { "K14.2b", P40, 0, "R3>W", "R3W", "", "twenty" },
        { "K14.3a", P40, 0, "R3W.", "R3W", "", "twenty" },
        { "K14.3b", P40, 0, "\"R3W\"", "R3W", "", "twenty" },
        { "K15.1a", P40, 0, "p.Met1?", "", "the consequence is unknown (a lost start", "twenty" },
        { "K15.1b", P40, 0, "p.?", "", "the consequence is unknown", "twenty" },
        { "K15.2", P40, 0, "RA3W", "R3W", "chain letter A (FoldX, SKEMPI)", "twenty" },
        { "K15.3a", P40, 0, "ΔK2", "", "deletion", "twenty" },
        { "K15.3b", P40, 0, "delK2", "", "deletion", "twenty" },
        { "K15.4", P40, 0, "c.7C>T", "", "coding DNA, not protein", "twenty" },
        { "K15.5", HeavyDomain, 0, "Y100aW", "", "insertion code", "twenty" },
        { "K15.6", P40, 0, "p.[Arg3Trp;Thr5=]", "R3W", "p.[Arg3Trp;Thr5=]: Thr5= changes nothing and adds 0", "twenty" },
        { "K15.7", P40, 0, "M1V/I", "M1V M1I", "alternatives", "twenty" },
        { "K15.11a", P40, 0, "p.Arg3Xaa", "", "unknown residue", "a stop codon" },
        { "K15.11b", P40, 0, "p.Ter41Argext*?", "", "an extension", "twenty" },
        { "K15.11c", P40, 0, "rs121913529", "", "dbSNP", "twenty" },
        { "K15.12", HeavyDomain, 0, "52A", "Y52A", "no wild type was given; Y stands there. Insertion codes are not read", "twenty" },
    };

    /// <summary>Id, positions of P40, how many rows, words that must be said.</summary>
    public static TheoryData<string, string, int, string> Positions => new()
    {
        { "K16.1", "10 - 12", 57, "" }, { "K16.2", "10..12", 57, "" }, { "K16.3", "10−12", 57, "" }, { "K16.4", "R3-E6", 76, "" },
        { "K16.4 checked", "R3-W6", 76, "position 6 is E, not W" }, { "K16.7", "52A", 0, "insertion code" },
    };

    private static string P40 => MutationCases.P40;

    private static string Tag => MutationCases.Tag;

    private static string HeavyDomain => MutationCases.HeavyDomain;
}
