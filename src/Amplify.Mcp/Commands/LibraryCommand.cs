using System.CommandLine;
using System.Text.Json;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>`library`: what to order for chosen sites: codons, and oligos where the gene is given.</summary>
internal static class LibraryCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of a prediction that is done" };
        var options = new LibraryOptions();
        var report = new ReportOptions();
        var command = new Command("library", "Design a combinatorial library: codons for each site, and oligos for a gene") { id };
        options.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var (outputId, looks) = (parsed.GetRequiredValue(id), report.Read(parsed));
            return Session.RunAsync(output, error, () => looks, [], session => session.WithScanAsync(outputId, (scan, stem, terminal) =>
            {
                Design(scan, looks, stem, options.Read(parsed, scan, looks.Offset), terminal);
                return ExitCode.Done;
            }, cancellationToken));
        });
        return command;
    }

    private static void Design(VariantScan scan, Report report, string stem, LibraryOrder order, Terminal terminal)
    {
        var design = order.Codons is { Count: > 0 } codons ? LibraryDesign.With(codons, scan, order.Columns) : LibraryDesign.Of(scan,
            order.Columns, order.Wish);
        var notes = LibraryView.Notes(design, scan, report.Offset).ToList();
        var files = new List<(string, string, byte[])> { ("CSV", $"{stem}-library.csv", OrderCsv.Library(design, report.Offset)) };
        if (order.Gene is { } gene)
        {
            files.Add(("oligos", $"{stem}-oligos.csv", OrderCsv.Oligos(Oligo.For(gene, design, report.Offset, out var said))));
            notes.AddRange(said);
        }

        var written = report.Directory is { } directory ? OutputFolder.Write(directory, files) : [];
        var answer = LibraryView.Of(design, report.Offset);
        if (report.Json) terminal.Output.WriteLine(JsonSerializer.Serialize(answer, ContractJson.Wire.LibraryReport));
        else Print(answer, design, order.Wish.Usage, notes, written, terminal);
        terminal.Output.Flush();
    }

    private static void Print(LibraryReport it, LibraryDesign design, CodonUsage usage, List<string> notes,
        IReadOnlyList<(string Kind, string Path)> files, Terminal terminal)
    {
        var table = new TextTable(new("site", 8, false), new("wanted", 22, false), new("codons", 18, false), new("size", 6),
            new("  brings", 0, false));
        foreach (var row in it.Sites)
        {
            table.Add($"{row.WildType}{row.Position}", row.Residues, string.Join('+', row.Codons), $"{row.Size}",
                row.Brings is { Length: > 0 } brings ? $"  {brings}" : "");
        }

        table.Print(terminal.Output, terminal.Width);
        terminal.Tell($"{it.DnaSize:#,0} DNA sequences, {it.ProteinSize:#,0} proteins, {100 * design.Open:0.#} % without a stop; "
            + $"{it.Clones95:#,0} clones for 95 % of them; codons for {usage.Name}");
        foreach (var note in notes) terminal.Tell($"Note: {note}");
        foreach (var (kind, path) in files) terminal.Output.WriteLine($"{kind,-9} {path}");
    }
}

/// <summary>What a library is to be.</summary>
/// <param name="Codons">The same at every site; null: as the wish finds them.</param>
internal sealed record LibraryOrder(IReadOnlyList<int> Columns, LibraryWish Wish, IReadOnlyList<DegenerateCodon>? Codons, Gene? Gene);

