using Amplify.Tools.Scans;

namespace Amplify.Tools.Assays;

/// <summary>A substitution and what was measured of it; higher is better.</summary>
public readonly record struct Measured(Variant Variant, double Value);

/// <summary>A substitution and where it is expected among the measured ones: 0 below all, 1 above all.</summary>
public readonly record struct Expected(Variant Variant, double Place);

/// <summary>
/// A ranking learnt from some measurements. It is offered only where it orders measurements that were held back better than the scores do.
/// </summary>
public sealed class Calibration
{
    public const int Fewest = 24;
    private const int Folds = 8;
    private const double SiteSpread = 2;
    private const double SiteShared = 0.7; // of a site's effect, with its neighbours
    private const double SiteReach = 3; // residues
    private const double MostMoreFamiliar = 0.15;
    private const double Sure = 2.326347874040841; // one false offer in a hundred, by Fisher's transformation
    private const int Seed = 20_260_102;
    private static readonly double[] Lambdas = [1, 3.1622776601683795, 10, 31.622776601683793, 100, 316.22776601683796, 1_000, 10_000];

    /// <summary>Why there is none; null: it is offered.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Spearman of the scores with the measurements, and of the calibrated ranking with those it was not shown.</summary>
    public double? ByScore { get; private init; }

    /// <inheritdoc cref="ByScore"/>
    public double? Validated { get; private init; }

    /// <summary>The penalty that predicted best.</summary>
    public double? Lambda { get; private init; }

    /// <summary>Whole sites were held back, as most of what is to be ranked lies at sites without a measurement.</summary>
    public bool BySites { get; private init; }

    /// <summary>Everything without a measurement, best first.</summary>
    public IReadOnlyList<Expected> Ranking { get; private init; } = [];

    /// <param name="measured">One of each substitution.</param>
    public static Calibration Of(VariantScan scan, IReadOnlyList<Measured> measured) => Of(scan, measured, null);

    /// <param name="folds">Which are held back together; null: drawn, always alike.</param>
    internal static Calibration Of(VariantScan scan, IReadOnlyList<Measured> measured, int[]? folds)
    {
        measured = [.. measured.Where(it => scan.WildTypes[it.Variant.Column] != '?')];
        int[] places = [.. measured.Select(it => it.Variant.Column).Distinct().Order()];
        if (measured.Count < Fewest || places.Length < Folds) return new()
        {
            Refusal = $"{measured.Count} measurements at {places.Length} {(places.Length == 1 ? "site tell" : "sites tell")} nothing about "
                + $"other sites; a calibrated ranking takes {Fewest} at {Folds} sites or more",
        };
        var values = measured.Select(it => it.Value).ToList();
        if (values.Distinct().Count() < 2) return new() { Refusal = "all measurements are the same" };

        var (columns, siteOf) = (new ExchangeColumns(scan), places.Index().ToDictionary(it => it.Item, it => it.Index));
        int[] sites = [.. measured.Select(it => siteOf[it.Variant.Column])];
        var targets = RankStatistics.Ranks(values).Select(it => (((it - 0.5) / measured.Count) - 0.5) * Math.Sqrt(12)).ToArray();
        var precision = Precision(places);
        var system = new RidgeSystem([.. measured.Select(it => columns.Of(it.Variant))], sites, targets, precision);
        var bySites = IsMoreFamiliar(scan, measured, sites, places.Length);
        var (heldBack, lambda) = Validate(system, targets, folds ?? FoldsOf(bySites ? sites : [.. Enumerable.Range(0, sites.Length)]));
        var byScore = RankStatistics.Spearman([.. measured.Select(it => (double)it.Variant.Score)], values);
        var validated = RankStatistics.Spearman(heldBack, values);
        return new()
        {
            ByScore = byScore,
            Validated = validated,
            Lambda = lambda,
            BySites = bySites,
            Refusal = RefusalOf(byScore, validated, measured.Count),
            Ranking = Rank(scan, measured, columns, places, precision, system.Fit(lambda)),
        };
    }

    private static string? RefusalOf(double byScore, double validated, int count)
    {
        if (!(Math.Atanh(validated) * Math.Sqrt(count - 3) > Sure))
            return "measurements that were held back are not predicted better than chance would have it";
        return validated > byScore ? null : "measurements that were held back are ordered better by the scores alone";
    }

