using System.Globalization;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>Takes this store's jobs one by one, oldest first. Several processes may do the same: a job belongs to whoever holds the lock on its pending file.</summary>
internal sealed partial class LocalWorker(FileStore store, IPredictor predictor, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Lock starting = new();
    private Task? running;

    /// <summary>Begins to work, or wakes a worker that waits.</summary>
    public void Start()
    {
        lock (starting)
        {
            if (stopping.IsCancellationRequested) return;
            running ??= Task.Run(RunAsync);
            if (wake.CurrentCount == 0) wake.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (starting)
        {
            if (stopping.IsCancellationRequested) return;
            stopping.Cancel();
        }

        if (running is not null) await running;
        stopping.Dispose();
        wake.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            store.Sweep(clock.GetUtcNow());
            while (true)
            {
                var worked = false;
                foreach (var id in store.PendingIds()) worked |= await TryWorkAsync(id);
                if (!worked) await wake.WaitAsync(LookAgain, stopping.Token);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // the job in hand stays pending
        }
    }

    /// <returns>true: a job was answered.</returns>
    private async Task<bool> TryWorkAsync(string id)
    {
        stopping.Token.ThrowIfCancellationRequested();
        using var claim = store.TryClaim(id);
        if (claim is null) return false;
        try
        {
            // A process that was killed may have left an answer and the pending file.
            var answered = File.Exists(store.Output(id + ".out")) || File.Exists(store.Failure(id));
            if (!answered)
            {
                if (store.ReadRecord(id) is { Predictor: { } other } && other != predictor.Name) return false;
                await WorkAsync(id);
            }

            FileStore.Delete(store.Pending(id));
            FileStore.Delete(store.Progress(id));
            return !answered;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Stuck(id, fault);
            return false; // a full disk: the job stays pending
        }
    }

    private async Task WorkAsync(string id)
    {
        var started = clock.GetTimestamp();
        var input = store.ReadInput(id);
        var (path, answer, length) = (store.Failure(id), Array.Empty<byte>(), 0);
        try
        {
            if (input is null) throw new PredictionException("The stored input of this job is missing or damaged. Submit the sequence again.", "input_unreadable");
            answer = (await predictor.PredictAsync(input.Sequence, Progress(id), stopping.Token)).Write();
            (path, length) = (store.Output(id + ".out"), input.Sequence.Count(it => it != ProteinSequence.ChainBreak));
        }
        catch (PredictionException failure)
        {
            answer = new JobFailure(failure.Message, failure.Type).Write();
            Failed(id, failure.Type);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            answer = new JobFailure("The predictor failed; the server's log says how.", "internal_error").Write();
            Broken(id, fault);
        }

        FileStore.Write(path, answer);
        if (length > 0) Completed(id, length, clock.GetElapsedTime(started).TotalMilliseconds);
    }

    private Action<int> Progress(string id)
    {
        var (last, at) = (-1, clock.GetTimestamp());
        return percent =>
        {
            if (percent == last || clock.GetElapsedTime(at) < LookAgain) return;
            (last, at) = (percent, clock.GetTimestamp());
            try
            {
                FileStore.Write(store.Progress(id), percent.ToString(CultureInfo.InvariantCulture));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // nobody's prediction fails for want of a percentage
            }
        };
    }

    [LoggerMessage(10, LogLevel.Information, "Predicted {OutputId} {SequenceLength} {DurationMs}")]
    private partial void Completed(string outputId, int sequenceLength, double durationMs);

    [LoggerMessage(11, LogLevel.Warning, "Prediction failed {OutputId} {ErrorType}")]
    private partial void Failed(string outputId, string errorType);

    [LoggerMessage(12, LogLevel.Error, "Predictor broke {OutputId}")]
    private partial void Broken(string outputId, Exception fault);

    [LoggerMessage(13, LogLevel.Error, "The store refused the answer of {OutputId}; it will be tried again")]
    private partial void Stuck(string outputId, Exception fault);
}
