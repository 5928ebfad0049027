using Amplify.Local.Store;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>The embedded default: jobs and results as files, a worker in this process, no account.</summary>
public sealed class LocalBackend : IPredictionBackend, IAsyncDisposable
{
    /// <summary>A call ends after 25 seconds; what takes half of that is there in time even while the rest is computed.</summary>
    private static readonly TimeSpan MostForSites = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceForSites = TimeSpan.FromSeconds(18);

    private readonly FileStore store;
    private readonly StoreGate gate;
    private readonly JobQueue queue;
    private readonly Tenancy tenancy;
    private readonly IPredictor predictor;
    private readonly Intake intake;
    private readonly JobStates states;
    private readonly Housekeeping housekeeping;
    private readonly JobRegister register;
    private readonly LocalWorker worker;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim oneAsker = new(1, 1);

    public LocalBackend(string home, IPredictor predictor, TimeProvider clock, ILogger<LocalBackend> logger)
    {
        (store, gate, this.predictor, this.clock) = (new(home), new(clock), predictor, clock);
        queue = new(store);
        tenancy = new(store, clock);
        intake = new(store, gate, queue, tenancy, predictor, clock);
        states = new(store, gate, queue, predictor, clock);
        housekeeping = new(store, clock);
        register = new(store);
        worker = new(store, queue, tenancy, predictor, clock, logger);
    }

    public string OutputLocation => store.Outputs;

    public bool ReadsChains => predictor.ReadsChains;

    /// <summary>Works on what earlier processes left. Needs no calling: the first submission or poll does it too.</summary>
    public void ResumePending()
    {
        if (store.PendingIds().Count > 0) worker.Start();
    }

    public IPredictionBackend For(Caller? caller) => caller is null ? this : new CallersBackend(this, caller);

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        SubmitAsync(sequence, null, reuse: false, cancellationToken);

