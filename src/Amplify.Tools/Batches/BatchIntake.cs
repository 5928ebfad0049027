using System.Collections.Concurrent;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Batches;

/// <summary>Submits several FASTA records side by side, each as a job of its own; a bad one refuses itself alone.</summary>
internal sealed class BatchIntake(IPredictionBackend backend, TimeProvider clock)
{
    public const int Most = 50;
    private const int AtOnce = 8;
    private const int MostSentences = 8;
    private const int LongestError = 300;

    // What the answer and the batch's own record need. No submission begins with less than the least, or than twice what one has taken: one
    // that is cut off may have been accepted, and nobody could say.
    private static readonly TimeSpan MostKept = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public async Task<Envelope> SubmitAsync(
        IReadOnlyList<string> texts, string? name, bool force, IReadOnlyList<string> warnings, CallContext context,
            CancellationToken cancellationToken)
    {
        var time = new CallTime(clock, context.Time!.Left - context.Time.Cut(MostKept, kept: context.Time.Left * 0.7));
        var ours = (context with { Time = time }).Bind(backend).AtOnce();
        var parsed = texts.Select((text, index) => Parse(text, index, backend.ReadsChains)).ToList();
        if (parsed.All(it => it.Sequence is null))
            return new Envelope.Failed(ErrorCode.InvalidSequence,
                $"None of the {parsed.Count} records can be read. {parsed[0].Name}: {parsed[0].Error}",
                new ErrorDetails.SequenceProblems([.. parsed.Take(20).Select(it => $"{it.Name}: {it.Error}")], [], null,
                    ProteinSequence.Residues));

        // Two records of one sequence are one job.
        var sequences = parsed.Select(it => it.Sequence).OfType<ProteinSequence>().DistinctBy(it => it.Value).ToList();
        var outcomes = await SubmitAllAsync(ours, sequences, force, time, cancellationToken);
        var faults = outcomes.Values.Select(it => it.Fault).OfType<BackendException>().ToList();
        if (faults.Count > 0 && outcomes.Values.All(it => it.Submission is null)) throw faults[0];

        var now = clock.GetUtcNow();
        var members = parsed.Select(it => it.Sequence is { } sequence && outcomes.GetValueOrDefault(sequence.Value) is { } outcome
            ? new BatchMember(it.Name, sequence.Length, outcome.Submission?.OutputId, outcome.IsPassing ? null : outcome.Said)
            : new BatchMember(it.Name, it.Sequence?.Length, Error: Short(it.Error))).ToList();
        var record = new BatchRecord(now, members) { Name = ProteinName.Of(name) };
        var id = force ? BatchRecord.NewId()
            : BatchRecord.IdOf(parsed.Select(it => $"{it.Name}\n{it.Sequence?.Value}"), context.Caller?.Share);
        await context.Bind(backend).KeepBatchAsync(id, record, cancellationToken);
        return Answer(id, record, parsed, outcomes, warnings);
    }

    private static async Task<ConcurrentDictionary<string, Outcome>> SubmitAllAsync(
        IPredictionBackend ours, List<ProteinSequence> sequences, bool force, CallTime time, CancellationToken cancellationToken)
    {
        var outcomes = new ConcurrentDictionary<string, Outcome>(StringComparer.Ordinal);
        var slowest = Least.Ticks / 2;
        await Parallel.ForEachAsync(
            sequences,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (sequence, token) =>
            {
                var left = time.Left;
                if (!outcomes.IsEmpty && left.Ticks < 2 * Interlocked.Read(ref slowest)) return; // said; the call repeated submits it
                try
                {
                    var submitting = force ? ours.SubmitAsync(sequence, token) : ours.SubmitOnceAsync(sequence, token);
                    outcomes[sequence.Value] = new(await submitting, null);
                }
                catch (BackendException fault)
                {
                    outcomes[sequence.Value] = new(null, fault);
                }

                Raise(ref slowest, (left - time.Left).Ticks);
            });
        return outcomes;
    }

    private static void Raise(ref long most, long value)
    {
        for (var known = Interlocked.Read(ref most); known < value; known = Interlocked.Read(ref most))
            Interlocked.CompareExchange(ref most, value, known);
    }

