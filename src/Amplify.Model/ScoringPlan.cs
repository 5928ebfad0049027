using System.Buffers;

namespace Amplify.Model;

/// <summary>How the likelihoods of a position are read.</summary>
public enum ScoringMethod
{
    /// <summary>Each position masked alone: one pass a position, the method to prefer.</summary>
    MaskedMarginal,

    /// <summary>All positions from one pass that sees the wild type: as many times cheaper as there are positions.</summary>
    WildTypeMarginal,
}

/// <summary>Which passes score a sequence, and what they cost.</summary>
public sealed class ScoringPlan
{
    /// <summary>Above so many residues masked marginals take longer than most would wait.</summary>
    public const int MostMaskedByDefault = 400;

    private static readonly SearchValues<char> Known = SearchValues.Create(Vocabulary.Residues + Vocabulary.ChainBreak);
    private readonly Checkpoint checkpoint;
    private readonly List<Pass> passes = [];
    private readonly int[] places;
    private readonly int window;
    private readonly int batches;

    private ScoringPlan(Checkpoint checkpoint, string text, ScoringMethod method, int threads, IEnumerable<int>? positions,
        IReadOnlyList<Combination> combinations)
    {
        (this.checkpoint, Text, Method) = (checkpoint, text, method);
        Sequence = text.Replace(Vocabulary.ChainBreak, "", StringComparison.Ordinal);
        places = [.. Enumerable.Range(0, text.Length).Where(it => text[it] != Vocabulary.ChainBreak[0])];
        window = Math.Min(text.Length, checkpoint.MaxResidues);
        Combinations = combinations;
        var masked = method == ScoringMethod.MaskedMarginal;
        foreach (var position in positions ?? Enumerable.Range(0, places.Length))
        {
            var pass = new Pass(text, StartOf(position), position, position, masked, Pass.Scan);
            var goesOn = passes.Count > 0 && passes[^1].Start == pass.Start && passes[^1].Last == position - 1;
            if (!masked && goesOn) passes[^1] = passes[^1] with { Last = position };
            else passes.Add(pass);
        }

        AddCombinations(masked);

        // As many batches as keep all threads busy to the end, each about as large as fits the caches.
        var (rows, round) = ((long)passes.Count * Tokens, (long)threads * Workspace.Chunk);
        batches = (int)Math.Min(passes.Count, Math.Max(1, (rows + (round / 2)) / round) * threads);
        Threads = Math.Min(threads, batches);
    }

    public ScoringMethod Method { get; }

    /// <summary>What the model is given: the residues, and breaks between chains.</summary>
    public string Text { get; }

    /// <summary>The residues alone: positions count in these, chain breaks are tokens between them.</summary>
    public string Sequence { get; }

    /// <summary>Residues around each position that the model saw, where it could not see all.</summary>
    public int? WindowResidues => window < Text.Length ? window : null;

    /// <summary>Several substitutions in one molecule, each scored in the presence of the others.</summary>
    public IReadOnlyList<Combination> Combinations { get; }

    public double Operations => passes.Sum(it => checkpoint.Operations(Tokens, it.Last - it.First + 1));

    internal int Threads { get; }

    internal int Batches => batches;

    private int Tokens => window + checkpoint.Vocabulary.Before.Count + checkpoint.Vocabulary.After.Count;

    public static ScoringMethod DefaultMethod(int length) =>
        length <= MostMaskedByDefault ? ScoringMethod.MaskedMarginal : ScoringMethod.WildTypeMarginal;

