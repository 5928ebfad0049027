using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Support;

/// <summary>A far end that answers what the test wrote down, and remembers what it was sent.</summary>
internal sealed class ScriptedBackend(Func<OutputId, Prediction> answer) : IPredictionBackend
{
    public const string Location = "s3://bucket/async-inference-output/";
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public ScriptedBackend(Prediction prediction)
        : this(_ => prediction)
    {
    }

    /// <summary>Always completed, with these bytes stored.</summary>
    public ScriptedBackend(byte[] stored)
        : this(new Prediction.Completed(stored, Location + "job-1.out", Noon))
    {
    }

    public List<ProteinSequence> Submitted { get; } = [];

    public List<string> Fetched { get; } = [];

    public BackendException? Fault { get; init; }

    public string OutputLocation => Location;

    public bool ReadsChains { get; init; }

    public static Prediction.InProgress Running(bool? known = true) =>
        new(known, new ExpectedPaths(Location + "job-1.out", "s3://bucket/async-inference-failures/job-1-error.out"),
            30)
        { SubmittedAt = Noon.AddSeconds(-90) };

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        Submitted.Add(sequence);
        return Task.FromResult(new Submission(
            $"job-{Submitted.Count}",
            $"{Location}job-{Submitted.Count}.out",
            Noon,
            Noon.AddMinutes(1),
            30));
    }

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        Fetched.Add(id.Value);
        return Task.FromResult(answer(id));
    }
}
