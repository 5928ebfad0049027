using System.Text;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Local.Store;

/// <summary>The objects of the SageMaker bucket as files. A file is there whole or not at all: written aside, then renamed.</summary>
internal sealed class FileStore(string home)
{
    private const int MostSmall = 1024 * 1024; // far above ten thousand residues, and any record

    private readonly string inputs = Path.Combine(home, "async-inference-input");
    private readonly string failures = Path.Combine(home, "async-inference-failures");

    public string Home => home;

    public string Outputs { get; } = Path.Combine(home, "async-inference-output") + Path.DirectorySeparatorChar;

    /// <summary>The directories that are this store's own; all beside them is somebody else's.</summary>
    public IReadOnlyList<string> Roots => [inputs, Outputs.TrimEnd(Path.DirectorySeparatorChar), failures];

    public string Records => Path.Combine(inputs, "jobs");

    public string Input(string id) => Path.Combine(inputs, id + ".json");

    public string Record(string id) => Path.Combine(Records, id + ".json");

    /// <summary>There as long as the job has no answer; locked by the process that works on it. Holds what its record holds.</summary>
    public string Pending(string id) => Path.Combine(inputs, "pending", id);

    /// <summary>A sign of life of the process that works on a job.</summary>
    public string Progress(string id) => Path.Combine(inputs, "progress", id);

    /// <summary>There once somebody wants a job no more that is being worked on.</summary>
    public string Cancelled(string id) => Path.Combine(inputs, "cancelled", id);

    public string Key(string key) => Path.Combine(Records, "by-key", key);

    public string Batch(string id, Owner? owner) => Path.Combine(Of(owner), "batches", id + ".json");

    /// <summary>Where jobs and batches are looked up: an owner's by themselves, so that who looks for another's finds nothing.</summary>
    public string Of(Owner? owner) => owner is null ? Records : Path.Combine(Records, "by-owner", owner.Key);

    public string Output(string fileName) => Outputs + fileName;

    public string Failure(string id) => Path.Combine(failures, id + "-error.out");

    /// <summary>Where on the same file system a file is written before it gets its name.</summary>
    public string Aside(string path) => Path.Combine(
        Roots.First(it => path.StartsWith(it + Path.DirectorySeparatorChar, StringComparison.Ordinal)),
        AsideNames.Directory,
        AsideNames.New(path));

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

    public bool IsPending(string id) => File.Exists(Pending(id));

    public bool IsAnswered(string id) => File.Exists(Output(id + ".out")) || File.Exists(Failure(id));

    public static byte[]? ReadSmall(string path) => OwnFile.TryRead(path, MostSmall);

    /// <summary>null: none that can be read as one.</summary>
    public JobInput? ReadInput(string id) =>
        Whole(Input(id)) is { } bytes && JobInput.Read(bytes) is { Length: <= ProteinSequence.MaxLength } input
        ? input
        : null;

    /// <summary>The job's record, or the copy of it that waits in the queue; null: none that can be read as one.</summary>
    public JobRecord? ReadRecord(string id) => Read(Record(id)) ?? Read(Pending(id));

    /// <summary>What stands in the queue, where it is no record.</summary>
    public string ReadQueued(string id) => Whole(Pending(id)) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private static JobRecord? Read(string path) => Whole(path) is { } bytes ? JobRecord.Read(bytes) : null;

    // What is odd will not go away by waiting; and a pending file may be held by another process.
    private static byte[]? Whole(string path)
    {
        try
        {
            return ReadSmall(path);
        }
        catch (IOException fault) when (fault is OddFileException || OwnFile.IsHeld(fault))
        {
            return null;
        }
    }

    /// <param name="path">A path of this store.</param>
    /// <param name="content">All of it.</param>
    /// <param name="durable">Once this returns, no power cut takes it away.</param>
    public void Write(string path, ReadOnlySpan<byte> content, bool durable = true)
    {
        var aside = Aside(path);
        OwnFile.EnsureDirectory(Path.GetDirectoryName(aside)!);
        try
        {
            using (var file = OwnFile.Create(aside, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(flushToDisk: durable);
            }

            Name(aside, path, durable);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            OwnFile.Delete(aside); // half a file on a full disk
            throw;
        }
    }

    public void Write(string path, string content, bool durable = true) => Write(path, Encoding.UTF8.GetBytes(content), durable);

    /// <summary>Gives a file written aside its name.</summary>
    public static void Name(string aside, string path, bool durable)
    {
        var directory = Path.GetDirectoryName(path)!;
        OwnFile.EnsureDirectory(directory);
        File.Move(aside, path, overwrite: true);
        if (durable) OwnFile.FlushDirectory(directory);
    }

    /// <summary>Writes and removes a file, as a job would.</summary>
    /// <returns>Whether the file system keeps two openers apart.</returns>
    public bool Probe()
    {
        var path = Aside(Input($"probe-{Environment.ProcessId}"));
        OwnFile.EnsureDirectory(Path.GetDirectoryName(path)!);
        try
        {
            using var first = OwnFile.Create(path, FileMode.CreateNew);
            first.Write("probe"u8);
            first.Flush();
            return IsLocked(path);
        }
        finally
        {
            OwnFile.Delete(path);
        }
    }

    /// <summary>Whether somebody has the file open for himself alone.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            using var second = OwnFile.Create(path, FileMode.Open);
            return false;
        }
        catch (IOException busy) when (OwnFile.IsHeld(busy))
        {
            return true;
        }
    }

    /// <summary>
    /// The job, for this process alone; null where another has it, or it has been answered. The lock dies with the process.
    /// </summary>
    public FileStream? TryClaim(string id)
    {
        try
        {
            var claim = OwnFile.Create(Pending(id), FileMode.Open);
            if (IsPending(id)) return claim;
            claim.Dispose(); // answered between opening and locking: this is a lock on a file without a name
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            // another's, or gone
        }

        return null;
    }

    /// <summary>
    /// Takes an answered job out of the queue. Nobody may hold it open: NTFS keeps a file's name for as long as somebody does.
    /// </summary>
    public void Forget(string id)
    {
        OwnFile.Delete(Pending(id));
        OwnFile.Delete(Progress(id));
        OwnFile.Delete(Cancelled(id));
    }

    /// <summary>The file that names the job of a key, for this process alone; null while another has it.</summary>
    public FileStream? TryLockKey(string key)
    {
        var path = Key(key);
        OwnFile.EnsureDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return OwnFile.Create(path, FileMode.OpenOrCreate);
        }
        catch (IOException busy) when (OwnFile.IsHeld(busy))
        {
            return null;
        }
    }
}
