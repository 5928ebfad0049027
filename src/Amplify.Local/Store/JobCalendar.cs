using System.Text.RegularExpressions;
using Amplify.Tools.Backends;

namespace Amplify.Local.Store;

/// <summary>
/// An empty file a job, under the first digits of its id, which are its time: the newest are found without a look at the others, however
/// many
/// there are. Not flushed for itself: it goes to the disk with what is written next, the job's place in the queue.
/// </summary>
/// <param name="owner">Whose jobs alone; null: all.</param>
internal sealed partial class JobCalendar(FileStore store, Owner? owner = null)
{
    // Of an id's hexadecimal milliseconds: 50 days, 5 hours, a minute.
    private static readonly int[] Cuts = [4, 6, 8];

    private readonly string root = Path.Combine(store.Of(owner), "by-time");

    public bool Has(string id) => IsId(id) && File.Exists(PathOf(id));

    public void Add(string id)
    {
        var path = PathOf(id);
        OwnFile.EnsureDirectory(Path.GetDirectoryName(path)!);
        OwnFile.Create(path, FileMode.OpenOrCreate).Dispose();
    }

    public void Remove(string id)
    {
        var path = PathOf(id);
        OwnFile.Delete(path);
        for (var above = Path.GetDirectoryName(path)!; above != root; above = Path.GetDirectoryName(above)!)
        {
            try
            {
                Directory.Delete(above);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                return; // others are in it
            }
        }
    }

    /// <summary>Ids that begin so, newest first.</summary>
    public IEnumerable<string> Newest(string prefix = "") =>
        from years in Names(root, prefix, 0)
        from hours in Names(years, prefix, 1)
        from minutes in Names(hours, prefix, 2)
        from id in Ids(minutes, prefix)
        select id;

    /// <summary>Whether a text is an id as this store makes them.</summary>
    public static bool IsId(string text) => Id.IsMatch(text);

    private string PathOf(string id) => Path.Combine(root, id[..Cuts[0]], id[Cuts[0]..Cuts[1]], id[Cuts[1]..Cuts[2]], id);

    private static List<string> Names(string directory, string prefix, int level)
    {
        var (from, to) = (level == 0 ? 0 : Cuts[level - 1], Cuts[level]);
        var wanted = prefix.Length > from ? prefix[from..Math.Min(to, prefix.Length)] : "";
        return Listed(() => Directory.EnumerateDirectories(directory, wanted + "*"));
    }

    private static IEnumerable<string> Ids(string directory, string prefix) =>
        Listed(() => Directory.EnumerateFiles(directory, prefix + "*")).Select(it => Path.GetFileName(it));

    private static List<string> Listed(Func<IEnumerable<string>> list)
    {
        try
        {
            return [.. list().OrderDescending(StringComparer.Ordinal)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // no job yet, or removed meanwhile
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex Id { get; }
}
