using System.Collections.Concurrent;
using Amplify.Local;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Local;

/// <summary>Begins when told, counts its runs, and fails when asked to.</summary>
internal sealed class GatedPredictor(bool open = true) : IPredictor
{
    private readonly SubstitutionTable table = new(TimeProvider.System);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; init; } = "gated";

    public string Version { get; init; } = "gated-1";

    public Exception? Fault { get; init; }

    public ConcurrentQueue<string> Runs { get; } = [];

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => gate.TrySetResult();

    public TimeSpan Estimate(int length) => TimeSpan.FromSeconds(30);

    public IReadOnlyList<string> Doubts(ProteinSequence sequence) => ["A doubt."];

    public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        Runs.Enqueue(sequence);
        Begun.TrySetResult();
        if (!open) await gate.Task.WaitAsync(cancellationToken);
        return Fault is null ? await table.PredictAsync(sequence, progress, cancellationToken) : throw Fault;
    }

    public void Dispose() => table.Dispose();
}
