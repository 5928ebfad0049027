using System.Text;
using Amplify.Tools.Inputs.Mutations;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs;

/// <summary>docs/input.md: what texts are read, from the readers' own tables; what comes of each example is what comes of it.</summary>
public static class InputGuide
{
    private static readonly string[] Positions = ["10-20,35", "10..20", "10 to 20", "R3-E6", "resi 3+5", "52A"];

    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # What is read

            A text is read only if it is known what it is. What can be two things is refused, or read with a warning that quotes it.
            Nothing is joined, left out or changed in case without a sentence that quotes it, in `normalization` where it is certain and
            in `warnings` where it is not. This page is written by `make contract` from the readers' own tables: the last column is what
            the program answers (⏎ is a line break, ⇥ a tab).

            ## A sequence

            The twenty residues `ACDEFGHIKLMNPQRSTVWY` in any case, with blanks and line breaks; one trailing `*` is left out. `|` is
            AMPLIFY's own mark between two chains (`HEAVY|LIGHT`): read where the model reads it, refused elsewhere. X, B, Z, J, U and O
            are refused with their positions. Runs of four small letters or more (masked regions, signal peptides) are ordinary; shorter
            ones get a warning. Fewer than ten residues that spell a gene's name or a word are scored with a warning, and so are 15
            letters or more of the nucleotide code of which 85 % are A, C, G, T, U or N (70 % where all four bases are there).


            """.ReplaceLineEndings("\n"));
        Table(page, "written as | known by | example | what comes of it",
            SequenceReaders.All.SelectMany(it => it.Examples.Select(example =>
                new[] { it.Name, it.Recognises, Code(example), Outcome(example) })));
        page.Append("\n## Files of other kinds\n\nKnown by how they begin; named, not read. The command line unpacks gzip and reads "
            + "UTF-16 by itself.\n\n");
        Table(page, "what it is | what to do", OtherFiles.Kinds.Select(it => new[] { it.Name, it.Instead }));
        page.Append("\n## `mutations`\n\nLists with commas, semicolons, blanks, line breaks, bullets or numbers, JSON as text, rows of "
            + "a table. Wild types are checked against the sequence.\n\n");
        Table(page, "written as | example | read as",
            SubstitutionText.Notations.SelectMany(it => it.Examples.Select(example => new[] { it.Name, Code(example), Meaning(example) })));
        page.Append("\nNot scored, and named:\n\n");
        Table(page, "example | why", OtherChanges.Kinds.Select(it => new[] { Code(it.Example), it.Reason }));
        page.Append("\n## `positions`\n\n");
        Table(page, "example | read as", Positions.Select(it => new[]
        {
            Code(it), PositionSet.TryParse(it, out var set, out var problem)
                ? string.Join(", ", set.Ranges.Select(range =>
                    range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"))
                + (set.Residues.Count > 0 ? "; residues are checked" : "") : problem,
        }));
        return page.ToString();
    }

    private static void Table(StringBuilder page, string head, IEnumerable<string[]> rows)
    {
        page.Append($"| {head} |\n|{string.Concat(Enumerable.Repeat("---|", head.Count(it => it == '|') + 1))}\n");
        foreach (var row in rows) page.Append($"| "
            + $"{string.Join(" | ", row.Select(it => it.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
    }

    private static string Code(string example) => example.Contains('`') ? $"``{Flat(example)} ``" : $"`{Flat(example)}`";

    private static string Flat(string text) => text.Replace('\n', '⏎').Replace('\t', '⇥');

    private static string Outcome(string example) => ProteinSequence.TryParse(example, out var sequence, out var problem)
        ? $"`{sequence.Value}`; {string.Join("; ", sequence.Normalization.Concat(sequence.Warnings))}"
        : problem.Details.Errors[0];

    private static string Meaning(string example) => string.Join("; ", MutationQuery.ParseAll(example).Select(it => it switch
    {
        MutationQuery.Single single =>
            $"{single.WildType}{(single.Hyphen == Hyphen.None ? single.Position : Math.Abs(single.Position))}{single.Variant}",
        MutationQuery.Site site => $"all at {site.WildType}{site.Position}",
        MutationQuery.Everywhere everywhere => $"{everywhere.Variant} at every position",
        MutationQuery.Combined several =>
            $"{string.Join(" and ", several.Parts.Select(part => $"{part.WildType}{part.Position}{part.Variant}"))} in one molecule",
        MutationQuery.Refused refused => $"not read: {refused.Reason}",
        _ => throw new System.Diagnostics.UnreachableException(),
    } + (it.Note is { } note ? $" ({note})" : "")));
}
