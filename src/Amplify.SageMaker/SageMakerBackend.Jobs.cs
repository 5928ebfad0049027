using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>Which jobs there are, by their records; and the records of batches.</summary>
public sealed partial class SageMakerBackend
{
    private const int MostPages = 10;
    private const int MostListing = 8;
    private static readonly TimeSpan ListBudget = TimeSpan.FromSeconds(20);

    private string? caller;
    private bool atOnce;

    public IPredictionBackend For(string? caller) => Like(it => it.caller = caller);

    public IPredictionBackend AtOnce() => Like(it => it.atOnce = true);

    public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(ListBudget), fault => faults.Look(fault, settings.Inputs()),
            (aws, token) => ListAsync(aws, most, token), cancellationToken);

    public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(LookBudget), fault => faults.Look(fault, settings.Inputs()), async (aws, token) =>
        {
            var listing = await Objects(aws).ListAsync(records.Key(prefix)[..^RecordEnding.Length], token);
            var ids = listing.Keys.Select(IdOf).OfType<string>().Take(5).ToList();
            if (caller is null || ids.Count == 0) return (IReadOnlyList<string>)ids;
            var own = await Task.WhenAll(ids.Select(async it => (Id: it, (await records.RecallAsync(aws, Parsed(it)!, token)).Record)));
            return [.. own.Where(it => it.Record?.Caller == caller).Select(it => it.Id)];
        }, cancellationToken);

    public async Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) =>
        await Calls.CallAsync(Calls.Cut(JobRecords.Budget), faults.Upload,
            (aws, token) => Objects(aws).PutAsync(BatchKey(id), record.Write(), token), CancellationToken.None);

    public Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(LookBudget), fault => faults.Fetch(fault, id), async (aws, token) =>
            await Objects(aws).TryReadAsync(BatchKey(id.Value), token) is { } stored ? BatchRecord.Read(stored.Content) : null,
            cancellationToken);

    private Bucket Objects(AwsSet aws) => In(settings.Inputs(), aws);

    private const string RecordEnding = ".json";

    private SageMakerBackend Like(Action<SageMakerBackend> change)
    {
        var call = (SageMakerBackend)MemberwiseClone(); // the clients and what is known of the endpoint are shared
        change(call);
        return call;
    }

    // S3 lists by name, and names tell no time: the newest of as many as were listed.
    private async Task<JobList> ListAsync(AwsSet aws, int most, CancellationToken cancellationToken)
    {
        var (records, isWhole) = await Objects(aws).ListTimesAsync($"{settings.InputPrefix}jobs/", MostPages, cancellationToken);
        var jobs = new List<ListedJob>();
        foreach (var some in records.OrderByDescending(it => it.At).Select(it => IdOf(it.Key)).OfType<string>().Chunk(MostListing))
        {
            if (jobs.Count >= most) break;
            var listed = await Task.WhenAll(some.Select(it => ListedAsync(aws, it, cancellationToken)));
            jobs.AddRange(listed.OfType<ListedJob>());
        }

        var more = jobs.Count > most || records.Count > jobs.Count;
        return new([.. jobs.Take(most)], !isWhole
            ? $"The bucket holds more than {records.Count:N0} job records, and S3 lists them in no order of time: these are the "
                + $"newest of the first {records.Count:N0}."
            : more ? $"These are the newest {Math.Min(most, jobs.Count):N0}; there are more." : null);
    }

    private async Task<ListedJob?> ListedAsync(AwsSet aws, string text, CancellationToken cancellationToken)
    {
        if (Parsed(text) is not { } id) return null;
        var output = settings.OutputPrefix + id.FileName;
        var listing = In(settings.Outputs(), aws).ListAsync(output, cancellationToken); // not read: a result can be large
        var memory = await records.RecallAsync(aws, id, cancellationToken);
        if (caller is not null && memory.Record?.Caller != caller) return null;
        var status = (await listing).Keys.Contains(output) ? "completed" : await StatusAsync(aws, id, memory, cancellationToken);
        return new(id.Value, ProteinName.Of(memory.Record?.Name), status, memory.Record?.SequenceLength, settings.EndpointName,
            memory.Record?.SubmittedAt);
    }

    private async Task<string> StatusAsync(AwsSet aws, OutputId id, JobMemory memory, CancellationToken cancellationToken)
    {
        var job = new Job(settings, id, OutputLocation + id.FileName, memory);
        var failures = (await In(settings.Failures(), aws).ListAsync(settings.FailurePrefix + id.Value, cancellationToken)).Keys;
        return job.Failures.Any(failures.Contains) || job.Unanswered(null) is Prediction.Failed ? "failed" : "running";
    }

    private string? IdOf(string key)
    {
        var name = key[$"{settings.InputPrefix}jobs/".Length..];
        return name.EndsWith(RecordEnding, StringComparison.Ordinal) && !name.Contains('/') ? name[..^RecordEnding.Length] : null;
    }

    private static OutputId? Parsed(string text) => OutputId.TryParse(text, "", out var id) ? id : null;

    private string BatchKey(string id) => $"{settings.InputPrefix}jobs/batches/{id}.json";
}