    // Each measurement is predicted by a fit that saw neither it nor its fold, with the penalty that did best within what the fit saw.
    private static (double[] HeldBack, double Lambda) Validate(RidgeSystem system, double[] targets, int[] foldOf)
    {
        var rows = Enumerable.Range(0, targets.Length).ToLookup(it => foldOf[it]);
        var errors = new double[Folds, Lambdas.Length];
        for (var outer = 0; outer < Folds; outer++)
        {
            // A fit without two folds serves both: for either as the outer one, the other is an inner one.
            for (var inner = 0; inner < outer; inner++)
            {
                int[] of = [.. rows[outer], .. rows[inner]];
                var fits = system.Predict([.. Rest(outer, inner)], of, Lambdas);
                for (var penalty = 0; penalty < Lambdas.Length; penalty++)
                {
                    foreach (var (at, row) in of.Index())
                    {
                        var error = fits[penalty][at] - targets[row];
                        errors[foldOf[row] == inner ? outer : inner, penalty] += error * error;
                    }
                }
            }
        }

        var heldBack = new double[targets.Length];
        for (var outer = 0; outer < Folds; outer++)
        {
            var best = Lambdas.Index().MinBy(it => errors[outer, it.Index]).Item;
            int[] of = [.. rows[outer]];
            var fit = system.Predict([.. Rest(outer, outer)], of, [best])[0];
            foreach (var (at, row) in of.Index()) heldBack[row] = fit[at];
        }

        return (heldBack, Lambdas.Index().MinBy(it => Enumerable.Range(0, Folds).Sum(fold => errors[fold, it.Index])).Item);

        IEnumerable<int> Rest(int one, int other) => Enumerable.Range(0, targets.Length).Where(it =>
            foldOf[it] != one && foldOf[it] != other);
    }

    private static int[] FoldsOf(int[] groups)
    {
        int[] order = [.. Enumerable.Range(0, groups.Max() + 1)];
        new FixedShuffle(Seed).Shuffle(order);
        return [.. groups.Select(it => order[it] % Folds)];
    }

    /// <summary>
    /// Whether a measurement that is held back alone would have others at its site more often than what is to be ranked: then it would be
    /// the easier question, and whole sites are held back.
    /// </summary>
    private static bool IsMoreFamiliar(VariantScan scan, IReadOnlyList<Measured> measured, int[] sites, int siteCount)
    {
        var perSite = sites.CountBy(it => it).ToDictionary();
        var withOthers = (double)sites.Count(it => perSite[it] > 1) / sites.Length;
        var (unmeasured, all) = (scan.Ranked.Count - measured.Count, (double)scan.Ranked.Count / scan.Length * siteCount);
        var familiar = unmeasured <= 0 ? 1 : (all - measured.Count) / unmeasured;
        return withOthers > familiar + MostMoreFamiliar;
    }

    private static double Covariance(int one, int other) =>
        SiteSpread * SiteSpread * ((SiteShared * Math.Exp(-Math.Abs(one - other) / SiteReach)) + (one == other ? 1 - SiteShared : 0));

    private static double[,] Precision(int[] places) =>
        Cholesky.Inverse([.. places.Select((it, row) => places.Take(row + 1).Select(other => Covariance(it, other)).ToArray())]);

    private static List<Expected> Rank(VariantScan scan, IReadOnlyList<Measured> measured, ExchangeColumns columns, int[] places,
        double[,] precision, double[] solution)
    {
        var known = measured.Select(it => (it.Variant.Row, it.Variant.Column)).ToHashSet();
        var effects = solution.AsSpan(solution.Length - places.Length).ToArray();
        var pull = Enumerable.Range(0, places.Length).Select(row => Enumerable.Range(0, places.Length).Sum(it => precision[row, it]
            * effects[it])).ToArray();
        var siteEffects = Enumerable.Range(0, scan.Length)
            .Select(column => places.Select((it, row) => Covariance(it, column) * pull[row]).Sum()).ToArray();
        return [.. scan.Variants().Where(it => scan.WildTypes[it.Column] != '?' && !known.Contains((it.Row, it.Column)))
            .Select(it => new Expected(it, Place(RidgeSystem.Value(solution, columns.Of(it), siteEffects[it.Column]))))
            .OrderByDescending(it => it.Place)];
    }

    private static double Place(double target) => (target / Math.Sqrt(12)) + 0.5;
}
