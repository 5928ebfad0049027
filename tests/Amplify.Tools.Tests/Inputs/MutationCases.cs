namespace Amplify.Tools.Tests.Inputs;

/// <summary>Mutations as people write them. Samples of kinds: other inputs of each are to behave alike.</summary>
public static class MutationCases
{
    public const string P40 = "MKRWTEFHDSNQLPVAGICYMKRWTEFHDSNQLPVAGICY";
    public const string Tag = "MGSSHHHHHHSSGLVPRGSHAKRTWEFHDSNQLPVAGICY";
    public const string HeavyDomain =
        "EVQLVESGGGLVQPGGSLRLSCAASGFNIKDTYIHWVRQAPGKGLEWVARIYPTNGYTRYADSVKGRFTISADTSKNTAYLQMNSLRAEDTAVYYCSRWGGDGFYAMDYWGQGTLVTVSS";

    /// <summary>Of P40: the rows that answer, by name, and words that stand in a note; none where the reading leaves no doubt.</summary>
    public static TheoryData<string, string, string> Read => new()
    {
        { "R3W", "R3W", "" },
        { "NP_000198.1:p.Arg3Trp", "R3W", "'NP_000198.1'" },
        { "ENSP00000269305.4:p.(Arg3Trp)", "R3W", "'ENSP00000269305.4'" },
        { "INS p.Arg3Trp", "R3W", "'INS'" },
        { "S:R3W", "R3W", "'S' before it is read as a chain" },
        { "A:R3W,B:T5A", "R3W T5A", "chains are not known here" },
        { "P53:R3W", "R3W", "'P53'" },
        { "KRAS-R3W", "R3W", "'KRAS'" },
        { "KRAS R3W", "R3W", "'KRAS'" },
        { "NM_000271.4(NPC1):c.7A>C (p.Arg3Trp)", "R3W", "DNA" },
        { "NPC1 p.Arg3Trp (c.7A>C)", "R3W", "'NPC1'" },
        { "(p.Arg3Trp)", "R3W", "" },
        { "p.Lys2(Ala)", "K2A", "" },
        { "K(2)A", "K2A", "" },
        { "YAP1_R3W", "R3W", "'YAP1'" },
        { "Spike_R3W", "R3W", "'Spike'" },
        { "(Spike_R3W,NSP12_T5A)", "R3W T5A", "'NSP12'" },
        { "1) R3W\n2) T5A", "R3W T5A", "" },
        { "1. R3W 2. T5A", "R3W T5A", "" },
        { "- R3W\n- T5A", "R3W T5A", "" },
        { "• R3W\n• T5A", "R3W T5A", "" },
        { "- [x] R3W", "R3W", "" },
        { "Arg 3 Trp", "R3W", "" },
        { "R 3 W", "R3W", "" },
        { "R\t3\tW", "R3W", "" },
        { "Val15 to Ile", "V15I", "" },
        { "valine 15 to isoleucine", "V15I", "" },
        { "Val15 -> Ile", "V15I", "" },
        { "V15 replaced by I", "V15I", "" },
        { "mutate R3 to W", "R3W", "" },
        { "sp|P01308|INS_HUMAN:R3W", "R3W", "INS_HUMAN" },
        { "P01308, R3W", "R3W", "a protein's accession" },
        { "change Arg3 to Trp", "R3W", "" },
        { "ARG A 3 TRP", "R3W", "'A' beside it is read as a chain's letter" },
        { "A ARG 3 TRP", "R3W", "'A' beside it is read as a chain's letter" },
        { "R.3.W", "R3W", "" },
        { "ARG-3-ALA", "R3A", "" },
        { "R-3-W", "R3W", "" },
        { "[\"R3W\",\"T5A\"]", "R3W T5A", "" },
        { "['R3W', 'T5A']", "R3W T5A", "" },
        { "R3→W", "R3W", "" },
        { "R3>W", "R3W", "" },
        { "R3 ⇒ W", "R3W", "" },
        { "R3W.", "R3W", "" },
        { "\"R3W\"", "R3W", "" },
        { "“R3W”", "R3W", "" },
        { "**R3W**", "R3W", "" },
        { "`R3W`", "R3W", "" },
        { "R3W、T5A", "R3W T5A", "" },
        { "R3W，T5A；V15I", "R3W T5A V15I", "" },
        { "R3W\u00A0T5A", "R3W T5A", "" },
        { "R3W\u3000T5A", "R3W T5A", "" },
        { "Ｒ３Ｗ", "R3W", "" },
        { "R3W and T5A", "R3W T5A", "" },
        { "| Variant | Score |\n|---|---|\n| R3W | 0.5 |", "R3W", "a number" },
        { "P01308 3 R W", "R3W", "'P01308'" },
        { "total 2\n1\nR 3 W\n1\nT 5 A", "R3W T5A", "" },
        { "3 A PIKAA W", "R3W", "no wild type" },
        { "RA3W", "R3W", "chain letter A" },
        { "p.[Arg3Trp;Thr5=]", "R3W", "Thr5= changes nothing and adds 0" },
        { "M1V/I", "M1V M1I", "alternatives in M1V/I: M1V, M1I" },
        { "R3[WK]", "R3W R3K", "alternatives" },
        { "p.[Arg3Trp];[Thr5Ala]", "R3W T5A", "" },
        { "3W", "R3W", "R stands there" },
        { "Arg-3Trp", "R3W", "no minus here" },
        { "r3w", "R3W", "" },
        { "R03W", "R3W", "" },
    };

