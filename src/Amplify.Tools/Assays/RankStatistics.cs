namespace Amplify.Tools.Assays;

/// <summary>How well one list of numbers orders as another does. Higher is better in both; ties share their ranks.</summary>
public static class RankStatistics
{
    private const double NinetyFive = 1.959963984540054; // standard normal quantile of 0.975
    private const int Resamples = 9_999;
    private const int ResamplesOfMany = 999;
    private const int Many = 2_000;
    private const int MostEnumerated = 7; // 5,040 orders
    private const int Seed = 20_260_101;

    /// <summary>Ranks from 1 in ascending order; equals get their mean.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(it => values[it]).ToArray();
        var ranks = new double[values.Count];
        for (var first = 0; first < order.Length;)
        {
            var last = first;
            while (last + 1 < order.Length && values[order[last + 1]] == values[order[first]]) last++;
            for (var at = first; at <= last; at++) ranks[order[at]] = 1 + ((first + last) / 2.0);
            first = last + 1;
        }

        return ranks;
    }

    /// <summary>Pearson's correlation of the ranks; NaN where one side is all the same.</summary>
    public static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b, mean) = (Ranks(first), Ranks(second), (first.Count + 1) / 2.0);
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i] - mean, b[i] - mean);
            (ab, aa, bb) = (ab + (x * y), aa + (x * x), bb + (y * y));
        }

        return aa == 0 || bb == 0 ? double.NaN : Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1);
    }

    /// <summary>95 % interval by Fisher's transformation, standard error 1/√(n - 3); null below four pairs.</summary>
    public static (double Low, double High)? Interval(double correlation, int count)
    {
        if (count < 4 || !double.IsFinite(correlation)) return null;
        var (centre, half) = (Math.Atanh(correlation), NinetyFive / Math.Sqrt(count - 3));
        return (Math.Tanh(centre - half), Math.Tanh(centre + half));
    }

    /// <summary>
    /// Two-sided p of Spearman's correlation under permutation: twice the smaller tail, of all orders up to seven pairs, of random ones,
    /// always the same, above.
    /// </summary>
    public static double PermutationP(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        // Doubled ranks are whole numbers: their sums of products compare without rounding.
        var (a, b) = (Doubled(first), Doubled(second));
        var seen = Products(a, b);
        var (below, above, all) = (0L, 0L, 0L);

        void Count()
        {
            var sum = Products(a, b);
            if (sum <= seen) below++;
            if (sum >= seen) above++;
            all++;
        }

        if (a.Length <= MostEnumerated)
        {
            Enumerate(b, b.Length, Count);
            return Math.Min(1, 2.0 * Math.Min(below, above) / all);
        }

        var random = new FixedShuffle(Seed);
        for (var left = a.Length > Many ? ResamplesOfMany : Resamples; left > 0; left--)
        {
            random.Shuffle(b);
            Count();
        }

        return Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (all + 1));
    }

    /// <summary>
    /// ProteinGym's: the gains (measured, scaled from 0 to 1) of the tenth that scores highest, discounted by log2(rank + 1), over the same
    /// for the best order there is. Equal scores share their discounts. NaN where all measurements are the same.
    /// </summary>
    public static double Ndcg(IReadOnlyList<double> measured, IReadOnlyList<double> scores)
    {
        var (low, high, most) = (measured.Min(), measured.Max(), Math.Max(1, measured.Count / 10));
        if (low == high) return double.NaN;
        double[] gains = [.. measured.Select(it => (it - low) / (high - low))];
        return Discounted(gains, scores, most) / Discounted(gains, gains, most);
    }

    /// <summary>
    /// ProteinGym's: of the measurements at or above their 90th percentile, the share whose score is at or above the scores'.
    /// </summary>
    public static double TopRecall(IReadOnlyList<double> measured, IReadOnlyList<double> scores)
    {
        var (best, high) = (Percentile(measured, 0.9), Percentile(scores, 0.9));
        var found = Enumerable.Range(0, measured.Count).Count(it => measured[it] >= best && scores[it] >= high);
        return (double)found / TopCount(measured);
    }

    /// <summary>How many are at or above the 90th percentile.</summary>
    public static int TopCount(IReadOnlyList<double> values)
    {
        var best = Percentile(values, 0.9);
        return values.Count(it => it >= best);
    }

    private static double Discounted(double[] gains, IReadOnlyList<double> scores, int most)
    {
        var order = Enumerable.Range(0, gains.Length).OrderByDescending(it => scores[it]).ToArray();
        var sum = 0.0;
        for (var first = 0; first < most;)
        {
            var last = first;
            while (last + 1 < order.Length && scores[order[last + 1]] == scores[order[first]]) last++;
            var (gain, discount) = (0.0, 0.0);
            for (var at = first; at <= last; at++) gain += gains[order[at]];
            for (var at = first; at <= Math.Min(last, most - 1); at++) discount += 1 / Math.Log2(at + 2);
            sum += gain / (last - first + 1) * discount;
            first = last + 1;
        }

        return sum;
    }

    // Between the two nearest values, in a straight line.
    private static double Percentile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var (at, below) = ((sorted.Length - 1) * share, (int)((sorted.Length - 1) * share));
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static int[] Doubled(IReadOnlyList<double> values) => [.. Ranks(values).Select(it => (int)Math.Round(2 * it))];

    private static long Products(int[] a, int[] b)
    {
        var sum = 0L;
        for (var i = 0; i < a.Length; i++) sum += (long)a[i] * b[i];
        return sum;
    }

    // Heap's: one exchange from each order to the next.
    private static void Enumerate(int[] values, int size, Action visit)
    {
        if (size <= 1)
        {
            visit();
            return;
        }

        for (var i = 0; i < size; i++)
        {
            Enumerate(values, size - 1, visit);
            var other = size % 2 == 0 ? i : 0;
            (values[other], values[size - 1]) = (values[size - 1], values[other]);
        }
    }
}
