namespace Amplify.Tools.Inputs.Sequences;

/// <summary>
/// Lines of residues and a title above them without a >, or words below. What is surely no sequence is a note; what may be one, a warning.
/// </summary>
internal static class TitledText
{
    private const int MostLines = 200;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count < 2 || text.Lines.Any(it => it[0] == '>') || text.First[0] is '@' or ';' or '#'
            || ThreeLetterCode.Read(text) is not null || OtherFiles.Read(text) is not null || DatabaseEntry.Read(text) is not null
            || NamedLine.Read(text) is not null || NumberedBlocks.Read(text) is not null) return null;
        var last = text.Lines.Count - 1;
        var below = TitleWords.Beside(text.Lines[last], text.Lines[last - 1]) == TitleWords.Title.Sure ? last : text.Lines.Count;
        var kinds = Enumerable.Range(0, Math.Min(last, MostLines))
            .Select(it => TitleWords.Beside(text.Lines[it], text.Lines[it + 1])).ToList();
        var above = kinds[0] != TitleWords.Title.None;
        bool IsHead(int at) => at < kinds.Count && (kinds[at] == TitleWords.Title.Sure || (above && kinds[at] == TitleWords.Title.Likely));
        var heads = Enumerable.Range(0, kinds.Count).Count(IsHead);
        if (heads > (above ? 1 : 0))
            return Reading.Several(" under titles", text.Under(IsHead).Select(it => (it.Head, it.Lines.AsEnumerable())));
        if (!above && below > last) return null;

        var (notes, warnings, title) = (new List<string>(), new List<string>(), SafeText.Quote(text.First));
        if (kinds[0] == TitleWords.Title.Sure) notes.Add($"read the first line '{title}' as a title");
        if (kinds[0] == TitleWords.Title.Likely) warnings.Add($"The first line '{title}' was read as a title, not as residues; if they are "
            + "residues, send them without the line break.");
        if (below == last) warnings.Add($"The last line '{SafeText.Quote(text.Lines[last])}' was left out: it looks like words, not like "
            + "residues.");
        var body = Reading.Body(text.Lines.Take(below).Skip(above ? 1 : 0));
        if (body.Letters.Length == 0) return null;
        return (NamedLine.Read(new PastedText(body.Letters)) ?? body).After(new("") { Notes = notes, Warnings = warnings });
    }
}