    private static Envelope.Succeeded Answer(
        string id, BatchRecord record, List<Parsed> parsed, ConcurrentDictionary<string, Outcome> outcomes, IReadOnlyList<string> warnings)
    {
        Outcome? Met(Parsed it) => it.Sequence is { } sequence ? outcomes.GetValueOrDefault(sequence.Value) : null;
        Submission? Of(Parsed it) => Met(it)?.Submission;
        var jobs = parsed.Where(it => Of(it) is not null).Select(it => (it.Name, Sequence: it.Sequence!, Job: Of(it)!)).ToList();
        var missing = BatchState.NotReached(record);
        var said = Sentences(
            jobs.SelectMany(it => it.Sequence.Warnings.Concat(it.Job.Warnings).Select(text => (it.Name, text)))
                .Concat(parsed.Where(it => Met(it) is { IsPassing: true }).Select(it => (it.Name, Met(it)!.Said!))),
            jobs.Count);
        var cleaned = Sentences(
            jobs.SelectMany(it => it.Sequence.Normalization.Select(text => (it.Name, text)))
                .Where(it => !it.text.StartsWith("read the FASTA record", StringComparison.Ordinal)), jobs.Count);
        string[] all = [.. warnings, .. said];
        return new(
            missing == 0 ? $"Batch of {jobs.Count} jobs submitted"
                : $"{jobs.Count} jobs submitted; {missing} records were not reached in time: repeat the call for them",
            new ToolData.Batch
            {
                OutputId = id,
                Name = record.Name,
                Total = record.Members.Count,
                SubmittedAt = record.SubmittedAt,
                CheckIntervalSeconds = jobs.Select(it => it.Job.CheckIntervalSeconds).DefaultIfEmpty(1).Max(),
                Jobs = [.. jobs.Select(it =>
                    new BatchRow(it.Name, it.Job.OutputId, it.Sequence.Length) { Reused = it.Job.Reused ? true : null })],
                Refused = BatchState.Refused(record),
                NotSubmitted = missing == 0 ? null : missing,
                Endpoint = jobs.Select(it => it.Job.Endpoint).FirstOrDefault(it => it is not null),
                Normalization = cleaned.Count > 0 ? cleaned : null,
                Warnings = all.Length > 0 ? all : null,
            });
    }

    // What holds for all is said once; otherwise of whom it holds.
    private static List<string> Sentences(IEnumerable<(string Name, string Text)> said, int jobs)
    {
        var sentences = said.GroupBy(it => it.Text).Select(it => (Text: it.Key, Names: it.Select(job => job.Name).ToList()))
            .Select(it => it.Names.Count == jobs ? it.Text
                : $"{string.Join(", ", it.Names.Take(3))}{(it.Names.Count > 3 ? $" and {it.Names.Count - 3} more" : "")}: {it.Text}")
                    .ToList();
        return sentences.Count <= MostSentences ? sentences
            : [.. sentences.Take(MostSentences), $"{sentences.Count - MostSentences} more notes: submit such records alone to see them."];
    }

    private static Parsed Parse(string text, int index, bool readsChains)
    {
        if (!ProteinSequence.TryParse(text, out var sequence, out var problem))
            return new(ProteinName.OfHeader(text.Split('\n')[0].TrimStart('>')) ?? Numbered(index), null, problem.Details.Errors[0]);
        var name = sequence.Name ?? Numbered(index);
        return sequence.Chains.Count > 1 && !readsChains
            ? new(name, null, "It has a chain break (|), which the model behind this server does not read.")
            : new(name, sequence, null);
    }

    private static string Numbered(int index) => $"record-{index + 1}";

    private static string? Short(string? error) => error is null ? null : SafeText.Quote(error, LongestError);

    private sealed record Parsed(string Name, ProteinSequence? Sequence, string? Error);

    private sealed record Outcome(Submission? Submission, BackendException? Fault)
    {
        /// <summary>A repeated call gets over it, so it refuses no record: a limit that came in the middle, a busy service.</summary>
        public bool IsPassing => Fault is { MayRun: false, Details: ErrorDetails.Fault { Retryable: true } };

        public string? Said => Short(Fault?.ToCaller);
    }
}
