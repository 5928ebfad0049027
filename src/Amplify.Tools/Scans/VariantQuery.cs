using System.Diagnostics;
using System.Globalization;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>Which substitutions of a scan were asked for: the rows that answer, and a sentence for each item that has none.</summary>
public sealed class VariantQuery(VariantScan scan, Numbering numbering)
{
    private const int MostNotes = 30;
    private readonly List<string> notes = [];
    private readonly List<CombinedScore> combined = [];

    public VariantScan Scan => scan;

    /// <summary>Sums for the items that put several substitutions into one molecule.</summary>
    public IReadOnlyList<CombinedScore> Combined => combined;

    public IReadOnlyList<string> Notes => notes.Count <= MostNotes
        ? notes : [.. notes.Take(MostNotes), $"… and {notes.Count - MostNotes} more"];

    /// <summary>
    /// Mutations in the order they were asked for; otherwise the substitutions at the positions, or all, best score first. Both filters
    /// together: both must hold.
    /// </summary>
    public IReadOnlyList<Variant> Select(PositionSet? positions, IReadOnlyList<MutationQuery>? mutations)
    {
        if (positions is not null) CheckPositions(positions);
        bool Asked(Variant it) => positions is null || positions.Contains(numbering.Of(it.Column));
        return mutations is null
            ? positions is null ? scan.BestFirst : [.. scan.BestFirst.Where(Asked)]
            : [.. mutations.SelectMany(Answer).Distinct().Where(Asked)];
    }

    private int First => numbering.Of(0);

    private int Last => numbering.Of(scan.Length - 1);

    private IReadOnlyList<Variant> Answer(MutationQuery item)
    {
        var (sums, rows) = (combined.Count, Rows(item));
        if (item.Note is { } note && (rows.Count > 0 || combined.Count > sums)) notes.Add($"{item.Text}: {note}.");
        return rows;
    }

