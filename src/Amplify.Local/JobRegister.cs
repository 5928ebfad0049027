using System.Text.RegularExpressions;
using Amplify.Local.Store;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>Which jobs there are, and which batches: found by time or by the beginning of an id, never by going through all.</summary>
internal sealed partial class JobRegister(FileStore store)
{
    private const int MostLookedAt = 2_000;

    /// <param name="most">How many are wanted.</param>
    /// <param name="caller">Whose; null: everybody's.</param>
    public JobList List(int most, Caller? caller)
    {
        var (jobs, looked) = (new List<ListedJob>(), 0);
        foreach (var id in Calendar(caller).Newest())
        {
            if (jobs.Count == most) return new(jobs, $"These are the newest {most:N0}; there are more.");
            if (++looked > MostLookedAt && caller is not null) return new(jobs,
                $"The newest {MostLookedAt:N0} jobs of this store were looked at.");
            var record = store.ReadRecord(id);
            if (caller is null || record?.Caller == caller.Share) jobs.Add(Listed(id, record));
        }

        return new(jobs);
    }

    /// <summary>At most a few ids that begin so.</summary>
    public IReadOnlyList<string> Find(string prefix, Caller? caller)
    {
        if (!Beginning.IsMatch(prefix)) return [];
        return [.. Calendar(caller).Newest(prefix).Where(it => caller is null || store.ReadRecord(it)?.Caller == caller.Share).Take(5)];
    }

    /// <summary>Whether it is one of this owner's jobs.</summary>
    public bool Has(string id, Owner owner) => new JobCalendar(store, owner).Has(id);

    public void KeepBatch(string id, BatchRecord record, Owner? owner) => store.Write(store.Batch(id, owner), record.Write());

    public BatchRecord? RecallBatch(string id, Owner? owner) =>
        FileStore.ReadSmall(store.Batch(id, owner)) is { } bytes ? BatchRecord.Read(bytes) : null;

    private JobCalendar Calendar(Caller? caller) => new(store, caller?.Owner);

    private ListedJob Listed(string id, JobRecord? record)
    {
        var status = File.Exists(store.Output(id + ".out")) ? "completed"
            : File.Exists(store.Failure(id)) ? "failed"
            : !store.IsPending(id) ? "removed"
            : SignOfLife.Read(store, id) is null ? "waiting" : "running";
        return new(id, ProteinName.Of(record?.Name), status, record?.SequenceLength, record?.Scorer?.Model ?? record?.Predictor,
            record?.SubmittedAt);
    }

    [GeneratedRegex(@"\A[0-9a-f-]{1,36}\z")]
    private static partial Regex Beginning { get; }
}
