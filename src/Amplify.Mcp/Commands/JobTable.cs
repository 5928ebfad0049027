using System.Globalization;
using System.Text;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Commands;

/// <summary>A list of jobs for a terminal, or for a program.</summary>
internal static class JobTable
{
    private const int LeastId = 8;
    private const int LeastName = 12;
    private const int MostName = 32;

    /// <param name="columns">How many a line may take; long names give way.</param>
    public static void Print(TextWriter output, JobList list, bool json, DateTimeOffset now, int columns)
    {
        if (json)
        {
            output.WriteLine(Encoding.UTF8.GetString(list.Write()));
            output.Flush();
            return;
        }

        var ids = Short([.. list.Jobs.Select(it => it.OutputId)]);
        var width = ids.Select(it => it.Length).DefaultIfEmpty(LeastId).Max();
        var model = list.Jobs.Select(it => it.Model?.Length ?? 1).DefaultIfEmpty(0).Max();
        var others = "    STATUS     LENGTH    AGE  ".Length + width + model;
        // In a window without room for this much of a name they come whole, on lines of their own.
        var names = columns - others < LeastName ? int.MaxValue : Math.Min(columns - others, MostName);
        var table = new TextTable(new("NAME", 0, false), new("ID", width + 2, false), new("STATUS", 11, false), new("LENGTH", 6),
            new("AGE", 7), new("  MODEL", 0, false));
        foreach (var (job, id) in list.Jobs.Zip(ids))
        {
            var name = job.Name ?? "-";
            if (name.Length > names) name = name[..(names - 1)] + "…";
            table.Add(name, id, job.Status, $"{job.Length}", Age(now - job.SubmittedAt), $"  {job.Model ?? "-"}");
        }

        if (list.Jobs.Count == 0) output.WriteLine("No jobs.");
        else table.Print(output, columns);
        if (list.Stopped is { } stopped) output.WriteLine(stopped);
        output.Flush();
    }

    // The shortest beginning that is no other's of this list.
    private static List<string> Short(List<string> ids)
    {
        var sorted = ids.Order(StringComparer.Ordinal).ToList();
        var shared = sorted.Zip(sorted.Skip(1), (left, right) => left.Zip(right).TakeWhile(it => it.First == it.Second).Count()).ToList();
        return [.. ids.Select(id =>
        {
            var at = sorted.BinarySearch(id, StringComparer.Ordinal);
            var needed = 1 + Math.Max(at > 0 ? shared[at - 1] : 0, at < shared.Count ? shared[at] : 0);
            return id[..Math.Min(id.Length, Math.Max(LeastId, needed))];
        })];
    }

    private static string Age(TimeSpan? age) => age switch
    {
        null => "-",
        { TotalSeconds: < 60 } it => Whole(it.TotalSeconds, "s"),
        { TotalMinutes: < 60 } it => Whole(it.TotalMinutes, "m"),
        { TotalHours: < 48 } it => Whole(it.TotalHours, "h"),
        { } it => Whole(it.TotalDays, "d"),
    };

    private static string Whole(double value, string unit) => Math.Max(0, Math.Floor(value)).ToString("0", CultureInfo.InvariantCulture)
        + unit;
}
