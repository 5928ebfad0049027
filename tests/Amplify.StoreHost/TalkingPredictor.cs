using System.Text.Json.Nodes;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.StoreHost;

/// <summary>The substitution table, slowed down, telling of every run by the length of its sequence, and of its scorer in every result.</summary>
public sealed class TalkingPredictor(Scorer scorer, TimeSpan pace, Action<string> tell) : IPredictor
{
    private readonly SubstitutionTable table = new(TimeProvider.System);

    public Scorer ScorerOf(int length) => scorer;

    public TimeSpan Estimate(int length) => pace;

    public IReadOnlyList<string> Doubts(ProteinSequence sequence) => [];

    public async Task<byte[]> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        tell($"start {sequence.Length}");
        await Task.Delay(pace, cancellationToken);
        var result = JsonNode.Parse(await table.PredictAsync(sequence, progress, cancellationToken))!;
        result["metadata"]!["scorer"] = scorer.ToString();
        return System.Text.Encoding.UTF8.GetBytes(result.ToJsonString());
    }

    public void Dispose() => table.Dispose();
}