    public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        SubmitAsync(sequence, null, reuse: true, cancellationToken);

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        worker.Start();
        return states.FetchAsync(id, cancellationToken);
    }

    public bool HasSitesFirst => true;

    public async Task<VariantScan?> FetchSitesAsync(OutputId id, IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        // Computed by whoever is asked, in whatever process: a job's input is all it takes, and the worker need not be interrupted.
        if (await gate.RunAsync(() => (Record: store.ReadRecord(id.Value), Input: store.ReadInput(id.Value)), cancellationToken) is not
            ({ Scorer: { } scorer } record, { } input)) return null;
        if (!await oneAsker.WaitAsync(TimeSpan.Zero, cancellationToken)) return null;
        using var patience = new CancellationTokenSource(PatienceForSites, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await predictor.PrepareAsync(either.Token);
            if (predictor.ScorerOf(record.SequenceLength) != scorer) return null;
            return (await predictor.PredictSitesAsync(input.Sequence, columns, MostForSites, either.Token))?.ToScan();
        }
        catch (Exception early) when (early is PredictionException or SettingException
            || (early is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // the job itself will say why
        }
        finally
        {
            oneAsker.Release();
        }
    }

    /// <summary>Takes a job out of the queue, or tells whoever works on it to stop.</summary>
    public Task<Cancellation> CancelAsync(OutputId id, CancellationToken cancellationToken) =>
        gate.RunAsync(() => housekeeping.Cancel(id.Value), cancellationToken);

    public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) => ListAsync(most, null, cancellationToken);

    public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) =>
        FindAsync(prefix, null, cancellationToken);

    public Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) =>
        KeepBatchAsync(id, record, null, cancellationToken);

    public Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) =>
        RecallBatchAsync(id, null, cancellationToken);

    /// <summary>Removes one job that has ended, with its result.</summary>
    public bool Remove(OutputId id) => housekeeping.Remove(id.Value);

    /// <summary>Removes jobs that ended so long ago. Nothing leaves a store unless this is called.</summary>
    public int RemoveOlderThan(TimeSpan age) => housekeeping.RemoveBefore(housekeeping.Before(age));

    /// <summary>What a store remembers of a job; null: nothing that can be read.</summary>
    public static (JobRecord Record, bool IsPending)? Recall(string home, OutputId id)
    {
        var store = new FileStore(home);
        if (store.ReadRecord(id.Value) is null && new JobRegister(store).Find(id.Value, null) is [var only]
            && OutputId.TryParse(only, "", out var whole)) id = whole;
        return store.ReadRecord(id.Value) is { } record ? (record, store.IsPending(id.Value) && !store.IsAnswered(id.Value)) : null;
    }

    public async Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken)
    {
        var found = await LookAsync(cancellationToken);
        var problem = found.Verdict == Verdict.Wrong ? $"{found.Seen} {found.Next}" : null;
        return [new(found.Check, problem)];
    }

    /// <summary>Whether the store can be written, and what waits in it.</summary>
    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (locks, waiting) = await gate.RunAsync(() => (store.Probe(), store.PendingIds().Count), cancellationToken);
            var well = $"{store.Home} can be written; jobs without an answer: {waiting}.";
            return locks ? Finding.Well("store", well)
                : new("store", Verdict.Well, $"{well} Its file system has no locks: one process alone may use it.",
                "Set AMPLIFY_HOME to a directory of a local disk if several programs are to share it.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Wrong(
                "store",
                $"The store at {store.Home} cannot be written: {StoreFault.Reason(fault)}.",
                "Free the disk or set AMPLIFY_HOME to a directory this process may write to.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        tenancy.Dispose();
        gate.Dispose();
        predictor.Dispose();
        oneAsker.Dispose();
    }

    private async Task<Submission> SubmitAsync(ProteinSequence sequence, Caller? caller, bool reuse, CancellationToken cancellationToken)
    {
        var submission = await intake.SubmitAsync(sequence, caller, reuse, cancellationToken);
        worker.Start();
        return submission;
    }

    private Task<JobList> ListAsync(int most, Caller? caller, CancellationToken cancellationToken) =>
        LookAsync(() => register.List(most, caller), cancellationToken);

    private Task<IReadOnlyList<string>> FindAsync(string prefix, Caller? caller, CancellationToken cancellationToken) =>
        LookAsync(() => register.Find(prefix, caller), cancellationToken);

    private async Task KeepBatchAsync(string id, BatchRecord record, Owner? owner, CancellationToken cancellationToken)
    {
        try
        {
            await gate.RunAsync(() =>
            {
                register.KeepBatch(id, record, owner);
                return true;
            }, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritten(fault);
        }
    }

    private Task<BatchRecord?> RecallBatchAsync(OutputId id, Owner? owner, CancellationToken cancellationToken) =>
        LookAsync(() => register.RecallBatch(id.Value, owner), cancellationToken);

    // Another's job and none at all are the same look, which finds nothing.
    private Task<bool> IsForAsync(Caller caller, OutputId id, CancellationToken cancellationToken) => caller.Owner is not { } owner
        ? Task.FromResult(true)
        : LookAsync(() => register.Has(id.Value, owner), cancellationToken);

    private async Task<T> LookAsync<T>(Func<T> look, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.RunAsync(look, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(ErrorCode.ResultRetrieval,
                $"The store at {store.Home} cannot be read: {StoreFault.Reason(fault)}. Repeat the call once it can; nothing is lost.",
                new ErrorDetails.Fault(Retryable: true), fault);
        }
    }

    private BackendException Unwritten(Exception fault) => new(ErrorCode.S3Upload,
        $"The jobs were submitted, and their batch could not be written into the store at {store.Home}: {StoreFault.Reason(fault)}. "
            + "Free the disk, then repeat the call: none of them runs twice.",
        new ErrorDetails.Fault(Retryable: true), fault);

    /// <summary>The same store for one caller among several.</summary>
    private sealed class CallersBackend(LocalBackend whole, Caller caller) : IPredictionBackend
    {
        public string OutputLocation => whole.OutputLocation;

        public bool ReadsChains => whole.ReadsChains;

        public bool HasSitesFirst => whole.HasSitesFirst;

        public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
            whole.SubmitAsync(sequence, caller, reuse: false, cancellationToken);

        public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
            whole.SubmitAsync(sequence, caller, reuse: true, cancellationToken);

        public async Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) =>
            await whole.IsForAsync(caller, id, cancellationToken)
                ? await whole.FetchAsync(id, cancellationToken) : whole.states.Unknown(id);

        public async Task<VariantScan?> FetchSitesAsync(OutputId id, IReadOnlyList<int> columns, CancellationToken cancellationToken) =>
            await whole.IsForAsync(caller, id, cancellationToken) ? await whole.FetchSitesAsync(id, columns, cancellationToken) : null;

        public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) => whole.ListAsync(most, caller, cancellationToken);

        public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) =>
            whole.FindAsync(prefix, caller, cancellationToken);

        public Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) =>
            whole.KeepBatchAsync(id, record, caller.Owner, cancellationToken);

        public Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) =>
            whole.RecallBatchAsync(id, caller.Owner, cancellationToken);
    }
}
