using Amplify.Tools.Scans;

namespace Amplify.Tools.Libraries;

/// <summary>The degenerate codons that bring wanted residues to a site.</summary>
public static class CodonChoice
{
    /// <summary>One codon with so many times more codons than residues are wanted is wasteful.</summary>
    private const double Wasteful = 1.25;

    /// <summary>A mixture has at most a tenth more codons than residues are wanted, or as few more as can be had.</summary>
    private const double Thrifty = 1.1;

    /// <summary>Oligos in a mixture, where that is enough.</summary>
    private const int MostInMixture = 4;

    private static readonly DegenerateCodon[] WithoutStop = [.. DegenerateCodon.All.Where(it => it.Stops == 0)];

    /// <summary>
    /// The one with the fewest codons that holds all wanted residues, none to avoid and no stop; among equals the fewest other residues,
    /// then the host's more frequent codons. null: there is none.
    /// </summary>
    public static DegenerateCodon? Smallest(int wanted, int avoid, CodonUsage usage) => WithoutStop
        .Where(it => (it.Residues & wanted) == wanted && (it.Residues & avoid) == 0)
        .OrderBy(it => it.Codons.Count).ThenBy(it => DegenerateCodon.Count(it.Residues)).ThenByDescending(usage.RarestOf)
        .ThenBy(it => it.Name, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>One codon, or where that is wasteful a mixture that brings the wanted residues and no others.</summary>
    public static IReadOnlyList<DegenerateCodon> For(int wanted, int avoid, CodonUsage usage)
    {
        var single = Smallest(wanted, avoid, usage);
        var count = DegenerateCodon.Count(wanted);
        if (single is not null && single.Codons.Count <= Math.Max(count + 1, Wasteful * count)) return [single];
        return Mixture(wanted, single?.Codons.Count ?? int.MaxValue, usage) ?? (single is null ? [] : [single]);
    }

    // Of the mixtures with the fewest oligos that are thrifty, the one with the fewest codons.
    private static IReadOnlyList<DegenerateCodon>? Mixture(int wanted, int below, CodonUsage usage)
    {
        // Of codons that bring the same residues, the one with the fewest and most frequent codons stands for all.
        DegenerateCodon[] choices = [.. WithoutStop.Where(it => (it.Residues & ~wanted) == 0).GroupBy(it => it.Residues)
            .Select(same => same.OrderBy(it => it.Codons.Count).ThenByDescending(usage.RarestOf)
                .ThenBy(it => it.Name, StringComparer.Ordinal).First())
            .OrderByDescending(it => DegenerateCodon.Count(it.Residues)).ThenBy(it => it.Codons.Count)
                .ThenBy(it => it.Name, StringComparer.Ordinal)];
        var thrifty = (int)Math.Max(DegenerateCodon.Count(wanted), Thrifty * DegenerateCodon.Count(wanted));
        IReadOnlyList<DegenerateCodon>? best = null;
        for (var most = 2; most <= (best is null && below == int.MaxValue ? VariantScan.Rows : MostInMixture); most++)
        {
            var found = new Search(choices, wanted, most, best?.Sum(it => it.Codons.Count) ?? below) { Any = most > MostInMixture }.Run();
            best = found ?? best;
            if (best is not null && best.Sum(it => it.Codons.Count) <= thrifty) break;
        }

        return best;
    }

    /// <summary>Covers what is wanted, the residue with the fewest choices first, with fewer codons than the best so far.</summary>
    private sealed class Search(DegenerateCodon[] choices, int wanted, int most, int below)
    {
        private readonly DegenerateCodon[][] having =
            [.. Enumerable.Range(0, 20).Select(row => choices.Where(it => (it.Residues >> row & 1) == 1).ToArray())];

        private readonly int widest = choices.Max(it => DegenerateCodon.Count(it.Residues));
        private readonly List<DegenerateCodon> taken = [];
        private IReadOnlyList<DegenerateCodon>? best;
        private int fewest = below;

        /// <summary>The first that is found will do.</summary>
        public bool Any { get; init; }

        public IReadOnlyList<DegenerateCodon>? Run()
        {
            Go(wanted, 0);
            return best;
        }

        private void Go(int missing, int codons)
        {
            if (missing == 0)
            {
                (best, fewest) = ([.. taken.OrderByDescending(it => it.Codons.Count)], codons);
                return;
            }

            if (DegenerateCodon.Count(missing) > (most - taken.Count) * widest || (Any && best is not null)) return;
            var rarest = Enumerable.Range(0, 20).Where(row => (missing >> row & 1) == 1).MinBy(row => having[row].Length);
            foreach (var choice in having[rarest])
            {
                var (left, sum) = (missing & ~choice.Residues, codons + choice.Codons.Count);
                if (sum + DegenerateCodon.Count(left) >= fewest) continue; // each missing residue takes a codon at least
                taken.Add(choice);
                Go(left, sum);
                taken.RemoveAt(taken.Count - 1);
            }
        }
    }
}
