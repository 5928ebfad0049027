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

    private Caller? caller;
    private bool atOnce;

    public IPredictionBackend For(Caller? caller) => Like(it => it.caller = caller);

    public IPredictionBackend AtOnce() => Like(it => it.atOnce = true);

    public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(ListBudget), fault => faults.Look(fault, settings.Inputs()),
            (aws, token) => ListAsync(aws, most, token), cancellationToken);

    public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(LookBudget), fault => faults.Look(fault, settings.Inputs()), async (aws, token) =>
        {
            var listing = await Objects(aws).ListAsync(records.Key(prefix, Owner)[..^JobRecords.Ending.Length], token);
            var ids = listing.Keys.Select(it => records.IdOf(it, Owner)).OfType<string>().Take(5).ToList();
            if (caller is null or { Owner: not null } || ids.Count == 0) return (IReadOnlyList<string>)ids;
            var own = await Task.WhenAll(
                ids.Select(async it => (Id: it, (await records.RecallAsync(aws, Parsed(it)!, null, token)).Record)));
            return [.. own.Where(it => it.Record?.Caller == caller.Share).Select(it => it.Id)];
        }, cancellationToken);

    public async Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) =>
        await Calls.CallAsync(Calls.Cut(JobRecords.Budget), faults.Upload,
            (aws, token) => Objects(aws).PutAsync(BatchKey(id), record.Write(), token), CancellationToken.None);

    public Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) =>
        Calls.CallAsync(Calls.Cut(LookBudget), fault => faults.Fetch(fault, id), async (aws, token) =>
            await Objects(aws).TryReadAsync(BatchKey(id.Value), token) is { } stored ? BatchRecord.Read(stored.Content) : null,
            cancellationToken);

    private Owner? Owner => caller?.Owner;

    private Bucket Objects(AwsSet aws) => In(settings.Inputs(), aws);

    private SageMakerBackend Like(Action<SageMakerBackend> change)
    {
        var call = (SageMakerBackend)MemberwiseClone(); // the clients and what is known of the endpoint are shared
        change(call);
        return call;
    }

    // S3 lists by name, and names tell no time: the newest of as many as were listed.
    private async Task<JobList> ListAsync(AwsSet aws, int most, CancellationToken cancellationToken)
    {
        var (found, isWhole) = await Objects(aws).ListTimesAsync(records.Folder(Owner), MostPages, cancellationToken);
        var jobs = new List<ListedJob>();
        var newest = found.OrderByDescending(it => it.At).Select(it => records.IdOf(it.Key, Owner)).OfType<string>();
        foreach (var some in newest.Chunk(MostListing))
        {
            if (jobs.Count >= most) break;
            var listed = await Task.WhenAll(some.Select(it => ListedAsync(aws, it, cancellationToken)));
            jobs.AddRange(listed.OfType<ListedJob>());
        }

        var more = jobs.Count > most || found.Count > jobs.Count;
        return new([.. jobs.Take(most)], !isWhole
            ? $"The bucket holds more than {found.Count:N0} job records, and S3 lists them in no order of time: these are the "
                + $"newest of the first {found.Count:N0}."
            : more ? $"These are the newest {Math.Min(most, jobs.Count):N0}; there are more." : null);
    }

    private async Task<ListedJob?> ListedAsync(AwsSet aws, string text, CancellationToken cancellationToken)
    {
        if (Parsed(text) is not { } id) return null;
        var output = settings.OutputPrefix + id.FileName;
        var listing = In(settings.Outputs(), aws).ListAsync(output, cancellationToken); // not read: a result can be large
        var memory = await records.RecallAsync(aws, id, Owner, cancellationToken);
        if (caller is { Owner: null } && memory.Record?.Caller != caller.Share) return null;
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

    private static OutputId? Parsed(string text) => OutputId.TryParse(text, "", out var id) ? id : null;

    private string BatchKey(string id) => $"{records.Folder(Owner)}batches/{id}.json";
}
