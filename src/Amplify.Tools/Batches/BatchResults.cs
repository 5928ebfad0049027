using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Batches;

/// <summary>Says how a batch stands: a row a job, in pages that stay as small as a summary.</summary>
internal sealed class BatchResults(IPredictionBackend backend, TimeProvider clock, RecentResults recent)
{
    private const int MostBytes = 3_250; // the envelope around it takes less than what is missing
    private const int BytesAround = 5_500;
    private const int AtOnce = 8;
    private const int MostRemembered = 5_000;
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // By id: a result never changes, and reading it is most of what a row costs.
    private readonly ConcurrentDictionary<string, (BatchRow Row, DateTimeOffset At)> digests = new();

    /// <returns>null: no batch of this id is on record.</returns>
    public async Task<ToolData.Batch?> CallAsync(
        OutputId id, ResultQuestion question, string? mutations, int? limit, int wait, CallContext context,
            CancellationToken cancellationToken)
    {
        var ours = context.Bind(backend);
        if (await ours.RecallBatchAsync(id, cancellationToken) is not { } record) return null;
        var state = new BatchState(record);
        await WaitAsync(ours, state, wait, context, cancellationToken);
        var rows = question.IsFiltered
            ? await AskAsync(ours, state, question, mutations, cancellationToken)
            : [.. state.Jobs.Select(it => Remembered(state, it))];
        var data = Frame(id, state, rows, question.IsFiltered);
        var room = question.View == View.Full ? context.MaxBytes - BytesAround : MostBytes;
        return Page(data, rows, question, limit, room);
    }

    /// <summary>Everything, for a reader who has room.</summary>
    public async Task<ToolData.Batch?> ReadAllAsync(OutputId id, Caller? caller, CancellationToken cancellationToken)
    {
        var ours = backend.For(caller);
        if (await ours.RecallBatchAsync(id, cancellationToken) is not { } record) return null;
        var state = new BatchState(record);
        await LookAsync(ours, state, cancellationToken);
        return Frame(id, state, [], asked: false) with { Jobs = [.. state.Jobs.Select(it => Remembered(state, it))] };
    }

    private BatchRow Remembered(BatchState state, BatchMember member) =>
        state[member.OutputId!] is Prediction.Completed && digests.TryGetValue(member.OutputId!, out var it)
            ? it.Row with { Name = BatchState.Shown(member) } : state.Row(member);

    // Ends with the next job that ends, with the batch, or with what the caller waits.
    private async Task WaitAsync(IPredictionBackend ours, BatchState state, int wait, CallContext context,
        CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await LookAsync(ours, state, cancellationToken);
        var ended = state.Ended;
        while (!state.IsOver && state.Ended == ended && !context.Leaving.IsCancellationRequested)
        {
            var left = TimeSpan.FromSeconds(wait) - clock.GetElapsedTime(started);
            if (context.Time is { } time) left = time.Cut(left, kept: LastLook);
            if (left < Tick) return;
            context.Progress?.Invoke(100 * state.Ended / Math.Max(1, state.Ids.Count),
                $"{state.Ended} of {state.Ids.Count} jobs have ended");
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.Leaving, cancellationToken);
            await Task.Delay(left < Pause ? left : Pause, clock, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            await LookAsync(ours, state, cancellationToken);
        }
    }

