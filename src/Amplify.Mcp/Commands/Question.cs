using System.CommandLine;
using System.Text.Json.Nodes;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>What is asked of a prediction, as get_results takes it.</summary>
/// <param name="Limit">null: as many as is usual.</param>
internal sealed record Question(View View, string? Mutations, string? Positions, int? Limit)
{
    private const int UsualRows = 50;

    public int? PerSite { get; init; }

    public string? Exclude { get; init; }

    public string? Classes { get; init; }

    /// <summary>How many rows to show; of lines that a program reads, all.</summary>
    public int Wanted => Limit ?? View switch
    {
        View.Csv => int.MaxValue,
        View.Matrix => ScanMatrix.MostPositions,
        _ => UsualRows,
    };

    /// <param name="rows">The most rows of this page; null: as was asked.</param>
    /// <param name="cursor">null: the first page.</param>
    public (string Name, JsonNode? Value)[] Arguments(int? rows, string? cursor) =>
    [
        ("view", View.ToString().ToLowerInvariant()),
        ("mutations", Mutations),
        ("positions", Positions),
        ("per_site", PerSite),
        ("exclude", Exclude),
        ("classes", Classes),
        ("limit", rows is { } most ? Math.Min(most, View == View.Csv ? CsvResults.Most : SummaryResults.Most) : Limit),
        ("cursor", cursor),
    ];
}

/// <summary>The options that ask a question: those of `predict` and `results`.</summary>
internal sealed class QuestionOptions
{
    private const int MostRows = 200_000; // more than the longest protein has

    private readonly Option<string?> mutations = new("--mutations")
    {
        Description = "Only these substitutions, in any notation: H10A, p.His10Ala, H10 (all there), *P (everywhere), H5A:H10A (together)",
        HelpName = "LIST",
    };

    private readonly Option<string?> positions = new("--positions")
    {
        Description = "Only these positions, such as 10-20,35",
        HelpName = "LIST",
    };

    private readonly Option<int?> perSite = new("--per-site") { Description = "The most rows at one site", HelpName = "N" };

    private readonly Option<string?> exclude = new("--exclude")
    {
        Description = "New residues not wanted, such as CP",
        HelpName = "RESIDUES",
    };

    private readonly Option<string?> classes = new("--classes") { Description = "conservative: only exchanges of like side chains" };

    private readonly Option<int?> limit = new("--limit")
    {
        Description = "The most rows, best scores first; in a matrix positions (default 50 and 40, of csv all)",
        HelpName = "N",
    };

    private readonly Option<string?> view = new("--view")
    {
        Description = "summary, table (rows), matrix (all 20 scores a position), csv (mutant,score lines); with --json also full, the "
            + "stored result unchanged",
    };

    public QuestionOptions()
    {
        // Of a view that is added, a terminal shows the rows. The picture is written anyway, and a library is a command of its own.
        view.AcceptOnlyFromAmong(
            [.. Enum.GetNames<View>().Select(it => it.ToLowerInvariant()).Except(["heatmap", "library"])]);
        classes.AcceptOnlyFromAmong("all", "conservative");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[mutations, positions, perSite, exclude, classes, limit, view]) command.Add(option);
    }

    /// <returns>null: nothing in particular was asked.</returns>
    /// <exception cref="UsageException">What was asked cannot be; nothing was submitted.</exception>
    public Question? Read(ParseResult parsed, bool json)
    {
        var (some, sites, most) = (parsed.GetValue(mutations), parsed.GetValue(positions), parsed.GetValue(limit));
        View? named = parsed.GetValue(view) is { } word ? Enum.Parse<View>(word, ignoreCase: true) : null;
        if (sites is not null && !PositionSet.TryParse(sites, out _, out var problem)) throw new UsageException($"--{problem}.");
        if (most is < 1 or > MostRows) throw new UsageException($"--limit is {most}; it takes 1 to {MostRows}.");
        if (named == View.Full && !json) throw new UsageException("--view full is the stored result, which is JSON: it takes --json too.");
        var question = new Question(named ?? View.Table, some, sites, most)
        {
            PerSite = parsed.GetValue(perSite),
            Exclude = parsed.GetValue(exclude),
            Classes = parsed.GetValue(classes),
        };
        var asks = question with { View = View.Summary } != new Question(View.Summary, null, null, null);
        return asks || named is not (null or View.Summary) ? question : null;
    }
}
