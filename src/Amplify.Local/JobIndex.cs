using System.Text;
using Amplify.Local.Store;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>Finds the job of a sequence: one small file a key, holding an id, locked while a submission reads and writes it.</summary>
internal sealed class JobIndex(FileStore store, StoreGate gate, TimeProvider clock)
{
    private const int MostTries = 250;
    private const int MostText = 4_096; // a path of ours, at most
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>The key's file, for this submission alone; null where it cannot be had, or not in time: then a new job is made.</summary>
    public async Task<FileStream?> LockAsync(string key, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                if (await gate.RunAsync(() => store.TryLockKey(key), cancellationToken) is { } held) return held;
            }
            catch (Exception refused) when (refused is IOException and not StoreSilentException or UnauthorizedAccessException)
            {
                return null; // whether the job can be written is the store's to say
            }

            await Task.Delay(BetweenTries, clock, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// The job the key names, unless it failed, its result was removed, it never was accepted, or it is another scorer's.
    /// </summary>
    public (string Id, JobRecord Record)? Find(FileStream key, ProteinSequence sequence, Scorer scorer)
    {
        using var reader = new StreamReader(key, Encoding.UTF8, leaveOpen: true);
        var text = new char[MostText];
        if (!OutputId.TryParse(new(text, 0, reader.ReadBlock(text)), store.Outputs, out var id)) return null;
        if (File.Exists(store.Failure(id.Value)) || (!store.IsPending(id.Value) && !File.Exists(store.Output(id.FileName)))) return null;
        return store.ReadRecord(id.Value) is { } record && record.SequenceSha256 == sequence.Sha256 && record.Scorer == scorer
            ? (id.Value, record) : null;
    }

    public static void Point(FileStream key, string id)
    {
        key.SetLength(0);
        key.Write(Encoding.UTF8.GetBytes(id));
        key.Flush(flushToDisk: true);
    }
}
