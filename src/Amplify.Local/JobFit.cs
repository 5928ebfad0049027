using Amplify.Tools.Backends;

namespace Amplify.Local;

/// <summary>Whose a job is.</summary>
internal enum JobFit
{
    /// <summary>This predictor answers it exactly as was asked.</summary>
    Ours,
    Another,

    /// <summary>Nobody can tell any more how it was to be scored, and a guess would be another method's answer.</summary>
    Untold,
}

internal static class JobFits
{
    private const int LongestName = 200;

    /// <param name="queued">What stands in the queue, for jobs whose record cannot be read.</param>
    public static JobFit Of(JobRecord? record, string queued, IPredictor predictor)
    {
        if (record?.Scorer is { } wanted) return wanted == predictor.ScorerOf(record.SequenceLength) ? JobFit.Ours : JobFit.Another;

        // Earlier versions named a model and no method. The table has one method only; a network has two.
        var name = record?.Predictor ?? queued.Split('\n')[0].Trim();
        var ours = predictor.ScorerOf(record?.SequenceLength ?? 1);
        if (name.Length == 0 || name.Any(char.IsControl) || name.Contains('\uFFFD')) return JobFit.Untold;
        if (name.StartsWith('{') || name.Length > LongestName) return JobFit.Another; // a later version's, perhaps
        if (ours.WeightsSha256 is null) return name == ours.Model ? JobFit.Ours : JobFit.Another;
        return name == $"amplify {ours.Model}" ? JobFit.Untold : JobFit.Another;
    }
}