    private IReadOnlyList<Variant> Rows(MutationQuery item)
    {
        switch (item)
        {
            case MutationQuery.Refused refused:
                notes.Add($"{refused.Text}: {refused.Reason}.");
                return [];
            case MutationQuery.Everywhere everywhere:
                var row = AminoAcids.RowOf(everywhere.Variant);
                return [.. scan.Variants().Where(it => it.Row == row).OrderByDescending(it => it.Score)];
            case MutationQuery.Site site:
                return Column(site, site.WildType, site.Position, site.Hyphen) is { } at
                    ? [.. scan.VariantsAt(at).OrderByDescending(it => it.Score)] : [];
            case MutationQuery.Single single:
                return Find(single) is { } found ? [found] : [];
            case MutationQuery.Combined several:
                Add(several);
                return [];
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A stored combination as people number it.</summary>
    public static string Renumbered(string mutation, int offset) =>
        offset == 0 ? mutation : string.Join(':', mutation.Split(':').Select(it =>
        $"{it[0]}{int.Parse(it.AsSpan(1, it.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture) + offset}{it[^1]}"));

    private Variant At(int row, int column) => new(row, column, scan[row, column]);

    private Variant? Find(MutationQuery.Single single)
    {
        if (Column(single, single.WildType, single.Position, single.Hyphen) is not { } column) return null;
        if (single.WildType is null && scan.WildTypes[column] is not '?' and var there)
            notes.Add($"{single.Text}: no wild type was given; {there} stands there. Insertion codes are not read.");
        var row = AminoAcids.RowOf(single.Variant);
        if (scan.HasScore(row, column)) return At(row, column);
        notes.Add(scan.IsWildType(row, column)
            ? $"{single.Text}: {single.Variant} is the wild type there; its score is 0 by definition."
            : $"{single.Text}: no score is stored for it.");
        return null;
    }

    private void Add(MutationQuery.Combined item)
    {
        var found = item.Parts.Select(Find).OfType<Variant>().ToArray();
        if (found.Length < item.Parts.Count) return; // a note says which part has no score
        var name = string.Join(':', found.Select(it => ScanSummary.Notation(scan, it, numbering)));
        var stored = string.Join(':', found.OrderBy(it => it.Column).Select(it => ScanSummary.Notation(scan, it, 0)));
        combined.Add(scan.Combinations.FirstOrDefault(it => it.Mutation == stored) is { } scored
            ? scored.Shown(name)
            : new(name, ScanSummary.Round(found.Sum(it => (double)it.Score))));
    }

    /// <summary>
    /// The 0-based column of a position as people number it; null, with a note, where it is outside or another residue stands there.
    /// </summary>
    private int? Column(MutationQuery item, char? wildType, int asked, Hyphen hyphen)
    {
        var position = Resolve(item, wildType, asked, hyphen);
        var column = numbering.ColumnOf(position);
        if (column < 0 || column >= scan.Length)
        {
            notes.Add($"{item.Text}: position {position} is outside {First} to {Last}.");
            return null;
        }

        if (wildType is not { } residue || Fits(wildType, position)) return column;
        notes.Add($"{item.Text}: position {position} is {scan.WildTypes[column]}, not {residue}; {Whereabouts(item, residue, column)}");
        return null;
    }

    // A hyphen is a minus only where an offset makes positions below 1, and the residue there is the one that was named.
    private int Resolve(MutationQuery item, char? wildType, int position, Hyphen hyphen)
    {
        if (hyphen == Hyphen.None || position >= 0) return position;
        var (below, above) = (Fits(wildType, position), Fits(wildType, -position));
        if (!below && !above) return position < First ? -position : position;
        var minus = below && !(above && hyphen == Hyphen.Mark);
        if (below && above) notes.Add($"{item.Text}: read as position {(minus ? position : -position)}; "
            + $"{wildType}{(minus ? -position : position)} exists too.");
        else if (above && hyphen == Hyphen.Either) notes.Add($"{item.Text}: read as {wildType}{-position}; the hyphen is no minus here.");
        return minus ? position : -position;
    }

    private bool Fits(char? wildType, int position) => numbering.ColumnOf(position) is var column && column >= 0 && column < scan.Length
        && (wildType is not { } residue || scan.WildTypes[column] == residue || scan.WildTypes[column] == '?');

    private string Whereabouts(MutationQuery item, char residue, int column)
    {
        var all = Enumerable.Range(0, scan.Length).Where(it => scan.WildTypes[it] == residue).ToList();
        if (all.Count == 0) return $"{residue} does not occur in this sequence. Is it the right protein?";
        var nearest = all.OrderBy(it => Math.Abs(it - column)).Take(5).Order().Select(numbering.Of).ToList();
        var places = nearest.Count == 1 ? $"{nearest[0]}" : string.Join(", ", nearest.SkipLast(1)) + $" and {nearest[^1]}";
        var closest = numbering.Of(all.MinBy(it => Math.Abs(it - column)));
        var meant = item is MutationQuery.Single single ? $"{residue}{closest}{single.Variant}" : $"{residue}{closest}";
        return $"{residue} is at {places}{(all.Count > nearest.Count ? " and elsewhere" : "")}. Did you mean {meant}, or is a "
            + "numbering_offset missing?";
    }

    private void CheckPositions(PositionSet positions)
    {
        foreach (var (position, residue, item) in positions.Residues.Where(it => !Fits(it.Residue, it.Position)))
        {
            var column = numbering.ColumnOf(position);
            notes.Add($"positions {item}: position {position} is "
                + $"{(column >= 0 && column < scan.Length ? scan.WildTypes[column] : "outside")}, not {residue}.");
        }

        foreach (var (first, last) in positions.Ranges)
        {
            if (first < First || last > Last)
                notes.Add($"positions {(first == last ? $"{first}" : $"{first}-{last}")}: this sequence has {First} to "
                    + $"{Last}; what is outside has no row.");
        }
    }
}
