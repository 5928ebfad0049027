using System.Globalization;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>Two numbers and a reason: the best and the worst of a few substitutions that were asked for together.</summary>
internal static class Comparison
{
    private const int MostAsked = 10;

    /// <summary>null: nothing was asked that invites a comparison.</summary>
    public static string? Of(VariantScan scan, IReadOnlyList<MutationQuery>? asked, IReadOnlyList<Variant> matching, Numbering numbering)
    {
        if (asked is null || asked.Any(it => it is not (MutationQuery.Single or MutationQuery.Combined))) return null;
        if (matching.Count is < 2 or > MostAsked) return null;
        var (best, worst) = (matching.MaxBy(it => it.Score), matching.MinBy(it => it.Score));
        if (best.Score == worst.Score)
        {
            (best, worst) = (matching[0], matching[^1]);
            if (scan.Scale.Method == ScoreScale.TableMethod && best.Row == worst.Row
                && scan.WildTypes[best.Column] == scan.WildTypes[worst.Column])
                return $"{Name(best)} and {Name(worst)} tie by construction ({Number(best.Score)}): the table looks at the pair of "
                    + "residues alone, so it cannot tell these positions apart.";
            return $"{Name(best)} and {Name(worst)} score the same ({Number(best.Score)}). {Sites()}";
        }

        return $"{Name(worst)} ({Number(worst.Score)}) scores worse than {Name(best)} ({Number(best.Score)}), "
            + $"by {(best.Score - worst.Score < 0.005 ? "less than 0.01" : Number(best.Score - worst.Score))}. {Sites()}";

        string Name(Variant it) => ScanSummary.Notation(scan, it, numbering);

        string Sites()
        {
            if (best.Column == worst.Column) return $"It is the same site: the new residue decides.{Confidence()}";
            var facts = new List<string>();
            if (scan.MeanAt(worst.Column) is { } low && scan.MeanAt(best.Column) is { } high)
                facts.Add($"mean over all substitutions {Number(low)} against {Number(high)}");
            if (scan.Sites is { } sites)
            {
                if ((ConservationOf(worst), ConservationOf(best)) is ({ } there, { } here))
                    facts.Add($"predicted conservation {Number(there)} against {Number(here)} (larger is more conserved)");
                if ((sites.StructureAt(worst.Column, worst.Column), sites.StructureAt(best.Column, best.Column)) is ({ } first, { } second))
                    facts.Add(first == second ? $"both in {first}" : $"{first} against {second}");
            }

            return $"Site {numbering.Of(worst.Column)} against site {numbering.Of(best.Column)}: {string.Join("; ", facts)}.{Confidence()}";
        }

        double? ConservationOf(Variant it) => scan.Sites?.ConservationAt(it.Column, it.Column);

        string Confidence() =>
            scan.ConfidenceAt(worst.Row, worst.Column) is { } first && scan.ConfidenceAt(best.Row, best.Column) is { } second
                ? $" Confidence {Number(first)} and {Number(second)} of 1." : "";
    }

    private static string Number(double value) => value.ToString("0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
