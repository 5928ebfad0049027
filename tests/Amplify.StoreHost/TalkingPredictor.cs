using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.StoreHost;

/// <summary>
/// The substitution table, slowed down, telling of every run by the length of its sequence, and of its scorer in every result.
/// </summary>
/// <param name="last">A longer sequence's run never ends.</param>
public sealed class TalkingPredictor(Scorer scorer, TimeSpan pace, Action<string> tell, int last = int.MaxValue) : IPredictor
{
    private readonly SubstitutionTable table = new(TimeProvider.System);

    public Scorer ScorerOf(int length) => scorer;

    public TimeSpan Estimate(int length) => pace;

    public IReadOnlyList<string> Warnings(ProteinSequence sequence) => [];

    public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        tell($"start {sequence.Length}");
        await Task.Delay(sequence.Length > last ? Timeout.InfiniteTimeSpan : pace, cancellationToken);
        var scan = await table.PredictAsync(sequence, progress, cancellationToken);
        return scan with { Metadata = scan.Metadata with { ModelVersion = scorer.ToString() } };
    }

    public void Dispose() => table.Dispose();
}
