using System.Text;
using Amplify.Local.Store;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>What became of a wish to cancel.</summary>
public enum Cancellation
{
    Unknown,
    HasEnded,
    Cancelled,

    /// <summary>The process that works on it has been told, and ends it within seconds.</summary>
    Told,
}

/// <summary>What a store's owner does to jobs: nothing of it happens unless asked for.</summary>
internal sealed class Housekeeping(FileStore store, TimeProvider clock)
{
    private readonly JobCalendar calendar = new(store);

    public Cancellation Cancel(string id)
    {
        if (store.IsAnswered(id)) return Cancellation.HasEnded;
        if (!store.IsPending(id)) return store.ReadRecord(id) is null ? Cancellation.Unknown : Cancellation.HasEnded;
        using (var claim = store.TryClaim(id))
        {
            if (claim is null)
            {
                if (!store.IsPending(id)) return Cancellation.HasEnded;
                store.Write(store.Cancelled(id), "");
                return Cancellation.Told;
            }

            if (store.IsAnswered(id)) return Cancellation.HasEnded;
            store.Write(store.Failure(id), WorkLane.Cancelled.Write());
        }

        store.Forget(id);
        return Cancellation.Cancelled;
    }

    /// <summary>Removes jobs that ended before then: result, input, record, and the key that leads to them.</summary>
    /// <returns>How many.</returns>
    public int RemoveBefore(DateTimeOffset then)
    {
        var removed = 0;
        if (!Directory.Exists(store.Records)) return 0;
        foreach (var path in Directory.EnumerateFiles(store.Records, "*.json"))
        {
            var id = Path.GetFileNameWithoutExtension(path);
            if (!JobCalendar.IsId(id) || store.IsPending(id) || EndedAt(id, path) >= then) continue;
            if (Remove(id)) removed++;
        }

        return removed;
    }

    /// <summary>Removes one job that has ended.</summary>
    /// <returns>false: it is not there, has not ended, or could not be removed.</returns>
    public bool Remove(string id)
    {
        var path = store.Record(id);
        if (!JobCalendar.IsId(id) || store.IsPending(id) || !File.Exists(path)) return false;
        var owner = OwnerOf(store.ReadRecord(id));
        RemoveKey(id, owner);
        foreach (var file in (string[])[store.Output(id + ".out"), store.Failure(id), store.Input(id), path]) OwnFile.Delete(file);
        calendar.Remove(id);
        if (owner is not null) new JobCalendar(store, owner).Remove(id);
        return !File.Exists(path);
    }

    // A record is data: only what can be an owner's name becomes part of a path.
    private static Owner? OwnerOf(JobRecord? record) =>
        record?.Owner is { } key && key.All(char.IsAsciiHexDigitLower) && key.Length > 0 ? new(key, 0) : null;

    public DateTimeOffset Before(TimeSpan age) => clock.GetUtcNow() - age;

    private DateTimeOffset EndedAt(string id, string record)
    {
        var answer = new[] { store.Output(id + ".out"), store.Failure(id) }.FirstOrDefault(File.Exists);
        return File.GetLastWriteTimeUtc(answer ?? record);
    }

    private void RemoveKey(string id, Owner? owner)
    {
        if (store.ReadRecord(id)?.Scorer is not { } scorer || store.ReadInput(id) is not { } input) return;
        if (!ProteinSequence.TryParse(input.Sequence, out var sequence, out _)) return;
        var combinations = VariantCombination.Recall(input.Variants, sequence.Letters) ?? [];
        var key = JobKey.Of(sequence.With(combinations), [.. scorer.Parts, .. Owner.Parts(owner)]);
        if (!File.Exists(store.Key(key))) return;
        using (var held = store.TryLockKey(key))
        {
            if (held is null) return; // somebody submits this sequence now
            using var reader = new StreamReader(held, Encoding.UTF8);
            if (reader.ReadToEnd() != id) return;
            held.SetLength(0); // whoever opened it before it goes finds no job
        }

        OwnFile.Delete(store.Key(key));
    }
}
