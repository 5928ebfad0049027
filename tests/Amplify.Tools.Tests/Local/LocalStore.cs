using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Tools.Tests.Local;

/// <summary>A store in a directory of its own, gone with the test, and backends on it.</summary>
/// <param name="home">Where it is; null: wherever there is room.</param>
internal sealed class LocalStore(string? home = null) : IAsyncDisposable
{
    private readonly List<LocalBackend> backends = [];

    public string Home { get; } = home ?? Directory.CreateTempSubdirectory("amplify-store-").FullName;

    public string Inputs => Path.Combine(Home, "async-inference-input");

    public string Outputs => Path.Combine(Home, "async-inference-output");

    public string Failures => Path.Combine(Home, "async-inference-failures");

    public IEnumerable<string> Pending => Directory.Exists(Path.Combine(Inputs, "pending"))
        ? Directory.EnumerateFiles(Path.Combine(Inputs, "pending")) : [];

    public LocalBackend Open(IPredictor? predictor = null, TimeProvider? clock = null, ILogger<LocalBackend>? log = null)
    {
        var backend = new LocalBackend(
            Home,
            predictor ?? new SequenceNetPredictor(TimeProvider.System),
            clock ?? TimeProvider.System,
            log ?? NullLogger<LocalBackend>.Instance);
        backends.Add(backend);
        return backend;
    }

    public static ProteinSequence Sequence(string residues)
    {
        Assert.True(ProteinSequence.TryParse(residues, out var sequence, out var problem), problem?.Message);
        return sequence;
    }

    public static OutputId Id(string text)
    {
        Assert.True(OutputId.TryParse(text, "", out var id));
        return id;
    }

    public static Task<Submission> SubmitAsync(IPredictionBackend backend, string residues) =>
        backend.SubmitAsync(Sequence(residues), TestContext.Current.CancellationToken);

    public static Task<Submission> SubmitOnceAsync(IPredictionBackend backend, string residues) =>
        backend.SubmitOnceAsync(Sequence(residues), TestContext.Current.CancellationToken);

    public static Task<Prediction> FetchAsync(IPredictionBackend backend, string id) =>
        backend.FetchAsync(Id(id), TestContext.Current.CancellationToken);

    /// <summary>Asks until the job has ended; a poll is all the signal a store gives.</summary>
    public static async Task<Prediction> EndAsync(IPredictionBackend backend, string id)
    {
        while (true)
        {
            if (await FetchAsync(backend, id) is not Prediction.InProgress and var ended) return ended;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until the job has ended and left the queue, which is a moment later.</summary>
    public async Task<Prediction> SettleAsync(IPredictionBackend backend, string id)
    {
        var ended = await EndAsync(backend, id);
        while (Pending.Any(it => Path.GetFileName(it) == id)) await Task.Delay(5, TestContext.Current.CancellationToken);
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in backends) await backend.DisposeAsync();
        if (home is null) Directory.Delete(Home, recursive: true);
    }
}
