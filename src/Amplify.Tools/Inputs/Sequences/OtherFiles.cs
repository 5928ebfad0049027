using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Files of other kinds, known by how they begin: named, not read.</summary>
internal static partial class OtherFiles
{
    private const int MostHead = 2_000;

    /// <summary>What each is called, and what to send instead.</summary>
    public static IReadOnlyList<(string Name, string Instead)> Kinds { get; } =
    [
        ("a gzip file", "Unpack it first"), ("a zip file", "Unpack it first"), ("a bzip2 or xz file", "Unpack it first"),
        ("UTF-16 text without its mark", "Save it as UTF-8"), ("a PDF file", "Send the sequence in it as text"),
            ("an RTF file", "Save it as plain text"),
        ("a PDB file", "Send the SEQRES lines of one chain, or its FASTA"), ("an mmCIF file", "Send the FASTA of one chain"),
        ("a Stockholm alignment", "Send one sequence of it, ungapped"), ("a Clustal alignment", "Send one sequence of it, ungapped"),
        ("an MSF alignment", "Send one sequence of it, ungapped"), ("a PHYLIP alignment", "Send one sequence of it, ungapped"),
        ("a NEXUS file", "Send one sequence of it, ungapped"), ("FASTQ, which holds reads of DNA", "Send the protein they code for"),
        ("SAM, VCF, GFF or BED, which speak of a genome", "Send the protein's sequence"),
            ("a MOL, SDF or MOL2 file, or InChI", "Send residues in one-letter code"),
        ("HELM or BILN notation", "Send residues in one-letter code"), ("a HMMER, BLAST or PSI-BLAST report", "Send the sequence alone"),
        ("JSON", "Send the text of the sequence alone"), ("XML or HTML", "Send the text of the sequence alone"),
            ("YAML", "Send the text of the sequence alone"),
        ("CSV", "Send one sequence, or FASTA"),
    ];

    public static Reading? Read(PastedText text)
    {
        var head = text.Text[..Math.Min(text.Text.Length, MostHead)];
        var kind = KindOf(head, text);
        if (kind < 0) return null;
        var (name, instead) = Kinds[kind];
        return Reading.Refuse($"This is {name}, not a sequence (it begins '{SafeText.Quote(head, 30)}'). {instead}.");
    }

    private static int KindOf(string head, PastedText text)
    {
        var match = Head.Match(head);
        for (var kind = 0; match.Success && kind < Kinds.Count; kind++)
        {
            if (match.Groups[$"k{kind}"].Success && !(kind == 6 && ThreeLetterCode.IsSeqres(text))) return kind;
        }

        if (head.Length >= 4 && 4 * head.Take(64).Count(it => it == '\0') >= Math.Min(64, head.Length)) return 3;
        if (head[0..Math.Min(1, head.Length)] == "@" && text.Lines.Count >= 4 && text.Lines[2][0] == '+') return 13;
        return IsTable(text) ? Kinds.Count - 1 : -1;
    }

    // A header row and rows of as many cells.
    private static bool IsTable(PastedText text)
    {
        var cells = text.First.Count(it => it is ',');
        return text.Lines.Count > 1 && cells > 0 && text.First.Length < 400
            && text.Lines.Take(5).All(it => it.Count(letter => letter is ',') == cells)
            && text.First.Split(',').Any(it => Column.IsMatch(it.Trim(' ', '"')));
    }

    [GeneratedRegex("""
        \A(?:(?<k0>\u001F[\u008B\uFFFD])|(?<k1>PK(\u0003\u0004|\u0005\u0006))|(?<k2>BZh[1-9]|\uFFFD7zXZ|\u00FD7zXZ)|(?<k4>%PDF-)|(?<k5>\{\\rtf)
        |(?<k6>(HEADER|TITLE|COMPND|REMARK|CRYST1|MODEL|SEQRES|EXPDTA|SOURCE|KEYWDS|AUTHOR|HETATM|ATOM|DBREF|OBSLTE|CAVEAT|SPLIT|NUMMDL|HELIX|SHEET|SSBOND|ANISOU)(\ {2,}|\ +[0-9]))
        |(?<k7>data_\S|loop_|_(entry|atom_site|entity|struct|cell)[._])|(?<k8>\#\ ?STOCKHOLM)|(?<k9>CLUSTAL|MUSCLE\ \(|PROBCONS|MAFFT\ v[0-9])|(?<k10>!!(AA|NA)_|PileUp|\S{0,40}\ {0,9}MSF:)
        |(?<k11>(?!10\ +20\b)[0-9]{1,6}[\ \t]+[0-9]{1,6}[\ \t]*[\r\n])|(?<k12>\#NEXUS)|(?<k14>\#\#(fileformat|gff|sequence-region)|@(HD|SQ|RG|PG)\t|track\ (name|type)=|browser\ position)
        |(?<k15>@<TRIPOS>|InChI=|[^\n]{0,80}\n[^\n]{0,80}\n[^\n]{0,80}\n[\ 0-9]{6}[^\n]{0,60}V[23]000)|(?<k16>(PEPTIDE|RNA|CHEM|BLOB)[0-9]+\{)
        |(?<k17>HMMER[23]/|T?BLAST[NPX]|PSIBLAST|Query=|Score\ =)|(?<k18>[\[{]\s*["'{\[]|\{\s*\})|(?<k19><(\?xml|!DOCTYPE|!--|[A-Za-z][\w:-]*[\s>/]))|(?<k20>---\s*\n|version:\s|sequences:\s*\n))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Head { get; }

    [GeneratedRegex(@"\A(id|name|gene|symbol|accession|entry|protein|seq|seqs|sequence|sequences|aa_seq|description|length|organism|chain|heavy|light|mutant|mutation|variant)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Column { get; }
}
