using Amplify.Tools.Contract;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>FASTA: a header line, then lines of residues. Comments begin with ; or #, as in A3M and in the oldest files.</summary>
internal static class FastaText
{
    public static Reading? Read(PastedText text)
    {
        var content = text.Lines.SkipWhile(IsComment).FirstOrDefault() ?? "";
        if (PirText.IsHead(content) || OtherFiles.Read(text) is not null
            || !(text.Lines.Any(it => it[0] == '>') || IsCommented(text))) return null;
        var (records, notes, comments) = (new List<(string? Name, List<string> Lines)>(), new List<string>(), new List<string>());
        foreach (var line in text.Lines)
        {
            if (line[0] == '>') records.Add((line[1..], []));
            else if (IsComment(line)) comments.Add(line);
            else if (records.Count == 0 && TitledText.IsSurelyTitle(line)) notes.Add($"left out what stands before the header: "
                + $"'{SafeText.Quote(line)}'");
            else if (records.Count == 0) records.Add((null, [line]));
            else records[^1].Lines.Add(line);
        }

        if (records.Count == 0) return Reading.Refuse("Only comments, and no sequence.");
        if (comments.Count > 0) notes.Add($"skipped {comments.Count} comment {(comments.Count == 1 ? "line" : "lines")}: "
            + $"'{SafeText.Quote(comments[0])}'");
        if (records.Count > 1)
        {
            var parts = records.Select(it => it.Name is null ? string.Join('\n', it.Lines) : $">{it.Name}\n{string.Join('\n', it.Lines)}");
            return Reading.Several("", [.. records.Select(it => (Name(it.Name), string.Concat(it.Lines)))]) with { Parts = [.. parts] };
        }


        if (records[0].Name is null) return Reading.Body(records[0].Lines) with { Notes = notes };
        notes.Insert(0, $"read the FASTA record '{Name(records[0].Name)}'");
        return Reading.Body(records[0].Lines) with { Notes = notes, Records = [new FastaRecord(Name(records[0].Name), 0)],
            Name = ProteinName.OfHeader(records[0].Name!) };
    }

    public static bool IsComment(string line) => line[0] is ';' or '#';

    // Without a header, one comment at the head; more among the residues would be titles of several.
    private static bool IsCommented(PastedText text) =>
        text.Lines.Count > 1 && IsComment(text.First) && !text.Lines.SkipWhile(IsComment).Any(IsComment);

    private static string Name(string? given) => string.IsNullOrWhiteSpace(given) ? "(no name)" : SafeText.Quote(given);
}
