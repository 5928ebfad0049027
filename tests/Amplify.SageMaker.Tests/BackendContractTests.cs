using System.Collections.Concurrent;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests;

public sealed class SageMakerBackendContractTests(MotoServer moto) : BackendContract
{
    private LoopbackAws aws = null!;
    private SageMakerBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    protected override int Accepted => aws.SageMaker.Requests.Count;

    public override async ValueTask InitializeAsync()
    {
        aws = await LoopbackAws.StartAsync(moto);
        aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        backend = Make.Backend(aws);
    }

    public override async ValueTask DisposeAsync()
    {
        backend?.Dispose();
        if (aws is not null) await aws.DisposeAsync();
    }

    private protected override async Task<byte[]> FinishAsync(Submission submission)
    {
        var result = """{"heatmap": [[0.0, -1.50, 1e-07]], "metadata": {"model_version": "contract"}}"""u8.ToArray();
        await aws.SageMaker.CompleteAsync(Job(submission), result);
        return result;
    }

    private protected override Task FailAsync(Submission submission, string text) => aws.SageMaker.FailAsync(Job(submission), text);

    private LoopbackJob Job(Submission submission) => aws.SageMaker.Jobs.Single(it => it.Id == submission.OutputId);
}

public sealed class LocalBackendContractTests : BackendContract, IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("amplify-local-");
    private readonly ToldPredictor predictor = new();
    private LocalBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    protected override int Accepted => home.EnumerateFiles("*", SearchOption.AllDirectories).Count();

    public override ValueTask InitializeAsync()
    {
        backend = new(home.FullName, predictor, TimeProvider.System, NullLogger<LocalBackend>.Instance);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => backend.DisposeAsync();

    public void Dispose() => home.Delete(recursive: true);

    private protected override Task<byte[]> FinishAsync(Submission submission)
    {
        var sequence = Make.Sequence().Value;
        var scan = new PredictedScan(new float[VariantScan.Rows * sequence.Length], new(sequence), new()
        {
            ModelVersion = "contract",
            ProcessingTime = "0s",
            Method = "told",
            ScoreUnit = "told",
            ConfidenceDefinition = "none",
        });
        predictor.Answers.Add(scan);
        return Task.FromResult(scan.Write());
    }

    private protected override Task FailAsync(Submission submission, string text)
    {
        predictor.Answers.Add(new PredictionException(text));
        return Task.CompletedTask;
    }

    /// <summary>Answers when a test says what.</summary>
    private sealed class ToldPredictor : IPredictor
    {
        public BlockingCollection<object> Answers { get; } = [];

        public Scorer ScorerOf(int length) => new("told", "told");

        public TimeSpan Estimate(int length) => TimeSpan.FromSeconds(1);

        public IReadOnlyList<string> Warnings(ProteinSequence sequence) => [];

        public Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken) => Task.Run(
            () => Answers.Take(cancellationToken) switch { PredictionException failure => throw failure, var scan => (PredictedScan)scan },
            cancellationToken);

        public void Dispose() => Answers.Dispose();
    }
}
