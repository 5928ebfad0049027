using System.Text;
using Amplify.Tools.Backends;

namespace Amplify.Local;

/// <summary>The objects of the SageMaker bucket as files. A file is there whole or not at all: written aside, then renamed.</summary>
internal sealed class FileStore(string home)
{
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan Forsaken = TimeSpan.FromHours(1);

    private readonly string inputs = Path.Combine(home, "async-inference-input");
    private readonly string failures = Path.Combine(home, "async-inference-failures");

    public string Home => home;

    public string Outputs { get; } = Path.Combine(home, "async-inference-output") + Path.DirectorySeparatorChar;

    public string Input(string id) => Path.Combine(inputs, id + ".json");

    public string Record(string id) => Path.Combine(inputs, "jobs", id + ".json");

    /// <summary>There as long as the job has no answer; locked by the process that works on it.</summary>
    public string Pending(string id) => Path.Combine(inputs, "pending", id);

    public string Progress(string id) => Path.Combine(inputs, "progress", id);

    public string Output(string fileName) => Outputs + fileName;

    public string Failure(string id) => Path.Combine(failures, id + "-error.out");

    /// <summary>Ids of jobs without an answer, oldest first: ids begin with their time.</summary>
    public IReadOnlyList<string> PendingIds()
    {
        try
        {
            var names = Directory.EnumerateFiles(Path.Combine(inputs, "pending")).Select(it => Path.GetFileName(it));
            return [.. names.Where(it => !it.Contains('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // no job yet, or a store that cannot be read now
        }
    }

    public static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>null: none that can be read as one.</summary>
    public JobInput? ReadInput(string id) => TryReadFile(Input(id)) is { } bytes ? JobInput.Read(bytes) : null;

    /// <inheritdoc cref="ReadInput"/>
    public JobRecord? ReadRecord(string id) => TryReadFile(Record(id)) is { } bytes ? JobRecord.Read(bytes) : null;

    // A directory in its place will not go away by waiting.
    private static byte[]? TryReadFile(string path) => Directory.Exists(path) ? null : TryRead(path);

    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (IOException)
        {
            Delete(aside); // half a file on a full disk
            throw;
        }
    }

    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes and removes a file, as a job would.</summary>
    public void Probe()
    {
        var path = Path.Combine(inputs, $"probe-{Environment.ProcessId}");
        Write(path, "");
        Delete(path);
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // left for the next start
        }
    }

    /// <summary>Removes what killed processes left half written; what is younger may still be somebody's.</summary>
    public void Sweep(DateTimeOffset now)
    {
        try
        {
            foreach (var aside in Directory.EnumerateFiles(home, "*.tmp", SearchOption.AllDirectories))
            {
                if (now - File.GetLastWriteTimeUtc(aside) > Forsaken) Delete(aside);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // left for the next start
        }
    }

    /// <summary>The job, for this process alone; null where another has it, or it has been answered. The lock dies with the process.</summary>
    public FileStream? TryClaim(string id)
    {
        try
        {
            var claim = new FileStream(Pending(id), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(Pending(id))) return claim;
            claim.Dispose(); // answered between opening and locking: this is a lock on a file without a name
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            // another's, or gone
        }

        return null;
    }

    /// <summary>The file that names the job of a key, for this process alone; null while another has it.</summary>
    public FileStream? TryLockKey(string key)
    {
        var path = Path.Combine(inputs, "jobs", "by-key", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (busy.HResult is LockedOnLinux or LockedOnMac or LockedOnWindows)
        {
            return null;
        }
    }
}