/// <summary>The options of `library`.</summary>
internal sealed class LibraryOptions
{
    private readonly Option<string?> positions = new("--positions")
    {
        Description = "Sites, e.g. 9,13,21; by default the three of the best "
        + "substitutions",
        HelpName = "LIST"
    };
    private readonly Option<int> limit = new("--limit")
    {
        Description = "Residues a site, best scores first, besides the wild type",
        HelpName = "N",
        DefaultValueFactory = _ => LibraryWish.UsualLimit,
    };
    private readonly Option<string> keep = new("--keep")
    {
        Description = "Residues to have at every site",
        HelpName = "LETTERS",
        DefaultValueFactory = _ => ""
    };
    private readonly Option<string> avoid = new("--avoid")
    {
        Description = "Residues to have at none",
        HelpName = "LETTERS",
        DefaultValueFactory = _ => ""
    };
    private readonly Option<bool> conservative = new("--conservative") { Description = "Only exchanges of like side chains" };
    private readonly Option<string?> codon = new("--codon")
    {
        Description = "The same codons at every site, e.g. NNK or NDT,VHG,TGG",
        HelpName = "CODONS"
    };
    private readonly Option<string> table = new("--codon-table")
    {
        Description = $"Whose codons are preferred: {string.Join(", ", CodonUsage.Names)} or a file",
        HelpName = "NAME",
        DefaultValueFactory = _ => CodonUsage.Default.Name,
    };
    private readonly Option<string?> gene = new("--gene")
    {
        Description = "FASTA of the coding sequence, with flanks if you have them: "
        + "oligos are made",
        HelpName = "FILE"
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[positions, limit, keep, avoid, conservative, codon, table, gene]) command.Add(option);
    }

    /// <exception cref="UsageException">An option cannot be used.</exception>
    public LibraryOrder Read(ParseResult parsed, VariantScan scan, int offset)
    {
        var usage = Usage(parsed.GetValue(table)!);
        var filter = new VariantFilter(Exclude: Residues(parsed.GetValue(avoid)!, "--avoid"), Conservative: parsed.GetValue(conservative));
        return new(Columns(parsed.GetValue(positions), scan, offset),
            new(Math.Clamp(parsed.GetValue(limit), 1, 20), Residues(parsed.GetValue(keep)!, "--keep"), filter, usage),
            Codons(parsed.GetValue(codon)), parsed.GetValue(gene) is { } file ? Coding(OutputFolder.Read(file), scan) : null);
    }

    private static IReadOnlyList<int> Columns(string? text, VariantScan scan, int offset)
    {
        if (text is null) return LibraryDesign.BestSites(scan, LibraryView.SitesUnasked);
        if (!PositionSet.TryParse(text, out var asked, out var problem)) throw new UsageException($"--{problem}.");
        var query = new VariantQuery(scan, offset);
        int[] columns = [.. query.Select(asked, null).Select(it => it.Column).Distinct().Order()];
        if (query.Notes is [var first, ..]) throw new UsageException(first);
        return columns.Length is > 0 and <= LibraryDesign.MostSites ? columns
            : throw new UsageException($"--positions has {columns.Length} sites; a library takes 1 to {LibraryDesign.MostSites}.");
    }

    private static string Residues(string text, string option)
    {
        var letters = text.ToUpperInvariant().Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return letters.All(it => ProteinSequence.Residues.Contains(it)) ? letters
            : throw new UsageException($"{option} takes residues in one-letter code, such as CP.");
    }

    private static List<DegenerateCodon>? Codons(string? text) =>
        text?.Split([',', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(it => DegenerateCodon.Read(it) ?? throw new UsageException($"'{SafeText.Quote(it, 20)}' is no codon of IUPAC letters, such "
            + $"as NNK.")).ToList();

    private static CodonUsage Usage(string name)
    {
        if (CodonUsage.Of(name) is { } known) return known;
        if (!File.Exists(name)) throw new UsageException($"--codon-table takes {string.Join(", ", CodonUsage.Names)} or a file; there is "
            + $"no {SafeText.Quote(name, 100)}.");
        return CodonUsage.TryRead(OutputFolder.Read(name), Path.GetFileName(name), out var usage, out var problem)
            ? usage : throw new UsageException(problem);
    }

    private static Gene Coding(string text, VariantScan scan) =>
        Gene.TryRead(text, scan.WildTypes, out var found, out var problem) ? found : throw new UsageException(problem);
}
