using Amplify.Local.Store;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>Accepts jobs: each is whole on the disk, and in the queue, before its receipt.</summary>
internal sealed class Intake(FileStore store, StoreGate gate, JobQueue queue, Tenancy tenancy, IPredictor predictor, TimeProvider clock)
{
    private const int TenantSeconds = 60;
    private readonly JobIndex index = new(store, gate, clock);
    private readonly JobCalendar calendar = new(store);

    /// <param name="caller">Whose share of the queue it takes; null: nobody's in particular.</param>
    public async Task<Submission> SubmitAsync(ProteinSequence sequence, Caller? caller, bool reuse, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await predictor.PrepareAsync(cancellationToken);
        var scorer = predictor.ScorerOf(sequence.Length);
        var accepting = false;
        try
        {
            await gate.RunAsync(Enter, cancellationToken);
            var key = await index.LockAsync(JobKey.Of(sequence, [.. scorer.Parts, .. Owner.Parts(caller?.Owner)]), cancellationToken);
            accepting = true;
            return await gate.RunAsync(() =>
            {
                using (key) return (reuse ? Earlier(key, sequence, scorer) : null) ?? Accept(sequence, scorer, caller, key);
            }, cancellationToken);
        }
        catch (StoreSilentException fault) when (accepting)
        {
            throw new BackendException(ErrorCode.S3Upload,
                $"The store at {store.Home} holds up the job: {fault.Message}. Whether it was accepted is not known. "
                    + "Look at the disk or mount, then repeat the call: where reuse is on, the same sequence gets the same job.",
                new ErrorDetails.Fault(Retryable: true), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(ErrorCode.S3Upload,
                $"Failed to write the job into the store at {store.Outputs}: {StoreFault.Reason(fault)}. Nothing was submitted. "
                    + "Free the disk or set AMPLIFY_HOME to a directory you may write to, then repeat the call.",
                new ErrorDetails.Fault(Retryable: true), fault);
        }
    }

    private bool Enter() => tenancy.Enter() is not { } other ? true : throw new BackendException(ErrorCode.S3Upload,
        $"The store at {store.Home} is on a file system without locks, and {other} uses it. Nothing was submitted. "
            + "Ask that process, end it, or set AMPLIFY_HOME to a directory of a local disk.",
        new ErrorDetails.Fault(Retryable: true, TenantSeconds));

    private Submission? Earlier(FileStream? key, ProteinSequence sequence, Scorer scorer)
    {
        if (key is null || index.Find(key, sequence, scorer) is not { } found) return null;
        var submission = SubmissionOf(found.Id, sequence, found.Record.SubmittedAt, found.Record.ExpectedAt) with
        {
            Reused = true,
            Name = ProteinName.Of(found.Record.Name)
        };
        return store.IsAnswered(found.Id) ? submission with { CheckIntervalSeconds = 0 } : submission;
    }

    private Submission Accept(ProteinSequence sequence, Scorer scorer, Caller? caller, FileStream? key)
    {
        var work = predictor.Estimate(sequence.Length, VariantCombination.Recall(sequence.Variants, sequence.Letters) ?? []);
        if (WaitingRoom.Refusal(queue.List(), work, caller) is { } full) throw new BackendException(ErrorCode.Invocation,
            $"{full.Seen} Nothing was submitted. Collect or cancel what waits, and repeat the call in {full.Seconds} seconds.",
            new ErrorDetails.Fault(Retryable: true, full.Seconds, FaultReason.QueueFull));

        var now = clock.GetUtcNow();
        var (_, before) = queue.Ahead(QueuedJob.LaneOf(work), now.UtcTicks + work.Ticks, null, it =>
            it.Record?.Scorer == predictor.ScorerOf(it.Record?.SequenceLength ?? 1));
        var due = now + before + (work > OneSecond ? work : OneSecond);
        var submission = SubmissionOf(Guid.CreateVersion7(now).ToString(), sequence, now, due);
        var id = submission.OutputId;
        string[] warnings = [.. sequence.Warnings, .. submission.Warnings];
        var record = new JobRecord(sequence.Length, sequence.Sha256, now, due)
        {
            Name = sequence.Name,
            Scorer = scorer,
            WorkSeconds = work.TotalSeconds,
            Caller = caller?.Share,
            Owner = caller?.Owner?.Key,
            Warnings = warnings is { Length: > 0 } ? warnings : null,
            ModelDirectory = predictor.Source?.Directory,
            Threads = predictor.Source?.Threads,
        }.Write();
        store.Write(store.Input(id), JobInput.Of(sequence).Write());
        store.Write(store.Record(id), record);
        // before it is accepted: a key without a job is harmless, a job without a key runs twice
        if (key is not null) JobIndex.Point(key, id);
        calendar.Add(id);
        if (caller?.Owner is { } owner) new JobCalendar(store, owner).Add(id);
        store.Write(store.Pending(id), record); // from here on the job is accepted
        return submission;
    }

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private Submission SubmissionOf(string id, ProteinSequence sequence, DateTimeOffset at, DateTimeOffset due) =>
        new(id, store.Output(id + ".out"), at, due, Patience.CheckInterval(clock.GetUtcNow() - at, due - at))
        {
            Warnings = predictor.Warnings(sequence),
        };
}