    /// <param name="windowed">Longer sequences than the model reads: scored in a window around each position, or refused.</param>
    /// <param name="positions">Which residues to score, ascending, from 0; null: all.</param>
    /// <param name="combinations">What to score besides; their positions lie in the sequence.</param>
    /// <exception cref="ModelException">The sequence is too long, or has a residue that is none of the twenty.</exception>
    public static ScoringPlan For(
        Checkpoint checkpoint, string sequence, ScoringMethod? method, bool windowed, int threads, IEnumerable<int>? positions = null,
        IReadOnlyList<Combination>? combinations = null)
    {
        if (sequence.Length == 0) throw new ModelException("The sequence is empty.");
        if (sequence.Length > checkpoint.MaxResidues && !windowed)
        {
            throw new ModelException($"The sequence has {sequence.Length} residues; this model reads at most {checkpoint.MaxResidues}. "
                + "Submit a part of it, or allow windows around each position (--window, AMPLIFY_WINDOW=true).");
        }

        if (sequence.Contains(Vocabulary.ChainBreak[0]) && !checkpoint.Vocabulary.ReadsChains)
            throw new ModelException("This model's vocabulary has no chain break (|). Submit one chain at a time.");
        var stranger = sequence.AsSpan().IndexOfAnyExcept(Known);
        if (stranger >= 0) throw new ModelException($"The residue at position {stranger + 1} is none of the twenty the model can score.");
        var residues = sequence.Count(it => it != Vocabulary.ChainBreak[0]);
        return new(checkpoint, sequence, method ?? DefaultMethod(residues), threads, positions, combinations ?? []);
    }

    /// <summary>The passes of one batch, in the order of its sequences.</summary>
    internal IReadOnlyList<Pass> PassesOf(int batch)
    {
        var from = (int)((long)passes.Count * batch / batches);
        return passes.GetRange(from, (int)((long)passes.Count * (batch + 1) / batches) - from);
    }

    internal MicroBatch Batch(IReadOnlyList<Pass> part)
    {
        var (ids, wanted, begin) = (new List<int>(part.Count * Tokens), new List<int>(), checkpoint.Vocabulary.Before.Count);
        foreach (var pass in part)
        {
            var start = ids.Count;
            ids.AddRange(checkpoint.Vocabulary.Before);
            ids.AddRange(pass.Text.AsSpan(pass.Start, window).ToArray().Select(checkpoint.Vocabulary.TokenOf));
            ids.AddRange(checkpoint.Vocabulary.After);
            for (var position = pass.First; position <= pass.Last; position++) wanted.Add(start + begin + places[position] - pass.Start);
            if (pass.Masked) ids[wanted[^1]] = checkpoint.Vocabulary.MaskId;
        }

        return new([.. ids], part.Count, [.. wanted]);
    }

    // Before the wild type a site is masked once for all combinations, unless the scan has done so; before a combination once for each.
    private void AddCombinations(bool masked)
    {
        var sites = Combinations.SelectMany(it => it.Sites).Select(it => it.Position).Distinct().Order();
        if (!masked) passes.AddRange(sites.Select(it => new Pass(Text, StartOf(it), it, it, true, Pass.Alone)));
        foreach (var (number, combination) in Combinations.Index().Where(it => it.Item.Sites.Count > 1))
        {
            var mutant = Text.ToCharArray();
            foreach (var (position, residue) in combination.Sites) mutant[places[position]] = residue;
            var text = new string(mutant);
            passes.AddRange(combination.Sites.Select(it => new Pass(text, StartOf(it.Position), it.Position, it.Position, true, number)));
        }
    }

    private int StartOf(int position) => Math.Clamp(places[position] - (window / 2), 0, Text.Length - window);

    /// <summary>
    /// One sequence through the network: the window's first token of the text, and the positions that are read from it. All count from 0.
    /// </summary>
    /// <param name="Of">What it is read for: the scan, the sites of combinations alone, or the combination of this number.</param>
    internal sealed record Pass(string Text, int Start, int First, int Last, bool Masked, int Of)
    {
        public const int Scan = -1;
        public const int Alone = -2;
    }
}

/// <summary>Substitutions in one molecule: positions from 0 in the residues, each once, and the residues that are put there.</summary>
public sealed record Combination(IReadOnlyList<(int Position, char Residue)> Sites);

/// <summary>
/// Half the sum over the sites of ln p(variant) - ln p(wild type), each masked in turn, before the wild type and before the combination.
/// </summary>
/// <param name="SumOfSingles">The same before the wild type alone.</param>
public readonly record struct CombinationScore(double Score, double SumOfSingles);
