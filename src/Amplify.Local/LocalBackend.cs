using System.Globalization;
using System.Text;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>The embedded default: jobs and results as files, a worker in this process, no account.</summary>
public sealed class LocalBackend : IPredictionBackend, IAsyncDisposable
{
    /// <summary>More jobs than that help nobody: each one more only makes all of them wait.</summary>
    private const int MostWaiting = 1_000;
    private const int LaterSeconds = 30;

    private readonly FileStore store;
    private readonly IPredictor predictor;
    private readonly TimeProvider clock;
    private readonly JobIndex index;
    private readonly LocalWorker worker;

    public LocalBackend(string home, IPredictor predictor, TimeProvider clock, ILogger<LocalBackend> logger)
    {
        (store, this.predictor, this.clock) = (new(home), predictor, clock);
        index = new(store, clock);
        worker = new(store, predictor, clock, logger);
    }

    public string OutputLocation => store.Outputs;

    public bool ReadsChains => predictor.ReadsChains;

    /// <summary>Works on what earlier processes left. Needs no calling: the first submission or poll does it too.</summary>
    public void ResumePending()
    {
        if (store.PendingIds().Count > 0) worker.Start();
    }

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        SubmitAsync(sequence, reuse: false, cancellationToken);

    public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        SubmitAsync(sequence, reuse: true, cancellationToken);

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        worker.Start();
        try
        {
            return Task.FromResult(Answer(id) ?? Running(id) ?? Answer(id) ?? Removed());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(ErrorCode.ResultRetrieval,
                $"The result exists but cannot be read: {Reason(fault)}. Make {store.Output(id.FileName)} readable, then repeat the call; nothing is lost.",
                new ErrorDetails.Fault(Retryable: true, OutputId: id.Value), fault);
        }
    }

    public Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken)
    {
        var found = Look();
        var problem = found.Verdict == Verdict.Wrong ? $"{found.Seen} {found.Next}" : null;
        return Task.FromResult<IReadOnlyList<Dependency>>([new(found.Check, problem)]);
    }

    /// <summary>Whether the store can be written, and what waits in it.</summary>
    public Finding Look()
    {
        try
        {
            store.Probe();
            return Finding.Well("store", $"{store.Home} can be written; jobs without an answer: {store.PendingIds().Count}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Wrong(
                "store",
                $"The store at {store.Home} cannot be written: {Reason(fault)}.",
                "Free the disk or set AMPLIFY_HOME to a directory this process may write to.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        predictor.Dispose();
    }

    private async Task<Submission> SubmitAsync(ProteinSequence sequence, bool reuse, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var key = await index.LockAsync(JobKey.Of(sequence, predictor.Version), cancellationToken);
            var submission = reuse && key is not null && index.Find(key, sequence) is { } earlier
                ? SubmissionOf(earlier.Id.Value, sequence, earlier.Record.SubmittedAt, earlier.Record.ExpectedAt) with { Reused = true }
                : Accept(sequence, key);
            worker.Start();
            return submission;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(ErrorCode.S3Upload,
                $"Failed to write the job into the store at {store.Outputs}: {Reason(fault)}. Nothing was submitted. "
                    + "Free the disk or set AMPLIFY_HOME to a directory you may write to, then repeat the call.",
                new ErrorDetails.Fault(Retryable: true), fault);
        }
    }

    private Submission Accept(ProteinSequence sequence, FileStream? key)
    {
        if (store.PendingIds().Count is >= MostWaiting and var waiting) throw new BackendException(ErrorCode.Invocation,
            $"{waiting:N0} jobs wait in this store already. Nothing was submitted. Collect results first, and repeat the call in {LaterSeconds} seconds.",
            new ErrorDetails.Fault(Retryable: true, LaterSeconds, "queue_full"));

        var now = clock.GetUtcNow();
        var submission = SubmissionOf(Guid.CreateVersion7(now).ToString(), sequence, now, now + predictor.Estimate(sequence.Length));
        var id = submission.OutputId;
        FileStore.Write(store.Input(id), new JobInput(sequence.Value).Write());
        var record = new JobRecord(sequence.Length, sequence.Sha256, now, submission.ExpectedAt) { Predictor = predictor.Name };
        FileStore.Write(store.Record(id), record.Write());
        if (key is not null) JobIndex.Point(key, id); // before it is accepted: a key without a job is harmless, a job without a key runs twice
        FileStore.Write(store.Pending(id), predictor.Name); // from here on the job is accepted
        return submission;
    }

    private Submission SubmissionOf(string id, ProteinSequence sequence, DateTimeOffset at, DateTimeOffset due) =>
        new(id, store.Output(id + ".out"), at, due, Patience.CheckInterval(clock.GetUtcNow() - at, due - at))
        {
            Warnings = predictor.Doubts(sequence),
        };

    private Prediction? Answer(OutputId id)
    {
        var output = store.Output(id.FileName);
        if (new FileInfo(output) is { Exists: true, Length: > Prediction.MostBytes and var length }) throw new BackendException(ErrorCode.ResultRetrieval,
            $"The result exists and has {length:N0} bytes, more than this server reads ({Prediction.MostBytes:N0}). Look at {output} yourself. The job itself is not affected.",
            new ErrorDetails.Fault(Retryable: false, OutputId: id.Value));
        if (FileStore.TryRead(output) is { } stored) return new Prediction.Completed(stored, output, WrittenAt(output));
        var failure = store.Failure(id.Value);
        if (FileStore.TryRead(failure) is not { } error) return null;
        return new Prediction.Failed(
            FailureText.Read(error), failure, WrittenAt(failure), "Correct what the message names, then submit again; nothing else is affected.", Retryable: false);
    }

    private Prediction.InProgress? Running(OutputId id)
    {
        var record = store.ReadRecord(id.Value);
        var pending = File.Exists(store.Pending(id.Value));
        if (record is not null && !pending) return null;

        var paths = new ExpectedPaths(store.Output(id.FileName), store.Failure(id.Value));
        if (!pending)
        {
            return new(Known: false, paths, 60) { Advice = "No job with this id was submitted to this store. Check the id; do not keep polling." };
        }

        var other = record?.Predictor is { } name && name != predictor.Name ? name : null;
        var interval = record is null ? 1 : Patience.CheckInterval(clock.GetUtcNow() - record.SubmittedAt, record.ExpectedAt - record.SubmittedAt);
        return new(Known: true, paths, interval)
        {
            SubmittedAt = record?.SubmittedAt,
            ExpectedAt = record?.ExpectedAt,
            PercentComplete = FileStore.TryRead(store.Progress(id.Value)) is { } percent
                && int.TryParse(Encoding.ASCII.GetString(percent), NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? done : null,
            Advice = other is null ? Ahead(id) : $"The job waits for a server that runs {SafeText.Quote(other)}; this one runs {predictor.Name}.",
        };
    }

    private static Prediction.Failed Removed() => new(
        new("The job was accepted, but its result is no longer in the store.", "result_removed"), null, null, "Submit the sequence again.", Retryable: true);

    private string? Ahead(OutputId id) => store.PendingIds().Count(it => string.CompareOrdinal(it, id.Value) < 0) is > 0 and var before
        ? $"{before} {(before == 1 ? "job" : "jobs")} of this store come first. Wait check_interval_seconds; submitting again would not be faster."
        : null;

    private static DateTimeOffset WrittenAt(string path) => new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    private static string Reason(Exception fault) => fault switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "the directory is gone",
        IOException { HResult: 28 } => "the disk is full",
        IOException { HResult: 30 } => "it is read-only",
        _ => "the file system refused",
    };
}
