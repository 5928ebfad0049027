namespace Amplify.Tools.Inputs.Sequences;

/// <summary>One way to write a protein, and the function that reads it.</summary>
/// <param name="Recognises">In a few words for people.</param>
/// <param name="Read">null: the text is something else.</param>
internal sealed record SequenceReader(string Name, string Recognises, Func<PastedText, Reading?> Read, params string[] Examples);

/// <summary>The closed set: a text belongs to one of them, or is bare residues.</summary>
internal static class SequenceReaders
{
    private const int MostLayers = 4;

    /// <summary>Those that find the residues' lines in something around them.</summary>
    public static IReadOnlyList<SequenceReader> Around { get; } =
    [
        new("FASTA", "a header line with `>`, comments with `;` or `#`", FastaText.Read,
            ">sp|P01308|INS_HUMAN Insulin\nMALWMRLLPL", ";my comment\n>seq1\nMKTAYIAKQR", "#10\t1\n>101\nMKTAYIAKQR"),
        new("PIR", "`>P1;`, a title line, residues up to `*`", PirText.Read,
            ">P1;CRAB_ANAPL\nALPHA CRYSTALLIN B CHAIN (ALPHA(B)-CRYSTALLIN).\n  MDITIHNPLI RRPLFSWLAP*"),
        new("database entry", "UniProt, EMBL, GenPept: the part from `SQ` or `ORIGIN` to `//`", DatabaseEntry.Read,
            "LOCUS       TEST 20 aa\nORIGIN\n        1 mktayiakqr qisfvkshfs\n//",
            "ID   TEST_HUMAN  Reviewed;  10 AA.\nSQ   SEQUENCE   10 AA;\n     MKTAYIAKQR\n//"),
        new("two columns", "a name and a sequence on one line, or a sequence and a name", NamedLine.Read,
            "KRAS\tMTEYKLVVVGAGGVGKSALTIQLIQ", "sequence: MKTAYIAKQR"),
        new("title", "a line that is a title, above or below", TitledText.Read, "Heavy chain\nEVQLVESGGGLVQPGGSLRLSCAAS",
            "GFP VARIANT\nMSKGEELFTGVVPILVELDG", "MKTAYIAKQRQISFVKSHFS\nThanks in advance"),
    ];

    /// <summary>Those that read the residues' lines.</summary>
    public static IReadOnlyList<SequenceReader> Within { get; } =
    [
        new("three-letter code", "joined, spaced, hyphenated, SEQRES", ThreeLetterCode.Read, "MetLysThrAlaTyrIleAlaLys",
            "GLY ILE THR GLY ALA ARG GLY", "Met-Lys-Thr-Ala-Tyr", "Gly Ile Val *", "SEQRES   1 A   21  GLY ILE VAL GLU GLN CYS"),
        new("numbered blocks", "position numbers that start or end lines, and fit", NumberedBlocks.Read,
            "        1 mktayiakqr qisfvkshfs\n       21 rqleerlgli"),
        new("marked peptide", "terminal caps, modified residues in brackets", MarkedPeptide.Read, "Ac-RRKAAGG-NH2", "(MSE)KTAYIAKQR",
            "EM[Oxidation]EVEES[Phospho]PEK"),
        new("several chains", "residues parted by `:`, `/`, `,` or `;`", SeparatedChains.Read, "MKTAYIAKQR:QISFVKSHFS"),
        new("residue and structure tokens", "upper and lower case in turn", CaseMarks.Alternating, "MvEvVpQpLvVyQdYaKv"),
    ];

    /// <summary>Those that only say what a text is.</summary>
    public static IReadOnlyList<SequenceReader> Refusing { get; } =
    [
        new("file of another kind", "its first bytes or words", OtherFiles.Read, "HEADER    TEST\nATOM      1",
            "# STOCKHOLM 1.0\nseq1 MKTAYIAKQR\n//", "@read1\nACGT\n+\nIIII"),
        new("name or address", "an accession, a gene's name, a path, a web address", NameOrAddress.Read, "P01308", "TP53", "/tmp/x.fasta",
            "https://rest.uniprot.org/uniprotkb/P01308.fasta"),
    ];

    public static IEnumerable<SequenceReader> All => [.. Around, .. Within, .. Refusing];

    public static Reading Read(string pasted)
    {
        var read = WrappedText.Peel(pasted);
        var text = new PastedText(read.Letters);
        read = (Recognise(text, [.. Refusing, .. Around]) ?? Reading.Body([text.Text])).After(read);
        for (var layers = 0; read is { IsBody: true } && layers < MostLayers; layers++)
        {
            var body = new PastedText(read.Letters);
            read = (Recognise(body, layers + 1 < MostLayers ? Within : []) ?? BareResidues.Read(body)).After(read);
        }

        return read;
    }

    private static Reading? Recognise(PastedText text, IEnumerable<SequenceReader> readers) =>
        readers.Select(it => it.Read(text)).FirstOrDefault(it => it is not null);
}
