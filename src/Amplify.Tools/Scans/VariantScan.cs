using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>
/// All single substitutions of one protein: 20 rows in the order ACDEFGHIKLMNPQRSTVWY, one column a residue.
/// A cell is NaN where nothing was stored. A wild type is '?' where it cannot be told.
/// </summary>
public sealed class VariantScan
{
    public const int Rows = 20;

    /// <summary>Positions that are read from a stored result.</summary>
    internal const int MostLength = 100_000;

    private readonly float[] scores;
    private readonly float[]? confidences;
    private float[]? ranked;
    private Variant[]? bestFirst;
    private Variant[]? worstFirst;

    /// <param name="scores">Row by row: the score of residue r at 0-based column c stands at r * length + c.</param>
    /// <param name="wildTypes">One letter a column.</param>
    /// <param name="confidences">Laid out as the scores; null: computed from them.</param>
    public VariantScan(float[] scores, string wildTypes, ScoreScale scale, float[]? confidences = null)
    {
        if (scores.Length != Rows * wildTypes.Length) throw new ArgumentException("A scan has 20 scores a residue", nameof(scores));
        (this.scores, WildTypes, Scale, this.confidences) = (scores, wildTypes, scale, confidences);
    }

    public string WildTypes { get; }

    public int Length => WildTypes.Length;

    public ScoreScale Scale { get; }

    /// <summary>null: the predictor said nothing of its sites.</summary>
    public SiteFacts? Sites { get; init; }

    /// <summary>Combinations that were scored with it.</summary>
    public IReadOnlyList<ScoredCombination> Combinations { get; init; } = [];

    public float this[int row, int column] => scores[(row * Length) + column];

    public bool IsWildType(int row, int column) => WildTypes[column] == ProteinSequence.Residues[row];

    public bool HasScore(int row, int column) => !float.IsNaN(this[row, column]) && !IsWildType(row, column);

    /// <summary>Every scored substitution, column by column; wild types left out.</summary>
    public IEnumerable<Variant> Variants()
    {
        for (var column = 0; column < Length; column++)
        {
            foreach (var variant in VariantsAt(column)) yield return variant;
        }
    }

    public IEnumerable<Variant> VariantsAt(int column)
    {
        for (var row = 0; row < Rows; row++)
        {
            if (HasScore(row, column)) yield return new(row, column, this[row, column]);
        }
    }

    /// <summary>All scores of substitutions in ascending order.</summary>
    public IReadOnlyList<float> Ranked => ranked ??= [.. WorstFirst.Select(it => it.Score)];

    /// <summary>Every scored substitution, highest score first; equals in the sequence's order.</summary>
    public IReadOnlyList<Variant> BestFirst => bestFirst ??= Falling();

    /// <summary>Every scored substitution, lowest score first; equals in the sequence's order.</summary>
    public IReadOnlyList<Variant> WorstFirst => worstFirst ??= Rising();

    /// <summary>Share of substitutions that score no higher, in percent.</summary>
    public double Percentile(float score)
    {
        var all = Ranked;
        var (low, high) = (0, all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle] <= score) low = middle + 1;
            else high = middle;
        }

        return all.Count == 0 ? 0 : Math.Round(100.0 * low / all.Count, 1);
    }

    public bool IsStartLoss(int column) => column == 0 && WildTypes[0] == 'M';

    /// <summary>Mean score over the substitutions of a position: higher is more tolerant.</summary>
    public double? MeanAt(int column)
    {
        var (sum, count) = (0.0, 0);
        foreach (var variant in VariantsAt(column)) (sum, count) = (sum + variant.Score, count + 1);
        return count == 0 ? null : sum / count;
    }

    /// <summary>
    /// The stored value where the model ships one; otherwise 1 - H/ln 20 over the softmax of the site's 20 scores: how peaked the model is
    /// there, not the chance of being right. Null where it cannot be computed.
    /// </summary>
    public double? ConfidenceAt(int row, int column)
    {
        if (confidences is not null) return float.IsNaN(confidences[(row * Length) + column]) ? null : confidences[(row * Length) + column];
        if (Scale.Unit != ScoreScale.LogLikelihoodRatio) return null;

        var highest = double.NegativeInfinity;
        for (var it = 0; it < Rows; it++)
        {
            if (float.IsNaN(this[it, column])) return null;
            highest = Math.Max(highest, this[it, column]);
        }

        // H = ln Z - sum(e^s s) / Z with scores shifted so that the highest is 0.
        var (z, weighted) = (0.0, 0.0);
        for (var it = 0; it < Rows; it++)
        {
            var shifted = this[it, column] - highest;
            var weight = Math.Exp(shifted);
            (z, weighted) = (z + weight, weighted + (weight * shifted));
        }

        return Math.Clamp(1 - ((Math.Log(z) - (weighted / z)) / Math.Log(Rows)), 0, 1);
    }

    /// <summary>What the confidences are, where they were computed here; null: they are as stored, or there are none.</summary>
    public string? ConfidenceDefinition => confidences is null && Scale.Unit == ScoreScale.LogLikelihoodRatio
        ? ScanMetadata.Peakedness : null;

    private Variant[] Rising()
    {
        var all = new Variant[scores.Length];
        var count = 0;
        for (var column = 0; column < Length; column++)
        {
            for (var row = 0; row < Rows; row++)
            {
                if (HasScore(row, column)) all[count++] = new(row, column, this[row, column]);
            }
        }

        Array.Resize(ref all, count);
        return Sort(all);
    }

    // Sorting is most of what a summary costs. Byte by byte, lowest first, it takes four passes and not one comparison; equals keep their
    // order.
    private static Variant[] Sort(Variant[] variants)
    {
        const int Bits = 8;
        var (source, target) = (variants, new Variant[variants.Length]);
        var starts = (stackalloc int[1 << Bits]);
        for (var shift = 0; shift < sizeof(uint) * 8; shift += Bits)
        {
            starts.Clear();
            foreach (var variant in source) starts[(byte)(Order(variant.Score) >> shift)]++;
            for (int digit = 0, start = 0; digit < starts.Length; digit++) (starts[digit], start) = (start, start + starts[digit]);
            foreach (var variant in source) target[starts[(byte)(Order(variant.Score) >> shift)]++] = variant;
            (source, target) = (target, source);
        }

        return source;
    }

    /// <summary>A whole number that orders as the score does.</summary>
    private static uint Order(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f); // -0 becomes 0
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    // Backwards, but equals stay in the sequence's order.
    private Variant[] Falling()
    {
        var rising = WorstFirst;
        var falling = new Variant[rising.Count];
        var written = 0;
        for (var end = rising.Count; end > 0;)
        {
            var first = end - 1;
            while (first > 0 && rising[first - 1].Score == rising[end - 1].Score) first--;
            for (var i = first; i < end; i++) falling[written++] = rising[i];
            end = first;
        }

        return falling;
    }
}

/// <summary>One substitution of a scan: 0-based row and column, and its score.</summary>
public readonly record struct Variant(int Row, int Column, float Score);
