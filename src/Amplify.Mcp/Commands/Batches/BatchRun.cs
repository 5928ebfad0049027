using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Pictures;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands.Batches;

/// <summary>
/// Scores any number of records: submits ahead, collects each as it ends, and remembers on the disk what is done. The sequence finds its
/// job again wherever a run was cut off, so none is scored twice.
/// </summary>
internal sealed class BatchRun(ToolRunner runner, TimeProvider clock, BatchFolder folder, BatchWatch watch, int offset, int inFlight)
    : IDisposable
{
    private const int SubmittedAtOnce = 8;
    private const int LookedAtAtOnce = 16;
    private const int MostTries = 6;
    private const int MostInARow = 20;
    private static readonly CallContext Whole = new(View.Full, int.MaxValue);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenIndexes = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim window = new(inFlight);
    private readonly SemaphoreSlim submitting = new(SubmittedAtOnce);
    private readonly SemaphoreSlim looking = new(LookedAtAtOnce);
    private readonly Lock writing = new();
    private readonly HashSet<string> said = [];
    private readonly CancellationTokenSource stopping = new();
    private double usual; // seconds from a receipt to its result, of late
    private int inARow;
    private long indexed;
    private string? halt;

    /// <returns>null: all records were gone through; otherwise why not.</returns>
    public async Task<string?> RunAsync(IAsyncEnumerable<string> records, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        try
        {
            await RunAllAsync(records, either.Token);
            return halt;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return halt;
        }
    }

    public void Dispose()
    {
        window.Dispose();
        submitting.Dispose();
        looking.Dispose();
        stopping.Dispose();
    }

    private async Task RunAllAsync(IAsyncEnumerable<string> records, CancellationToken cancellationToken)
    {
        var lives = new HashSet<Task>();
        try
        {
            await foreach (var record in records.WithCancellation(cancellationToken))
            {
                var key = BatchFolder.KeyOf(record);
                if (folder.TryTake(key))
                {
                    watch.Earlier();
                    continue;
                }

                await window.WaitAsync(cancellationToken);
                lives.RemoveWhere(it => it.IsCompletedSuccessfully);
                lives.Add(LiveAsync(record, key, cancellationToken));
            }
        }
        finally
        {
            // Whoever was told to stop has stopped before the index is written.
            await Task.WhenAll(lives).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Task.WhenAll(lives);
    }

    private void Halt(string why)
    {
        Interlocked.CompareExchange(ref halt, why, null);
        stopping.Cancel();
    }

    private async Task LiveAsync(string record, string key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            var (receipt, refused) = await SubmitAsync(record, cancellationToken);
            if (receipt is null)
            {
                Write(new BatchLine(key, NameOf(record), "refused") { Error = refused }, null);
                return;
            }

            watch.Submitted();
            var name = receipt.Name ?? receipt.OutputId;
            var line = new BatchLine(key, name, "failed")
            {
                OutputId = receipt.OutputId,
                Length = receipt.SequenceLength,
                Notes = Notes(receipt),
            };
            var answer = await CollectAsync(receipt, cancellationToken);
            if (answer is { Result: { } result, Envelope: Envelope.Succeeded { Data: ToolData.Completed completed } })
                Report(line, result with { Name = receipt.Name ?? result.Name }, completed.CompletionTime);
            else if (answer.Envelope is Envelope.Failed failed) Write(line with { Error = Words(failed) }, null);
        }
        catch (Exception full) when (full is UsageException or IOException or UnauthorizedAccessException)
        {
            Halt(full is UsageException ? full.Message
                : $"{folder.Directory} cannot be written: free the disk or choose another directory with --out.");
        }
        finally
        {
            window.Release();
        }
    }

    /// <returns>A receipt, or why there is none.</returns>
    private async Task<(ToolData.Submitted? Receipt, string? Refused)> SubmitAsync(string record, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await submitting.WaitAsync(cancellationToken);
            Envelope answer;
            try
            {
                answer = (await CallAsync("invoke_endpoint", ("sequence", record), cancellationToken)).Envelope;
            }
            finally
            {
                submitting.Release();
            }

            if (answer is Envelope.Succeeded { Data: ToolData.Submitted receipt })
            {
                inARow = 0;
                return (receipt, null);
            }

            var failed = (Envelope.Failed)answer;
            if (failed.ErrorCode is ErrorCode.InvalidSequence or ErrorCode.InvalidEventStructure) return (null, Words(failed));
            var details = failed.Details as ErrorDetails.Fault;
            var isFull = details?.Reason == FaultReason.QueueFull; // only as long as others wait
            if (!isFull && (details?.Retryable != true || tries >= MostTries))
            {
                // Keys that ran out, or an endpoint that is gone, would refuse all the rest as well.
                if (failed.ErrorCode is ErrorCode.Configuration or ErrorCode.ClientInitialization
                    || Interlocked.Increment(ref inARow) >= MostInARow)
                {
                    Halt(Words(failed));
                    cancellationToken.ThrowIfCancellationRequested();
                }

                return (null, Words(failed));
            }

            var pause = Math.Min(details!.RetryAfterSeconds ?? 1 << tries, isFull ? 5 : 30);
            await Task.Delay(TimeSpan.FromSeconds(pause), clock, cancellationToken);
        }
    }

    // First when jobs have of late been done; then after a tenth of what it has taken, so that looks thin out and none is long overdue.
    private async Task<Answer> CollectAsync(ToolData.Submitted receipt, CancellationToken cancellationToken)
    {
        var (started, faults) = (clock.GetTimestamp(), 0);
        if (receipt.Reused != true || receipt.CheckIntervalSeconds > 0)
            await Task.Delay(Between(TimeSpan.FromSeconds(Volatile.Read(ref usual) * 0.9)), clock, cancellationToken);
        while (true)
        {
            Answer answer;
            await looking.WaitAsync(cancellationToken);
            try
            {
                answer = await CallAsync("get_results", ("output_id", receipt.OutputId), cancellationToken);
            }
            finally
            {
                looking.Release();
            }

            var taken = clock.GetElapsedTime(started);
            var isFault = answer.Envelope is Envelope.Failed { Details: ErrorDetails.Fault { Retryable: true } } && ++faults < MostTries;
            if (!isFault && answer.Envelope is not Envelope.Succeeded { Data: ToolData.InProgress { Known: not false } })
            {
                usual = usual == 0 ? taken.TotalSeconds : (0.9 * usual) + (0.1 * taken.TotalSeconds);
                return answer.Envelope is Envelope.Succeeded { Data: ToolData.InProgress lost }
                    ? new Envelope.Failed(ErrorCode.ResultRetrieval, lost.Advice ?? "No job with this id is on record any more.") : answer;
            }

            await Task.Delay(Between(isFault ? TimeSpan.FromSeconds(1 << faults) : taken / 10), clock, cancellationToken);
        }
    }

    private static TimeSpan Between(TimeSpan pause) => pause < LeastPause ? LeastPause : pause > MostPause ? MostPause : pause;

    private void Report(BatchLine line, ShownResult result, DateTimeOffset completedAt)
    {
        if (result.Stored.Scan is not { } scan)
        {
            Write(line with { Error = "The stored result holds no heat map or predictions." }, null);
            return;
        }

        var files = ResultFiles.Write(folder.Directory, result, scan, completedAt, structure: null, _ => { });
        var digest = ScanSummary.Of(scan, result.Numbering, lists: true);
        Write(line with
        {
            Status = "completed",
            Length = scan.Length,
            Best = digest.Top is [var best, ..] ? best.Mutation : null,
            BestScore = digest.Top is [var top, ..] ? top.Score : null,
            AboveZero = digest.AboveZero,
            Files = Path.GetFileNameWithoutExtension(files[0].Path),
            Strip = HeatMapStrip.Draw(scan),
        }, File.ReadAllBytes(files.Single(it => it.Kind == "CSV").Path));
    }

    private void Write(BatchLine line, byte[]? csv)
    {
        lock (writing)
        {
            folder.Add(line, csv);
            watch.Ended(line);
            if (indexed != 0 && clock.GetElapsedTime(indexed) < BetweenIndexes) return;
            folder.WriteIndex("Variant effects");
            indexed = clock.GetTimestamp();
        }
    }

    // What the model says of every sequence is said of the first.
    private List<string>? Notes(ToolData.Submitted receipt)
    {
        lock (said)
        {
            var notes = (receipt.Normalization ?? []).Where(it => !it.StartsWith("read the FASTA record", StringComparison.Ordinal))
                .Concat((receipt.Warnings ?? []).Where(it => said.Count >= 1_000 || said.Add(it))).ToList();
            return notes.Count > 0 ? notes : null;
        }
    }

    private static string Words(Envelope.Failed failed) => failed.Details is ErrorDetails.ModelFailure failure
        ? $"{failure.ErrorDetails.ErrorMessage} {failure.Suggestion}" : failed.Message;

    private static string NameOf(string record) => ProteinName.OfHeader(record.Split('\n', 2)[0].TrimStart('>')) ?? "(no name)";

    private Task<Answer> CallAsync(string tool, (string Name, string Value) argument, CancellationToken cancellationToken) =>
        runner.RunAsync(tool, JsonElement.Parse((tool == "get_results"
            ? new JsonObject { [argument.Name] = argument.Value, ["numbering_offset"] = offset }
            : new JsonObject { [argument.Name] = argument.Value }).ToJsonString()), Whole, cancellationToken);
}
