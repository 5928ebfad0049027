namespace Amplify.Tools.Inputs.Sequences;

/// <summary>FASTA: a header line, then lines of residues. Comments begin with ; or #, as in A3M and in the oldest files.</summary>
internal static class FastaText
{
    public static Reading? Read(PastedText text)
    {
        var content = text.Lines.SkipWhile(IsComment).FirstOrDefault() ?? "";
        if (PirText.IsHead(content) || OtherFiles.Read(text) is not null
            || !(text.Lines.Any(it => it[0] == '>') || IsCommented(text))) return null;
        var notes = new List<string>();
        var groups = text.Under(it => text.Lines[it][0] == '>');
        if (groups[0] is { Head: null, Lines: var before })
        {
            before.RemoveAll(IsComment);
            notes.AddRange(before.FindAll(TitleWords.AreSure)
                .Select(it => $"left out what stands before the header: '{SafeText.Quote(it)}'"));
            before.RemoveAll(TitleWords.AreSure);
            if (before.Count == 0) groups.RemoveAt(0);
        }

        groups.ForEach(it => it.Lines.RemoveAll(IsComment));
        if (groups.Count == 0) return Reading.Refuse("Only comments, and no sequence.");
        if (groups.Count > 1) return Reading.Several("", groups.Select(it => (it.Head?[1..], it.Lines.AsEnumerable())))
            with
        { Parts = [.. groups.Select(it => string.Join('\n', it.Head is { } its ? [its, .. it.Lines] : it.Lines))] };
        var comments = text.Lines.Count(IsComment);
        if (comments > 0) notes.Add($"skipped {comments} comment {(comments == 1 ? "line" : "lines")}: "
            + $"'{SafeText.Quote(text.Lines.First(IsComment))}'");
        var body = Reading.Body(groups[0].Lines);
        if (groups[0].Head is not { } head) return body with { Notes = notes };
        var name = SafeText.Quote(head[1..]) is { Length: > 0 } given ? given : "(no name)";
        return body with
        {
            Name = ProteinName.OfHeader(head[1..]),
            Notes = [$"read the FASTA record '{name}'", .. notes],
            Records = [(name, 0)],
        };
    }

    public static bool IsComment(string line) => line[0] is ';' or '#';

    // Without a header, one comment at the head; more among the residues would be titles of several.
    private static bool IsCommented(PastedText text) =>
        text.Lines.Count > 1 && IsComment(text.First) && !text.Lines.SkipWhile(IsComment).Any(IsComment);
}
