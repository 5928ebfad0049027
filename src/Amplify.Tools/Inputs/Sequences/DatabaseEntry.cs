using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Flat files of UniProt, EMBL and GenBank: the residues stand between SQ or ORIGIN and //.</summary>
internal static partial class DatabaseEntry
{
    public static Reading? Read(PastedText text)
    {
        if (!Head.IsMatch(text.First) || text.Lines.Any(it => it[0] == '>') || OtherFiles.Read(text) is not null) return null;
        var quoted = SafeText.Quote(text.First, 40);
        if (Nucleic.IsMatch(text.First) || text.Lines.Any(Nucleic.IsMatch)) return Reading.Refuse($"A GenBank or EMBL entry of DNA or "
            + $"RNA ('{quoted}'). Send the protein it codes for: its /translation, or the protein's own entry.");
        var entries = text.Lines.Count(Start.IsMatch);
        if (entries > 1) return Reading.Refuse($"{entries} database entries found. Submit one sequence per call.");
        if (entries == 0) return Reading.Refuse($"A database entry without its sequence ('{quoted}'): neither SQ nor ORIGIN is there. "
            + "Send the residues, or the FASTA of the entry.");
        var lines = text.Lines.SkipWhile(it => !Start.IsMatch(it)).Skip(1).TakeWhile(it => it is not "//");
        return Reading.Body(lines) with { Notes = [$"read the sequence of the database entry '{quoted}'"] };
    }

    [GeneratedRegex(@"\A(LOCUS |DEFINITION |ACCESSION |ORIGIN\b|(ID|AC|DE|SQ|XX) {3})")]
    private static partial Regex Head { get; }

    [GeneratedRegex(@"\A(ORIGIN\b|SQ {3})")]
    private static partial Regex Start { get; }

    [GeneratedRegex(@"\A(LOCUS .{0,60}[0-9] bp |ID   .{0,90}[0-9] BP\.|SQ .{0,90} BP;)")]
    private static partial Regex Nucleic { get; }
}
