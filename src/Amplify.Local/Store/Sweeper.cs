using Amplify.Tools.Backends;

namespace Amplify.Local.Store;

/// <summary>
/// Clears up after killed processes and power cuts. Looks only where files are written aside, at names only this program gives, never
/// through a link: it costs the same however many jobs a store holds, and a stranger's file is nobody's to remove.
/// </summary>
internal sealed class Sweeper(FileStore store, TimeProvider clock)
{
    /// <summary>What is younger may still be somebody's who has just closed it and will name it next.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Forsaken = TimeSpan.FromHours(1);

    public void Sweep()
    {
        foreach (var root in store.Roots)
        {
            try
            {
                var asides = new DirectoryInfo(Path.Combine(root, AsideNames.Directory));
                if (IsLink(new DirectoryInfo(root)) || !asides.Exists || IsLink(asides)) continue;
                foreach (var file in asides.EnumerateFiles("*.tmp")) Look(file);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // left for the next time
            }
        }
    }

    private static bool IsLink(FileSystemInfo it) => it.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private void Look(FileInfo file)
    {
        var age = clock.GetUtcNow() - file.LastWriteTimeUtc;
        if (!AsideNames.IsOurs(file.Name) || IsLink(file) || age < Settled || FileStore.IsLocked(file.FullName)) return;
        if (AsideNames.PendingId(file.Name) is { } id && IsWhole(file, id)) FileStore.Name(file.FullName, store.Pending(id), durable: true);
        else if (age > Forsaken) OwnFile.Delete(file.FullName);
    }

    // All of the job was written; a power cut came before its name in the queue had reached the disk.
    private bool IsWhole(FileInfo file, string id) =>
        FileStore.ReadSmall(file.FullName) is { } bytes && JobRecord.Read(bytes) is not null && store.ReadInput(id) is not null
            && !store.IsAnswered(id);
}
