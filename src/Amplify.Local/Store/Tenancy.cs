using System.Text;

namespace Amplify.Local.Store;

/// <summary>
/// Who may use the store. Where the file system keeps locks, everybody: each job and each key has one. Where it does not (some network and
/// FUSE mounts, and no error says so), one process alone: the one whose name stands in a file that it renews.
/// </summary>
/// <param name="hasLocks">null: it is found out.</param>
internal sealed class Tenancy(FileStore store, TimeProvider clock, bool? hasLocks = null) : IDisposable
{
    private static readonly TimeSpan Renewing = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Lapsed = TimeSpan.FromMinutes(1);

    private readonly Lock entering = new();
    private readonly string name = $"{Environment.ProcessId} {Environment.MachineName} {Guid.NewGuid():N}";
    private readonly string file = store.Input("tenant");
    private string? other;
    private long? lookedAt;

    /// <summary>null: not looked yet.</summary>
    public bool? HasLocks { get; private set; } = hasLocks;

    /// <returns>null: this process may; otherwise who does.</returns>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public string? Enter()
    {
        lock (entering)
        {
            HasLocks ??= store.Probe();
            if (HasLocks == true) return null;
            if (lookedAt is { } at && clock.GetElapsedTime(at) < Renewing) return other;
            other = Take();
            lookedAt = clock.GetTimestamp();
            return other;
        }
    }

    public void Dispose()
    {
        if (HasLocks == false && lookedAt is not null && other is null) OwnFile.Delete(file);
    }

    private string? Take()
    {
        if (Read() is not { } tenant)
        {
            using var mine = OwnFile.Create(file, FileMode.CreateNew); // throws where another was quicker; then the next look sees him
            mine.Write(Encoding.UTF8.GetBytes(name));
            return null;
        }

        var isLeft = clock.GetUtcNow() - File.GetLastWriteTimeUtc(file) > Lapsed;
        if (tenant != name && !isLeft) return $"process {string.Join(" on ", tenant.Split(' ').Take(2))}";
        store.Write(file, name, durable: false);
        return null;
    }

    private string? Read() => FileStore.ReadSmall(file) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
