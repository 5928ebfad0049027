using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>What stands for a sequence elsewhere: an accession, a gene's name, a path, a web address. Nothing is looked up here.</summary>
internal static partial class NameOrAddress
{
    /// <summary>An accession of UniProt, for the patterns that look for one.</summary>
    public const string Uniprot = "(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})";
    private const int LongestName = 60;

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

    private static bool IsPath(string text) => text.Length < 500 && (Path.IsMatch(text)
        || (Extension.IsMatch(text[Math.Max(0, text.Length - 20)..]) && !text.Contains("  ", StringComparison.Ordinal)));

    // Digits or underscores among letters; words that are known and have a letter no residue has. No stretch of residues anywhere.
    private static bool IsName(string text)
    {
        if (text.Length > LongestName || ThreeLetterCode.IsCode(text)) return false;
        var words = text.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(Accession.IsMatch)) return words.All(IsWord);
        if (Run.IsMatch(text)) return false;
        if (Name.IsMatch(text) && text.Any(char.IsAsciiLetter)
            && (text.Any(char.IsAsciiDigit) || (text.Contains('_') && !text.Contains('|')))) return true;
        if (!Phrase.IsMatch(text) || !words.Any(KnownNames.Contains)) return false;
        var isForeign = text.Any("BJOUXZbjouxz0123456789".Contains);
        return words.All(it => it.Length > 2 && KnownNames.Contains(it)) ? words.Length > 1 || isForeign
            : text.Contains('-') || (isForeign && words.All(IsWord));
    }

    private static bool IsWord(string word) =>
        Accession.IsMatch(word) || KnownNames.Contains(word) || (word.Any(char.IsAsciiLetterLower) && !Run.IsMatch(word));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]{1,9}://|\Awww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\A(/|~/|\.{1,2}[/\\]|[A-Za-z]:[\\/]|\\\\|[A-Za-z0-9_.-]{1,60}/[A-Za-z0-9_./-]{0,60}[0-9_.])")]
    private static partial Regex Path { get; }

    [GeneratedRegex("""
        \.(fa|fasta|faa|fas|fsa|fna|ffn|pep|aa|txt|seq|pdb|ent|cif|mmcif|gb|gbk|gp|gpt|csv|tsv|xlsx?|docx?|json|a3m|a2m|sto|aln|fastq
        |fq|pir|embl|dat|xml|dna|pdf|html?|msf|phy|nex|FASTA|TXT|PDB|CIF|GBK)(\.(gz|zip|bz2|xz))?\z|\.(gz|zip|bz2|xz)\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Extension { get; }

    [GeneratedRegex("[ACDEFGHIKLMNPQRSTVWYacdefghiklmnpqrstvwy]{8}")]
    private static partial Regex Run { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.|:-]*\z")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\A[A-Za-z]+[0-9]*([ -][A-Za-z0-9]+)*\z")]
    private static partial Regex Phrase { get; }

    [GeneratedRegex(@"\A([A-Z]{2}_[0-9]{5,}|ENS[A-Z]{0,6}[0-9]{6,}|UPI[0-9A-F]{10}|[A-Z]{3}[0-9]{5,}|" + Uniprot + @")(\.[0-9]{1,3})?\z")]
    private static partial Regex Accession { get; }
}
