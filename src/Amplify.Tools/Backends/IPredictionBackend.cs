using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Backends;

/// <summary>Makes and fetches predictions; knows nothing of envelopes.</summary>
public interface IPredictionBackend
{
    /// <summary>What every path this backend hands out begins with, and the only place it reads results from.</summary>
    string OutputLocation { get; }

    /// <summary>Accepts a job and returns at once.</summary>
    /// <exception cref="BackendException">Nothing was accepted, unless the message says otherwise.</exception>
    Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken);

    /// <summary>The state of a job. An id nobody submitted is in progress and not known.</summary>
    Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken);

    /// <summary>Whether what this backend stands on answers now. Submits nothing and costs nothing.</summary>
    Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Dependency>>([]);
}

/// <param name="Problem">What is wrong and what to do, for an operator; null: it works.</param>
public sealed record Dependency(string Name, string? Problem = null);

/// <summary>What was sent, and where and when its answer will be.</summary>
public sealed record Submission(string OutputId, string OutputPath, DateTimeOffset SubmittedAt, DateTimeOffset ExpectedAt, int CheckIntervalSeconds)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The answer to "is it done?".</summary>
public abstract record Prediction
{
    private Prediction()
    {
    }

    /// <param name="Stored">The stored object, byte for byte.</param>
    /// <param name="Link">Makes a link that anyone can read for a while; null where the path itself can be opened.</param>
    public sealed record Completed(ReadOnlyMemory<byte> Stored, string OutputPath, DateTimeOffset At, Func<ResultLink>? Link = null) : Prediction;

    /// <param name="Known">false: no job with this id is on record; null: cannot be told.</param>
    public sealed record InProgress(bool? Known, ExpectedPaths Paths, int CheckIntervalSeconds) : Prediction
    {
        public DateTimeOffset? SubmittedAt { get; init; }
        public DateTimeOffset? ExpectedAt { get; init; }
        public int? PercentComplete { get; init; }
        public string? Advice { get; init; }
    }

    public sealed record Failed(ModelError Error, string? FailurePath, DateTimeOffset? At, string Suggestion, bool Retryable) : Prediction;
}

public sealed record ResultLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>Broken machinery, already named: the code and the sentence a caller will see.</summary>
public sealed class BackendException(ErrorCode code, string message, ErrorDetails? details = null, Exception? inner = null) : Exception(message, inner)
{
    public ErrorCode Code => code;

    public ErrorDetails? Details => details;
}
