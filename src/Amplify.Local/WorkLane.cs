using Amplify.Local.Store;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>
/// Takes this store's jobs of one lane one by one. Several processes may do the same: a job belongs to whoever holds the lock on its
/// pending file.
/// </summary>
internal sealed class WorkLane(Lane lane, FileStore store, JobQueue queue, Tenancy tenancy, IPredictor predictor, TimeProvider clock,
    WorkerLog log)
    : IDisposable
{
    /// <summary>The answer of a job that nobody wants any more.</summary>
    public static readonly JobFailure Cancelled = new("The job was cancelled.", "cancelled");

    private const int MostKept = 16;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private static readonly JobFailure Untold = new(
        "The store no longer says how this job was to be scored, and a guess could be another method's answer. Submit the sequence again.",
            "input_unreadable");

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Dictionary<string, (long Since, TimeSpan Pause)> pauses = [];
    private readonly List<Task> kept = [];

    public void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                if (!await RoundAsync(stopping)) await wake.WaitAsync(LookAgain, stopping);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // the job in hand stays pending
        }

        await Task.WhenAll(kept).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public void Dispose() => wake.Dispose();

    private async Task<bool> RoundAsync(CancellationToken stopping)
    {
        kept.RemoveAll(it => it.IsCompleted);
        if (kept.Count >= MostKept || !MayUse()) return false;
        var (listed, worked) = (clock.GetTimestamp(), false);
        foreach (var job in queue.List().Where(it => it.Lane == lane))
        {
            stopping.ThrowIfCancellationRequested();
            if (pauses.TryGetValue(job.Id, out var rest) && clock.GetElapsedTime(rest.Since) < rest.Pause) continue;
            worked |= await TryWorkAsync(job, stopping);
            if (worked && clock.GetElapsedTime(listed) > LookAgain) break; // whose turn it is may have changed
        }

        return worked;
    }

    private bool MayUse()
    {
        try
        {
            return tenancy.Enter() is null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return true; // whether it can be written is each job's to find out
        }
    }

    /// <returns>true: a job was answered.</returns>
    private async Task<bool> TryWorkAsync(QueuedJob job, CancellationToken stopping)
    {
        if (job.Record?.Scorer is not null && JobFits.Of(job.Record, "", predictor) != JobFit.Ours) return false;
        var claim = store.TryClaim(job.Id);
        if (claim is null) return false;
        try
        {
            // A process that was killed may have left an answer and the pending file.
            var answered = store.IsAnswered(job.Id);
            if (!answered)
            {
                var (record, queued) = Told(job, claim);
                var fit = JobFits.Of(record, queued, predictor);
                if (fit == JobFit.Another) return false;
                var failure = fit == JobFit.Untold ? Untold : File.Exists(store.Cancelled(job.Id)) ? Cancelled : null;
                var work = WorkAsync(job.Id, failure, record, claim, stopping);
                claim = null;
                return await work;
            }

            claim.Dispose();
            store.Forget(job.Id);
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Rest(job.Id, fault);
            return false; // a full disk: the job stays pending
        }
        finally
        {
            claim?.Dispose();
        }
    }

    private static (JobRecord? Record, string Queued) Told(QueuedJob job, FileStream claim)
    {
        var bytes = new byte[64 * 1024];
        var queued = bytes.AsSpan(0, claim.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return (job.Record ?? JobRecord.Read(queued), System.Text.Encoding.UTF8.GetString(queued));
    }

    private async Task<bool> WorkAsync(string id, JobFailure? failure, JobRecord? record, FileStream claim, CancellationToken stopping)
    {
        Answer? answer = null;
        try
        {
            answer = failure is null ? await AnswerAsync(id, record, stopping) : Answer.Of(store, id, failure);
        }
        finally
        {
            if (answer is null) claim.Dispose();
        }

        pauses.Remove(id);
        var finishing = FinishAsync(id, answer, claim, stopping);
        if (!finishing.IsCompleted) kept.Add(finishing); // the next job need not wait for this one's room
        else await finishing;
        return true;
    }

    private async Task<Answer> AnswerAsync(string id, JobRecord? record, CancellationToken stopping)
    {
        var started = clock.GetTimestamp();
        var input = store.ReadInput(id);
        var combinations = input is null ? null : VariantCombination.Recall(input.Variants, string.Concat(Chains.Of(input.Sequence)));
        if (input is null || combinations is null || (record is not null && !Is(input, record)))
            return Answer.Of(store, id, new("The stored input of this job is missing or damaged. Submit the sequence again.",
                "input_unreadable"));

        var path = store.Output(id + ".out");
        var room = AnswerRoom.Take(store, path, input.Length);
        using var running = new RunningJob(store, id, clock, atOnce: lane == Lane.Long, stopping);
        try
        {
            var result = (await predictor.PredictAsync(input.Sequence, combinations, running.Progress, running.Token)).Write();
            log.Completed(id, input.Length, clock.GetElapsedTime(started).TotalMilliseconds);
            return new(path, result, room);
        }
        catch (Exception fault)
        {
            room.Dispose();
            if (stopping.IsCancellationRequested) throw;
            return Answer.Of(store, id, FailureOf(id, fault, running.IsCancelled));
        }
    }

    private JobFailure FailureOf(string id, Exception fault, bool cancelled)
    {
        if (cancelled) return Cancelled;
        if (fault is PredictionException failure)
        {
            log.Failed(id, failure.Type);
            return new(failure.Message, failure.Type);
        }

        log.Broken(id, fault);
        return new("The predictor failed; the server's log says how.", "internal_error");
    }

    private static bool Is(JobInput input, JobRecord record) =>
        input.Length == record.SequenceLength && ProteinSequence.Hash(input.Sequence) == record.SequenceSha256;

    // Whatever was computed is kept until the disk takes it.
    private async Task FinishAsync(string id, Answer answer, FileStream claim, CancellationToken stopping)
    {
        using (claim)
        using (answer)
        {
            for (var pause = LookAgain; !TryWrite(id, answer); pause = Longer(pause)) await Task.Delay(pause, clock, stopping);
        }

        store.Forget(id);
    }

    private bool TryWrite(string id, Answer answer)
    {
        try
        {
            answer.Write(store);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Stuck(id, fault);
            return false;
        }
    }

    private void Rest(string id, Exception fault)
    {
        log.Stuck(id, fault);
        pauses[id] = (clock.GetTimestamp(), pauses.TryGetValue(id, out var before) ? Longer(before.Pause) : LookAgain);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>What is to be written, and where.</summary>
    private sealed record Answer(string Path, byte[] Content, AnswerRoom? Room) : IDisposable
    {
        private AnswerRoom? room = Room;

        public static Answer Of(FileStore store, string id, JobFailure failure) => new(store.Failure(id), failure.Write(), null);

        public void Write(FileStore store)
        {
            var taken = Interlocked.Exchange(ref room, null); // good for one trial
            if (taken is null)
            {
                store.Write(Path, Content);
                return;
            }

            using (taken) taken.Fill(Path, Content);
        }

        public void Dispose() => room?.Dispose();
    }
}