    /// <summary>Of P40: the sum that answers.</summary>
    public static TheoryData<string, double> Sums => new()
    {
        { "R3W:T5A", -0.5066 }, { "R3W/T5A", -0.5066 }, { "R3W+T5A", -0.5066 }, { "R3W + T5A", -0.5066 }, { "R3W_T5A", -0.5066 },
            { "R3W&T5A", -0.5066 }, { "R3W-T5A", -0.5066 },
        { "NP_000198.1:p.[Arg3Trp;Thr5Ala]", -0.5066 }, { "p.[(Arg3Trp;Thr5Ala)]", -0.5066 }, { "RA3W,TA5A;", -0.5066 },
            { "total 2\n2\nR 3 W\nT 5 A", -0.5066 },
    };

    /// <summary>Of P40: no row, a note with these words, and never those.</summary>
    public static TheoryData<string, string, string> Refused => new()
    {
        { "(p.R3*)", "a stop codon", "twenty" }, { "Arg3*", "a stop codon", "twenty" }, { "p.Arg3Ter", "a stop codon", "twenty" },
            { "R3X", "a stop codon", "twenty" }, { "R3stop", "a stop codon", "twenty" }, { "R3 stop", "a stop codon", "twenty" },
        { "p.X5_splice", "a splice variant", "insertion" }, { "c.123+1G>A", "coding DNA", "twenty" },
            { "V 3 A", "position 3 is R, not V", "insertion" },
        { "p.Met1?", "unknown", "twenty" }, { "p.?", "unknown", "twenty" }, { "p.0", "no protein", "twenty" },
            { "p.=", "synonymous", "twenty" }, { "WT", "the wild type", "twenty" },
        { "ΔK2", "deletion", "twenty" }, { "delK2", "deletion", "twenty" }, { "K2Δ", "deletion", "twenty" },
            { "ΔF508", "deletion", "twenty" }, { "K2_T5del", "deletion", "twenty" }, { "exon 19 deletion", "deletion", "twenty" },
        { "R3fs*5", "a frameshift", "twenty" }, { "p.Ter41Argext*?", "an extension", "twenty" },
        { "c.7C>T", "coding DNA", "twenty" }, { "7C>T", "a change of DNA", "twenty" }, { "g.7675088C>T", "a genome", "twenty" },
            { "chr17:7675088:C:T", "a genome", "twenty" }, { "17-7675088-C-T", "a genome", "twenty" },
        { "rs121913529", "dbSNP", "twenty" }, { "COSV55497369", "COSMIC", "twenty" }, { "VCV000012345", "ClinVar", "twenty" },
        { "p.Arg3Xaa", "an unknown residue", "positions" }, { "R3B", "Asn or Asp", "positions" }, { "R3U", "selenocysteine", "positions" },
            { "R3WK", "one by one", "positions" },
        { "Y100aW", "insertion code", "twenty" }, { "2.1", "a number", "twenty" }, { "-1.2", "a number", "twenty" },
            { "K2_R3", "range", "twenty" }, { "10-12", "range", "twenty" }, { "Gln12[23]", "a repeat", "twenty" },
                { "BCR::ABL1", "a fusion", "twenty" },
        { "hello", "a word or a name", "twenty" },
        { "R3 saturation", "none of the twenty", "positions" }, { "please score Arg3 and tell me", "no substitution", "positions" },
        { "R3→", "no substitution", "positions" }, { "NC_000017.11:g.7675088C>T", "a genome", "twenty" },
        { "chr17:g.7675088C>T", "a genome", "twenty" }, { "ENST00000269305:c.7C>T", "coding DNA", "twenty" },
    };
}
