using System.Globalization;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Batches;

/// <summary>One question to all scans of a batch: a site means another position in each, so an item may name whom it is for.</summary>
internal sealed class BatchQuestion
{
    private const int MostNotes = 2;
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    private readonly List<(string? Name, string Item)> items;

    private BatchQuestion(List<(string? Name, string Item)> items) => this.items = items;

    public static BatchQuestion Split(string? mutations, IReadOnlySet<string> names)
    {
        var items = new List<(string? Name, string Item)>();
        foreach (var word in (mutations ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            var mark = word.LastIndexOf(':');
            while (mark > 0 && !names.Contains(word[..mark])) mark = word.LastIndexOf(':', mark - 1);
            items.Add(mark > 0 ? (word[..mark], word[(mark + 1)..]) : (null, word));
        }

        return new(items);
    }

    /// <summary>What one record is asked; null: nothing by name of a mutation.</summary>
    public string? For(string name) =>
        items.Where(it => it.Name is null || it.Name == name).Select(it => it.Item).ToList() is { Count: > 0 } own ? string.Join(", ", own)
            : null;

    public static BatchRow Answer(BatchRow row, VariantScan scan, ResultQuestion question, string? mutations)
    {
        if (mutations is null && question.Positions is null) return row; // asked of others by name
        var query = new VariantQuery(scan, question.Numbering);
        var matching = query.Select(question.Positions, mutations is null ? null : MutationQuery.ParseAll(mutations));
        var notes = query.Notes.Take(MostNotes).ToList();
        if (matching.Count == 0) return row with { Matching = 0, Notes = notes is { Count: > 0 } ? notes : null };
        var (best, worst) = (matching.MaxBy(it => it.Score), matching.MinBy(it => it.Score));
        return row with
        {
            Matching = matching.Count,
            Mean = ScanSummary.Round(matching.Average(it => it.Score)),
            Best = ScanSummary.Notation(scan, best, question.Numbering),
            BestScore = ScanSummary.Round(best.Score),
            Worst = matching.Count > 1 ? ScanSummary.Notation(scan, worst, question.Numbering) : null,
            WorstScore = matching.Count > 1 ? ScanSummary.Round(worst.Score) : null,
            Percentile = Math.Round(matching.Average(it => scan.Percentile(it.Score)), 1),
            Notes = notes is { Count: > 0 } ? notes : null,
        };
    }

    /// <summary>Which record's substitutions score highest; null: fewer than two have any.</summary>
    public static string? Compare(List<BatchRow> rows)
    {
        var ranked = rows.Where(it => it.Mean is not null).OrderByDescending(it => it.Mean).ToList();
        if (ranked.Count < 2) return null;
        var (first, last) = (ranked[0], ranked[^1]);
        return string.Create(CultureInfo.InvariantCulture,
            $"Mean score of what was asked for: highest in {first.Name} ({first.Mean:0.####}), "
            + $"lowest in {last.Name} ({last.Mean:0.####}). ")
            + "Higher is better tolerated; compare percentiles too, since proteins differ in spread.";
    }
}
