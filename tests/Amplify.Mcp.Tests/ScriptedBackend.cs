using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Tests;

/// <summary>A far end that answers what a test told it to.</summary>
internal sealed class ScriptedBackend : IPredictionBackend
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 11, 59, 0, TimeSpan.Zero);

    public Queue<Prediction> Answers { get; } = new();

    public int Fetches { get; private set; }

    /// <summary>Thrown at every fetch from then on.</summary>
    public BackendException? Fault { get; set; }

    public string OutputLocation => "s3://bucket/async-inference-output/";

    public static Prediction Running { get; } = new Prediction.InProgress(Known: true,
        new("s3://bucket/async-inference-output/job.out", "s3://bucket/async-inference-failures/job-error.out"), 30)
    {
        SubmittedAt = Then,
        Advice = "Come back later.",
    };

    public static Prediction Failed { get; } = new Prediction.Failed(new("Out of memory", "model_error"), null, Then,
        "Submit a shorter part.", Retryable: false);

    public static async Task<Prediction> CompletedAsync(string sequence)
    {
        using var net = new SequenceNetPredictor(TimeProvider.System);
        return await CompletedAsync(sequence, net);
    }

    public static async Task<Prediction> CompletedAsync(string sequence, IPredictor predictor)
    {
        var result = await predictor.PredictAsync(sequence, _ => { }, CancellationToken.None);
        return new Prediction.Completed(result.Write(), "s3://bucket/async-inference-output/job.out", Then);
    }

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        Task.FromResult(new Submission("job", OutputLocation + "job.out", Then, Then, 30));

    /// <summary>The next answer; the last one for ever.</summary>
    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        Fetches++;
        if (Fault is not null) throw Fault;
        return Task.FromResult(Answers.Count > 1 ? Answers.Dequeue() : Answers.Peek());
    }
}
