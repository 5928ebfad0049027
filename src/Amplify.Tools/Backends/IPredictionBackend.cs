using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Backends;

/// <summary>Makes and fetches predictions; knows nothing of envelopes.</summary>
public interface IPredictionBackend
{
    /// <summary>What every path this backend hands out begins with, and the only place it reads results from.</summary>
    string OutputLocation { get; }

    /// <summary>
    /// This backend for one call: its time-outs are cut to what that call has left. One that never waits is the same for all.
    /// </summary>
    IPredictionBackend Within(CallTime? time) => this;

    /// <summary>Whether the model behind reads several chains with a break between, <see cref="ProteinSequence.ChainBreak"/>.</summary>
    bool ReadsChains => false;

    /// <summary>
    /// This backend for one of its host's callers, where work that waits is shared out among them. To one whom jobs belong to
    /// (<see cref="Caller.Owner"/>), others' jobs and batches are what nobody ever submitted: in every member, in words and in time.
    /// </summary>
    /// <param name="caller">null: the host cannot tell.</param>
    IPredictionBackend For(Caller? caller) => this;

    /// <summary>This backend for a call that submits several jobs: what each leaves to do is done before its submission returns.</summary>
    IPredictionBackend AtOnce() => this;

    /// <summary>Accepts a new job and returns at once.</summary>
    /// <exception cref="BackendException">Nothing was accepted, unless the message says otherwise.</exception>
    Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken);

    /// <summary>
    /// The earlier job of the same sequence on the same model, marked as reused, where one runs or is done; otherwise a new one.
    /// Failed jobs and removed results do not count. Callers that ask at the same time get one job between them.
    /// A store that cannot promise that submits anew and says so, as this default does without a word; one that could, and did not
    /// answer, submits nothing.
    /// </summary>
    /// <remarks>
    /// In an object store: `{input prefix}jobs/by-key/{JobKey}.json` holds the output id. Read it; where its job does not count or there is
    /// none, reserve it with a conditional write (If-None-Match: * for a new key, If-Match with the ETag read for a stale one), submit,
    /// then write the id under the same condition. Whoever loses the write reads again; a reservation without an id is stale after half a
    /// minute: what a process had submitted that died before it wrote the id runs a second time, and nothing else does. Only without
    /// conditional writes: submit anew, with a warning. A lookup that is refused or takes too long submits nothing.
    /// </remarks>
    Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        SubmitAsync(sequence, cancellationToken);

    /// <summary>The state of a job. An id nobody submitted is in progress and not known.</summary>
    Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken);

    /// <summary>The same with <see cref="Prediction.Name"/>, where that costs a look of its own: at the same time, so no longer.</summary>
    Task<Prediction> FetchNamedAsync(OutputId id, CancellationToken cancellationToken) => FetchAsync(id, cancellationToken);

    /// <summary>Whether <see cref="FetchSitesAsync"/> may ever answer: to try costs a look at the job.</summary>
    bool HasSitesFirst => false;

    /// <summary>
    /// Some sites of a job that still runs, long before the rest and in the same numbers; no score at the others. Null: this backend has
    /// none before the whole is there, or could not have them in time.
    /// </summary>
    /// <param name="columns">0-based, ascending; what lies outside the sequence is left out.</param>
    Task<VariantScan?> FetchSitesAsync(OutputId id, IReadOnlyList<int> columns, CancellationToken cancellationToken) =>
        Task.FromResult<VariantScan?>(null);

    /// <summary>The newest jobs: the caller's own, where <see cref="For"/> told callers apart.</summary>
    Task<JobList> ListAsync(int most, CancellationToken cancellationToken) =>
        Task.FromResult(new JobList([], "This backend keeps no list of jobs."));

    /// <summary>Up to five ids of jobs that begin so; of the caller's own, as above.</summary>
    Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Remembers which jobs one call submitted together; one of the same id is replaced.</summary>
    Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>null: no batch of this id is on record.</summary>
    Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) => Task.FromResult<BatchRecord?>(null);

    /// <summary>Whether what this backend stands on answers now. Submits nothing and costs nothing.</summary>
    Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Dependency>>([]);
}

/// <param name="Problem">What is wrong and what to do, for an operator; null: it works.</param>
public sealed record Dependency(string Name, string? Problem = null);

/// <summary>What was sent, and where and when its answer will be.</summary>
public sealed record Submission(string OutputId, string OutputPath, DateTimeOffset SubmittedAt, DateTimeOffset ExpectedAt,
    int CheckIntervalSeconds)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>This is an earlier job; nothing was submitted now.</summary>
    public bool Reused { get; init; }

    /// <summary>What an earlier job is called.</summary>
    public string? Name { get; init; }

    /// <summary>null: there is none, or it may not be asked.</summary>
    public EndpointState? Endpoint { get; init; }
}

/// <summary>The answer to "is it done?".</summary>
public abstract record Prediction
{
    /// <summary>
    /// Far above the largest heat map (10,000 residues: 4.3 MB); a stored object that is larger is no prediction, and is not read.
    /// </summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private Prediction()
    {
    }

    /// <summary>What its user calls the protein; null: nothing, or nobody looked.</summary>
    public string? Name { get; init; }

    /// <param name="Stored">The stored object, byte for byte.</param>
    /// <param name="Link">Makes a link that anyone can read for a while; null where the path itself can be opened.</param>
    public sealed record Completed(ReadOnlyMemory<byte> Stored, string OutputPath, DateTimeOffset At, Func<ResultLink>? Link = null)
        : Prediction
    {
        /// <summary>What was said when the job was submitted and holds for its result.</summary>
        public IReadOnlyList<string> Warnings { get; init; } = [];
    }

    /// <param name="Known">false: no job with this id is on record; null: cannot be told.</param>
    public sealed record InProgress(bool? Known, ExpectedPaths Paths, int CheckIntervalSeconds) : Prediction
    {
        public DateTimeOffset? SubmittedAt { get; init; }
        public DateTimeOffset? ExpectedAt { get; init; }
        public int? PercentComplete { get; init; }

        /// <summary>null: there is none, or it may not be asked.</summary>
        public EndpointState? Endpoint { get; init; }

        /// <summary>Nothing that works here now can answer it: waiting alone is of no use.</summary>
        public bool Stranded { get; init; }

        /// <summary>What only the backend knows; what follows from the facts above is said by the tool.</summary>
        public string? Advice { get; init; }
    }

    public sealed record Failed(ModelError Error, string? FailurePath, DateTimeOffset? At, string Suggestion, bool Retryable) : Prediction;
}

public sealed record ResultLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>Broken machinery, already named: the code and the sentence a caller will see.</summary>
public sealed class BackendException(ErrorCode code, string message, ErrorDetails? details = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ErrorCode Code => code;

    public ErrorDetails? Details => details;

    /// <summary>What a program of the caller's said, for the caller alone; the message, which a log keeps, has none of it.</summary>
    public string? Words { get; init; }

    /// <summary>The call may have been accepted in spite of this: repeated, it may cost a second run.</summary>
    public bool MayRun { get; init; }

    public string ToCaller => Words is { } words ? $"{Message} The program said: \"{words}\"." : Message;
}
