using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Files of other kinds, known by how they begin: named, not read.</summary>
internal static partial class OtherFiles
{
    private const int MostHead = 2_000;
    private const int MostRows = 200;
    private const string Row = "Send one sequence of it, ungapped";
    private const string Residues = "Send residues in one-letter code";
    private const string Alone = "Send the text of the sequence alone";

    /// <summary>What each is called, and what to send instead.</summary>
    public static IReadOnlyList<(string Group, string Name, string Instead)> Kinds { get; } =
    [
        ("gzip", "a gzip file", "Unpack it first"), ("zip", "a zip file", "Unpack it first"),
        ("xz", "a bzip2 or xz file", "Unpack it first"),
        ("utf16", "UTF-16 text without its mark", "Save it as UTF-8"), ("pdf", "a PDF file", "Send the sequence in it as text"),
        ("rtf", "an RTF file", "Save it as plain text"), ("pdb", "a PDB file", "Send the SEQRES lines of one chain, or its FASTA"),
        ("cif", "an mmCIF file", "Send the FASTA of one chain"), ("sto", "a Stockholm alignment", Row), ("aln", "a Clustal alignment", Row),
        ("msf", "an MSF alignment", Row), ("phy", "a PHYLIP alignment", Row), ("nex", "a NEXUS file", Row),
        ("fastq", "FASTQ, which holds reads of DNA", "Send the protein they code for"),
        ("sam", "SAM, VCF, GFF or BED, which speak of a genome", "Send the protein's sequence"),
        ("mol", "a MOL, SDF or MOL2 file, or InChI", Residues), ("helm", "HELM or BILN notation", Residues),
        ("report", "a HMMER, BLAST or PSI-BLAST report", "Send the sequence alone"), ("json", "JSON", Alone), ("xml", "XML or HTML", Alone),
        ("yaml", "YAML", Alone), ("csv", "CSV", "Send one sequence, or FASTA"),
        ("rows", "an alignment, named rows with gaps", Row), ("table", "a table", "Send one sequence, or FASTA"),
    ];

    public static Reading? Read(PastedText text)
    {
        var head = text.Text[..Math.Min(text.Text.Length, MostHead)];
        var match = Head.Match(head);
        var group = Kinds.Select(it => it.Group).FirstOrDefault(it => match.Groups[it].Success) ?? (IsUtf16(head) ? "utf16"
            : text.First is ['@', ..] && text.Lines.Count >= 4 && text.Lines[2][0] == '+' ? "fastq" : IsTable(text) ? "csv"
            : IsAlignment(text) ? "rows" : "");
        if (group is "" || (group is "pdb" && ThreeLetterCode.IsSeqres(text))) return null;
        var (_, name, instead) = Kinds.First(it => it.Group == group);
        return Reading.Refuse($"This is {name}, not a sequence (it begins '{SafeText.Quote(head, 30)}'). {instead}.");
    }

    private static bool IsUtf16(string head) => head.Length >= 4 && 4 * head.Take(64).Count(it => it == '\0') >= Math.Min(64, head.Length);

    // Named rows of one length with gaps in them; under them, perhaps, what they have in common.
    private static bool IsAlignment(PastedText text)
    {
        if (text.Lines.Count is < 2 or > MostRows) return false;
        var rows = text.Lines.Select(it => Aligned.Match(it)).Where(it => it.Success).Select(it => it.Groups["row"].Value).ToList();
        return rows.Count >= 2 && rows.Exists(it => it.Contains('-')) && rows.TrueForAll(it => it.Length == rows[0].Length)
            && text.Lines.All(it => Aligned.IsMatch(it) || it.All(" *.:".Contains));
    }

    // A header row and rows of as many cells.
    private static bool IsTable(PastedText text)
    {
        if (text.Lines.Count < 2 || text.First.Length > 400 || text.First[0] == '>') return false;
        return ",\t;".Any(mark => text.First.Count(it => it == mark) is > 0 and var cells
            && text.Lines.Take(5).All(it => it.Count(letter => letter == mark) == cells)
            && text.First.Split(mark).Any(it => Column.IsMatch(it.Trim(' ', '"'))));
    }

    [GeneratedRegex("""
        \A(?:(?<gzip>\u001F[\u008B\uFFFD])|(?<zip>PK(\u0003\u0004|\u0005\u0006))|(?<xz>BZh[1-9]|\uFFFD7zXZ|\u00FD7zXZ)
        |(?<pdf>%PDF-)|(?<rtf>\{\\rtf)
        |(?<pdb>(HEADER|TITLE|COMPND|REMARK|CRYST1|MODEL|SEQRES|EXPDTA|SOURCE|KEYWDS|AUTHOR|HETATM|ATOM|DBREF|OBSLTE|CAVEAT|SPLIT|NUMMDL
            |HELIX|SHEET|SSBOND|ANISOU)(\ {2,}|\ +[0-9]))
        |(?<cif>data_\S|loop_|_(entry|atom_site|entity|struct|cell)[._])
        |(?<sto>\#\ ?STOCKHOLM|\#=G[FSRC]\ )|(?<aln>CLUSTAL|MUSCLE\ \(|PROBCONS|MAFFT\ v[0-9])
        |(?<msf>!!(AA|NA)_|PileUp|\S{0,40}\ {0,9}MSF:)|(?<phy>(?!10\ +20\b)[0-9]{1,6}[\ \t]+[0-9]{1,6}[\ \t]*[\r\n])|(?<nex>\#NEXUS)
        |(?<sam>\#CHROM\b|(chr)?([0-9]{1,2}|[XYM]T?)\t[0-9]{3,}\t\S{1,40}\t[ACGTN]{1,99}\t
            |\#\#(fileformat|gff|sequence-region)|@(HD|SQ|RG|PG)\t|track\ (name|type)=|browser\ position)
        |(?<mol>@<TRIPOS>|InChI=|[^\n]{0,80}\n[^\n]{0,80}\n[^\n]{0,80}\n[\ 0-9]{6}[^\n]{0,60}V[23]000)
        |(?<helm>(PEPTIDE|RNA|CHEM|BLOB)[0-9]+\{)
        |(?<report>HMMER[23]/|T?BLAST[NPX]|PSIBLAST|Score\ =|>*\ ?(Query|Sbjct)(_[0-9]+)?([:=]|\ +[0-9])
            |\#\ (hmm|phmm|jackhmm|T?BLAST|Fields:)|Domain\ [0-9]+\ of)
        |(?<json>[\[{]\s*["'{\[]|\{\s*\})
        |(?<xml><(\?xml|!DOCTYPE|!--|[A-Za-z][\w:-]*[\s>/]))|(?<table>\|[^\n]{1,999}\|\s*\n\s*\|[\s:|-]+\|)
        |(?<yaml>---\s*\n|version:\s|sequences:\s*\n))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Head { get; }

    [GeneratedRegex(@"\A[^\s>]{1,60}[ \t]+(?:[0-9]{1,6}[ \t]+)?(?<row>[A-Za-z-]{5,})(?:[ \t]+[0-9]{1,6})?\z")]
    private static partial Regex Aligned { get; }

    [GeneratedRegex("""
        \A(id|name|gene|symbol|accession|entry|protein|seq|seqs|sequence|sequences|aa_seq|description|length|organism|chain|heavy|light
        |mutant|mutation|variant)\z
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Column { get; }
}
