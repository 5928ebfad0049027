using Amplify.Tools.Assays;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>What get_results was asked to show of a completed prediction.</summary>
internal sealed class ResultQuestion
{
    public const int MostRows = SummaryResults.Most;
    public const int MostLines = CsvResults.Most;
    private const int RowsUnasked = 3;
    private const int RowsAsked = 50;
    private const int MostOffset = 100_000;
    private const int MostSites = 20;

    private PositionSet? positions;
    private MeasurementRows? measurements;
    private int first;
    private string text = "";

    public static IReadOnlyList<string> Views { get; } = [.. Enum.GetNames<View>().Select(it => it.ToLowerInvariant())];

    public View View { get; private init; }

    public PositionSet? Positions => positions;

    public IReadOnlyList<MutationQuery>? Mutations { get; private init; }

    public int Limit { get; private init; }

    /// <summary>null: nobody asked for a number of rows.</summary>
    public int? LimitAsked { get; private init; }

    public VariantFilter Filter { get; private init; } = new();

    /// <summary>Residues that a library has at every site.</summary>
    public string Keep { get; private init; } = "";

    /// <summary>null: none were sent.</summary>
    public MeasurementRows? Measurements => measurements;

    public Numbering Numbering { get; private init; }

    /// <summary>How many of the matching rows earlier pages gave.</summary>
    public int First => first;

    public bool IsFiltered => Positions is not null || Mutations is not null || !Filter.IsNone || Measurements is not null;

    /// <summary>The 0-based columns that were asked for, where they are few; empty where they are many, or all.</summary>
    public IReadOnlyList<int> Columns()
    {
        var ranges = Mutations is null ? Positions?.Ranges ?? [] : [.. Mutations.SelectMany(PositionsOf)];
        if (Mutations?.Any(it => it is MutationQuery.Everywhere) == true) return [];
        if (ranges.Sum(it => (long)it.Last - it.First + 1) > MostSites) return [];
        var positions = ranges.SelectMany(it => Enumerable.Range(it.First, it.Last - it.First + 1));
        return [.. positions.Select(Numbering.ColumnOf).Where(it => it >= 0).Distinct().Order()];
    }

    private static IEnumerable<(int First, int Last)> PositionsOf(MutationQuery asked) => asked switch
    {
        MutationQuery.Single it => [(it.Position, it.Position)],
        MutationQuery.Site it => [(it.Position, it.Position)],
        MutationQuery.Combined it => it.Parts.SelectMany(PositionsOf),
        _ => [],
    };

    /// <summary>Nothing in particular was asked for: the whole in brief, instead of rows.</summary>
    public bool IsOverview => IsBrief(View) && !IsFiltered && First == 0;

    public static ResultQuestion Read(Arguments read, CallContext context, OutputId id)
    {
        var (positions, mutations, cursor) = (read.List("positions"), read.List("mutations"), read.Text("cursor"));
        var view = read.Choice("view", [.. Views]) is { } named ? Enum.Parse<View>(named, ignoreCase: true) : context.View;
        var (offset, asked) = (read.Integer("numbering_offset", -MostOffset, MostOffset) ?? 0, positions ?? mutations ?? cursor);
        var (asking, limit) = (ReadFilter(read), read.Integer("limit", 1, view == View.Csv ? MostLines : MostRows));
        var (keep, measured) = (read.Residues("keep"), read.Lines("measurements"));
        var it = new ResultQuestion
        {
            LimitAsked = limit,
            Filter = asking,
            Keep = keep,
            View = view,
            Mutations = mutations is null ? null : MutationQuery.ParseAll(mutations),
            Numbering = offset,
            Limit = limit ?? (asked is null && asking.IsNone && IsBrief(view) ? RowsUnasked : view == View.Csv ? MostLines : RowsAsked),
            text = $"{id.Value}\n{view}\n{positions}\n{mutations}\n{offset}\n{asking}",
        };
        if (positions is not null && !PositionSet.TryParse(positions, out it.positions, out var problem)) read.Refuse(problem);
        if (measured is not null && !MeasurementLines.TryRead(measured, out it.measurements, out var unread)) read.Refuse(unread);
        if (cursor is not null && !Cursor.TryRead(cursor, it.text, out it.first))
            read.Refuse("'cursor' does not belong to this question: send page.next_cursor unchanged, "
                + "with the same output_id, view, positions, mutations, filters and numbering_offset");
        return it;
    }

    private static VariantFilter ReadFilter(Arguments read) => new(read.Integer("per_site", 1, VariantScan.Rows), read.Residues("exclude"),
        read.Choice("classes", "all", VariantFilter.ConservativeOnly) == VariantFilter.ConservativeOnly);

    // A whole result that does not fit is shown in brief, too.
    private static bool IsBrief(View view) => view is View.Summary or View.Heatmap or View.Full;

    /// <summary>null: these were the last.</summary>
    public string? Next(int returned, int total) => First + returned < total ? Cursor.Write(First + returned, text) : null;
}
