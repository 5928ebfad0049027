using System.Collections.Concurrent;
using Amplify.Tools.Backends;

namespace Amplify.Local.Store;

/// <summary>The jobs without an answer, in the order they will be taken. A record never changes, so each is read once.</summary>
internal sealed class JobQueue(FileStore store)
{
    private readonly ConcurrentDictionary<string, QueuedJob> known = new();

    public IReadOnlyList<QueuedJob> List()
    {
        var ids = store.PendingIds();
        if (known.Count > ids.Count + 100) Forget(ids);
        return [.. ids.Select(Find).OrderBy(it => it.Turn).ThenBy(it => it.Id, StringComparer.Ordinal)];
    }

    /// <summary>How many jobs of the same lane come before a turn, and the work that is left of them.</summary>
    /// <param name="counts">Jobs that wait for another predictor are in nobody's way here.</param>
    public (int Jobs, TimeSpan Work) Ahead(Lane lane, long turn, string? id, Func<QueuedJob, bool> counts)
    {
        var (jobs, work) = (0, TimeSpan.Zero);
        foreach (var job in List())
        {
            if (job.Lane != lane || job.Id == id || !counts(job)) continue;
            var sign = SignOfLife.Read(store, job.Id);
            if (sign is null && (job.Turn, job.Id).CompareTo((turn, id ?? "")) > 0) continue;
            jobs++;
            work += job.Work * ((100 - (sign?.Percent ?? 0)) / 100.0);
        }

        return (jobs, work);
    }

    private QueuedJob Find(string id)
    {
        if (known.TryGetValue(id, out var job)) return job;
        try
        {
            job = new(id, store.ReadRecord(id));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(id, null);
        }

        if (job.Record is not null) known[id] = job; // otherwise it may be that it is not written yet
        return job;
    }

    private void Forget(IReadOnlyList<string> ids)
    {
        var left = ids.ToHashSet();
        foreach (var id in known.Keys.Where(it => !left.Contains(it))) known.TryRemove(id, out _);
    }
}
