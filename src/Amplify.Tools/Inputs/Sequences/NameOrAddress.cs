using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What stands for a sequence elsewhere: an accession, a gene's name, a path, a web address. Nothing is looked up here.</summary>
internal static partial class NameOrAddress
{
    private const int LongestRun = 8;
    private const int LongestName = 40;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count != 1 || text.Text[0] == '>' || OtherFiles.Read(text) is not null) return null;
        if (Address.IsMatch(text.Text)) return Reading.Refuse($"'{text.Quote(60)}' is a web address, and this server opens none. Send "
            + "the sequence itself as text.");
        if (IsPath(text.Text)) return Reading.Refuse($"'{text.Quote(60)}' is a path or a file's name, and this server reads no files. "
            + "Send the text of the file.");
        return IsName(text.Text) && MarkedPeptide.Read(text) is null && NumberedBlocks.Read(text) is null
            ? Reading.Refuse($"'{text.Quote()}' looks like an accession or a gene's name, not like a sequence, and no database is asked "
                + "here. Look it up (uniprot.org) and send the sequence.")
            : null;
    }

    private static bool IsPath(string text) =>
        text.Length < 500 && (Path.IsMatch(text)
            || (Extension.Match(text[Math.Max(0, text.Length - 20)..]) is { Success: true }
            && !text.Contains("  ", StringComparison.Ordinal)));

    // Digits, underscores and bars among letters, and no stretch of residues; or a known name that has a letter no residue has.
    private static bool IsName(string text)
    {
        if (text.Length > LongestName || !Name.IsMatch(text)) return false;
        var pieces = text.Split('-', ' ');
        if (text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetter)) return !HasRun(text) || Accession.IsMatch(text);
        if (text.Contains('|')) return false;
        if (text.Contains('_')) return true;
        return (pieces.Length > 1 && !ThreeLetterCode.IsCode(text) && KnownNames.Contains(pieces[0]) && !pieces.Any(HasRun)
            && text.Contains('-'))
            || (KnownNames.Contains(text) && !text.ToUpperInvariant().All(ProteinSequence.Residues.Contains));
    }

    private static bool HasRun(string text)
    {
        var run = 0;
        foreach (var letter in text)
        {
            run = AminoAcids.Read([letter]) is null ? 0 : run + 1;
            if (run >= LongestRun) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]{1,9}://|\Awww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\A(/|~/|\.{1,2}[/\\]|[A-Za-z]:[\\/]|\\\\|[A-Za-z0-9_.-]{1,60}/[A-Za-z0-9_./-]{0,60}[0-9_.])")]
    private static partial Regex Path { get; }

    [GeneratedRegex(@"\.(fa|fasta|faa|fas|fsa|fna|ffn|pep|aa|txt|seq|pdb|ent|cif|mmcif|gb|gbk|gp|gpt|csv|tsv|xlsx?|docx?|json|a3m|a2m|sto|aln|fastq|fq|pir|embl|dat|xml|dna|pdf|html?|msf|phy|nex|FASTA|TXT|PDB|CIF|GBK)(\.(gz|zip|bz2|xz))?\z|\.(gz|zip|bz2|xz)\z")]
    private static partial Regex Extension { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.|:-]*\z")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\A([A-Z]{2}_[0-9]{5,}|ENS[A-Z]{0,6}[0-9]{6,}|UPI[0-9A-F]{10}|[A-Z]{3}[0-9]{5,})(\.[0-9]{1,3})?\z")]
    private static partial Regex Accession { get; }
}
