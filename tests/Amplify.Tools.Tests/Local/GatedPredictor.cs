using System.Collections.Concurrent;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Local;

/// <summary>Begins when told, counts its runs, and fails when asked to.</summary>
internal sealed class GatedPredictor(bool open = true) : IPredictor
{
    private readonly SubstitutionTable table = new(TimeProvider.System);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; init; } = "gated";

    public Scorer Scorer { get => field ?? new(Name, "gated-1"); init; }

    public Exception? Fault { get; init; }

    /// <summary>How long so many residues are said to take.</summary>
    public Func<int, TimeSpan> Takes { get; init; } = _ => TimeSpan.FromSeconds(30);

    public ConcurrentQueue<string> Runs { get; } = [];

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told how far it is.</summary>
    public Action<int>? Progress { get; private set; }

    public void Open() => gate.TrySetResult();

    public Scorer ScorerOf(int length) => Scorer;

    public TimeSpan Estimate(int length) => Takes(length);

    public IReadOnlyList<string> Warnings(ProteinSequence sequence) => ["A warning."];

    public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        Progress = progress;
        Runs.Enqueue(sequence);
        Begun.TrySetResult();
        if (!open) await gate.Task.WaitAsync(cancellationToken);
        return Fault is null ? await table.PredictAsync(sequence, progress, cancellationToken) : throw Fault;
    }

    public void Dispose() => table.Dispose();
}
