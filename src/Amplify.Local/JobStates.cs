using Amplify.Local.Store;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>How a job stands.</summary>
internal sealed class JobStates(FileStore store, StoreGate gate, JobQueue queue, IPredictor predictor, TimeProvider clock)
{
    private const int MostWarnings = 5;
    private const int LongestWarning = 300;

    public async Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        try
        {
            if (await gate.RunAsync(() => Answer(id), cancellationToken) is { } ended) return ended;
            await predictor.PrepareAsync(cancellationToken);
            return await gate.RunAsync(() => Running(id) ?? Answer(id) ?? Removed(), cancellationToken);
        }
        catch (OddFileException fault)
        {
            throw new BackendException(ErrorCode.ResultRetrieval,
                $"The result exists and cannot be read: {fault.Message}. Look at {store.Output(id.FileName)} yourself. The job itself "
                    + "is not affected.",
                new ErrorDetails.Fault(Retryable: false, OutputId: id.Value), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var what = fault is StoreSilentException
                ? $"The store at {store.Home} cannot be asked" : "The result exists but cannot be read";
            throw new BackendException(ErrorCode.ResultRetrieval,
                $"{what}: {StoreFault.Reason(fault)}. Make {store.Output(id.FileName)} readable, then repeat the call; nothing is lost.",
                new ErrorDetails.Fault(Retryable: true, OutputId: id.Value), fault);
        }
    }

    private Prediction? Answer(OutputId id)
    {
        var output = store.Output(id.FileName);
        if (OwnFile.TryRead(output, Prediction.MostBytes) is { } stored)
        {
            var record = store.ReadRecord(id.Value);
            return new Prediction.Completed(stored, output, WrittenAt(output))
            {
                Name = ProteinName.Of(record?.Name),
                Warnings = [.. (record?.Warnings ?? []).Take(MostWarnings).Select(it => SafeText.Quote(it, LongestWarning))],
            };
        }

        var failure = store.Failure(id.Value);
        if (FileStore.ReadSmall(failure) is not { } error) return null;
        var (read, name) = (FailureText.Read(error), ProteinName.Of(store.ReadRecord(id.Value)?.Name));
        return read.ErrorType == WorkLane.Cancelled.ErrorType
            ? new Prediction.Failed(read, failure, WrittenAt(failure), "Submit the sequence again where it is wanted after all.",
                Retryable: true)
            { Name = name }
            : new Prediction.Failed(read, failure, WrittenAt(failure),
                "Correct what the message names, then submit again; nothing else is affected.", Retryable: false)
            { Name = name };
    }

    private Prediction.InProgress? Running(OutputId id)
    {
        var record = store.ReadRecord(id.Value);
        var pending = store.IsPending(id.Value);
        if (record is not null && !pending) return null;

        var paths = new ExpectedPaths(store.Output(id.FileName), store.Failure(id.Value));
        if (!pending) return Unknown(id);

        var sign = SignOfLife.Read(store, id.Value);
        var held = sign is not null && clock.GetUtcNow() - sign.At > SignOfLife.Overdue && IsHeld(id.Value) ? sign : null;
        var ours = IsOurs(record, id.Value);
        var (jobs, before) = ours && sign is null ? Ahead(id.Value, record) : (0, TimeSpan.Zero);
        var due = Later(record?.ExpectedAt, jobs > 0 ? clock.GetUtcNow() + before + new QueuedJob(id.Value, record).Work : null);
        return new(Known: true, paths, record is null
            ? 1 : Patience.CheckInterval(clock.GetUtcNow() - record.SubmittedAt, due!.Value - record.SubmittedAt))
        {
            Name = ProteinName.Of(record?.Name),
            SubmittedAt = record?.SubmittedAt,
            ExpectedAt = due,
            PercentComplete = sign?.Percent,
            Stranded = !ours && sign is null,
            Advice = held is not null ? Held(held) : !ours && sign is null ? Waits(record) : jobs > 0 ? Queued(jobs, before) : null,
        };
    }

    /// <summary>What is to say of a job that is not there, or not for whoever asks.</summary>
    public Prediction.InProgress Unknown(OutputId id) =>
        new(Known: false, new(store.Output(id.FileName), store.Failure(id.Value)), 60)
        {
            Advice = "No job with this id was submitted to this store. Check the id; do not keep polling.",
        };

    private static DateTimeOffset? Later(DateTimeOffset? recorded, DateTimeOffset? now) => now > recorded ? now : recorded;

    private bool IsOurs(JobRecord? record, string id) =>
        JobFits.Of(record, record is null ? store.ReadQueued(id) : "", predictor) != JobFit.Another;

    private (int Jobs, TimeSpan Work) Ahead(string id, JobRecord? record)
    {
        var job = new QueuedJob(id, record);
        return queue.Ahead(job.Lane, job.Turn, id, it => IsOurs(it.Record, it.Id));
    }

    private bool IsHeld(string id)
    {
        try
        {
            return FileStore.IsLocked(store.Pending(id));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Held(SignOfLife sign) =>
        $"Process {sign.ProcessId} has this job and has given no sign since {sign.At:yyyy-MM-dd HH:mm:ss}Z: it is stopped or stuck. "
        + "Let it go on, or end it, and another takes the job up.";

    private string Waits(JobRecord? record) => record?.Scorer is { } scorer
        ? $"The job waits for a program that runs {SafeText.Quote(scorer.ToString(), LongestWarning)}; this one runs "
            + $"{predictor.ScorerOf(record.SequenceLength)}."
        : $"The job waits for another program{(record?.Predictor is { } name ? $", one that runs {SafeText.Quote(name)}" : "")}: this "
            + $"one runs {predictor.ScorerOf(record?.SequenceLength ?? 1)}.";

    private static string Queued(int jobs, TimeSpan work) =>
        $"{(jobs == 1 ? "1 job comes" : $"{jobs} jobs come")} first, about {WaitingRoom.Words(work)} of work. "
        + "Wait check_interval_seconds; submitting again would not be faster.";

    private static Prediction.Failed Removed() => new(
        new("The job was accepted, but its result is no longer in the store.", "result_removed"), null, null, "Submit the sequence again.",
            Retryable: true);

    private static DateTimeOffset WrittenAt(string path) => new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
}