    private async Task LookAsync(IPredictionBackend ours, BatchState state, CancellationToken cancellationToken)
    {
        if (digests.Count > MostRemembered) digests.Clear();
        var open = state.Ids.Where(it => !BatchState.IsEnded(state[it])).ToList();
        foreach (var id in open.Where(digests.ContainsKey)) state[id] = new Prediction.Completed(default, "", digests[id].At);
        var looked = new ConcurrentDictionary<string, Prediction>();
        await Parallel.ForEachAsync(
            open.Where(it => !digests.ContainsKey(it)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (text, token) =>
            {
                if (!OutputId.TryParse(text, backend.OutputLocation, out var id)) return;
                var prediction = await ours.FetchAsync(id, token);
                if (prediction is Prediction.Completed done)
                {
                    var row = new BatchRow("", text, null) { Status = "completed" };
                    digests[text] = (StoredResult.Read(done.Stored).Scan is { } scan ? BatchState.Digest(row, scan) : row,
                        done.At);
                }

                looked[text] = prediction is Prediction.Completed it ? it with { Stored = default } : prediction;
            });
        foreach (var (id, prediction) in looked) state[id] = prediction;
    }

    // One question to every scan; `NAME:H57` goes to the record of that name.
    private async Task<List<BatchRow>> AskAsync(
        IPredictionBackend ours, BatchState state, ResultQuestion question, string? mutations, CancellationToken cancellationToken)
    {
        var asked = BatchQuestion.Split(mutations, state.Jobs.Select(BatchState.Shown).ToHashSet());
        var rows = new BatchRow[state.Jobs.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rows.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var member = state.Jobs[index];
                rows[index] = state.Row(member);
                if (state[member.OutputId!] is not Prediction.Completed
                    || !OutputId.TryParse(member.OutputId!, backend.OutputLocation, out var id)) return;
                if (await ours.FetchAsync(id, token) is not Prediction.Completed done) return;
                if (recent.Read(done.Stored).Scan is not { } scan) return;
                rows[index] = BatchQuestion.Answer(rows[index], scan, question, asked.For(BatchState.Shown(member)));
            });
        return [.. rows.Where(it => it.Status != "completed" || it.Matching is not null || it.Notes is not null)
            .OrderByDescending(it => it.Mean ?? double.NegativeInfinity)];
    }

    private static ToolData.Batch Frame(OutputId id, BatchState state, List<BatchRow> rows, bool asked)
    {
        var known = state.Jobs.Select(it => state[it.OutputId!]).ToList();
        var failed = known.Count(it => it is Prediction.Failed or Prediction.InProgress { Known: false });
        var running = known.OfType<Prediction.InProgress>().Where(it => it.Known != false).ToList();
        var missing = BatchState.NotReached(state.Record);
        return new()
        {
            OutputId = id.Value,
            Status = state.Ended == state.Ids.Count ? "completed" : "in_progress",
            Name = ProteinName.Of(state.Record.Name),
            Total = state.Record.Members.Count,
            Done = known.Count(it => it is Prediction.Completed),
            Failed = failed == 0 ? null : failed,
            Running = running.Count == 0 ? null : running.Count,
            NotSubmitted = missing == 0 ? null : missing,
            SubmittedAt = state.Record.SubmittedAt,
            CheckIntervalSeconds = running.Count == 0 ? null : running.Min(Patience.CheckInterval),
            Endpoint = running.Select(it => it.Endpoint).FirstOrDefault(it => it is not null),
            Advice = missing > 0 ? "Repeat the invoke_endpoint call: it submits only what is missing."
                : running.Any(it => it.Endpoint?.ColdStart == true)
                    ? "The endpoint has to start an instance, usually several minutes. Tell the user and come back later." : null,
            Comparison = asked ? BatchQuestion.Compare(rows) : null,
            Refused = BatchState.Refused(state.Record),
            Jobs = [],
        };
    }

    // As many rows as fit; what is long, such as refusals, takes their place and is cut first.
    private static ToolData.Batch Page(ToolData.Batch data, List<BatchRow> rows, ResultQuestion question, int? limit, int room)
    {
        if (question.First > 0) data = data with { Refused = null };
        if (data.Refused is { Count: > 0 } refused)
        {
            var shown = refused.Take(5).Select(it => it with { Error = SafeText.Quote(it.Error, 120) }).ToList();
            data = data with
            {
                Refused = refused.Count == shown.Count ? shown
                    : [.. shown, new("…", string.Create(CultureInfo.InvariantCulture,
                        $"{refused.Count - shown.Count} more; the receipt names them"))],
            };
        }

        room -= JsonSerializer.SerializeToUtf8Bytes(data, ContractJson.Wire.Batch).Length;
        var page = new List<BatchRow>();
        foreach (var row in rows.Skip(question.First).Take(limit ?? rows.Count))
        {
            room -= JsonSerializer.SerializeToUtf8Bytes(row, ContractJson.Wire.BatchRow).Length + 1;
            if (room < 0 && page.Count > 0) break;
            page.Add(row);
        }

        var next = question.Next(page.Count, rows.Count);
        return data with { Jobs = page, Page = new(page.Count, rows.Count, next is not null, next) };
    }
}
