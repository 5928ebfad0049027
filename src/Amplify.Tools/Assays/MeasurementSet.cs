using System.Globalization;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Assays;

/// <summary>Measurements of a scan's own substitutions, one of each, higher is better; and what was made of the rest.</summary>
public sealed record MeasurementSet(IReadOnlyList<Measured> Values, IReadOnlyList<string> Notes)
{
    private const int MostNotes = 5;

    public int Sites => Values.Select(it => it.Variant.Column).Distinct().Count();

    /// <param name="lowerIsBetter">Then the values are turned round.</param>
    public static MeasurementSet Of(VariantScan scan, int offset, MeasurementRows read, bool lowerIsBetter)
    {
        var (query, found) = (new VariantQuery(scan, offset), new Dictionary<(int Row, int Column), List<double>>());
        var (unmeasured, several, others, refusals) = (0, 0, 0, new List<string>());
        foreach (var (mutation, text) in read.Rows)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !double.IsFinite(value)) unmeasured++;
            else if (MutationQuery.Parse(mutation) is not MutationQuery.Single single)
            {
                if (MutationQuery.Parse(mutation) is MutationQuery.Combined) several++;
                else others++;
                if (MutationQuery.Parse(mutation) is MutationQuery.Refused refused) refusals.Add($"{refused.Text}: {refused.Reason}.");
            }
            else if (query.Select(null, [single]) is [var variant])
            {
                if (!found.TryGetValue((variant.Row, variant.Column), out var values)) found
                    .Add((variant.Row, variant.Column), values = []);
                values.Add(lowerIsBetter ? -value : value);
            }
        }

        var repeated = found.Values.Count(it => it.Count > 1);
        var notes = new List<string>();
        if (repeated > 0) notes.Add($"{Count(repeated, "substitution was", "substitutions were")} measured more than once: their means are "
            + $"taken.");
        if (unmeasured > 0) notes.Add($"{Count(unmeasured, "row has", "rows have")} no number and {Left(unmeasured)}.");
        if (several > 0) notes.Add($"{Count(several, "row changes", "rows change")} several residues and {Left(several)}.");
        if (others > 0)
            notes.Add($"{Count(others, "row is", "rows are")} no single substitution and {Left(others)}, such as "
                + $"{refusals.FirstOrDefault() ?? "a whole site."}");
        notes.AddRange(query.Notes.Count <= MostNotes ? query.Notes : [.. query.Notes.Take(MostNotes),
            $"… and {query.Notes.Count - MostNotes} more notes."]);
        return new([.. found.Select(it =>
            new Measured(new(it.Key.Row, it.Key.Column, scan[it.Key.Row, it.Key.Column]), it.Value.Average()))], notes);
    }

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string Left(int count) => count == 1 ? "was left out" : "were left out";
}
