using System.Globalization;
using System.Text;

namespace Amplify.Mcp.Commands.Batches;

/// <summary>Counts what becomes of a batch, and shows it.</summary>
/// <param name="total">How many records there are; null: nobody knows before the end.</param>
internal sealed class BatchWatch(Terminal terminal, Report report, int? total, TimeProvider clock)
{
    private const int MostKept = 20;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);
    private readonly long started = clock.GetTimestamp();
    private readonly Lock counting = new();
    private readonly List<string> failures = [];
    private long shown;
    private int submitted;
    private int earlier;
    private int completed;
    private int failed;

    public int Failed => failed;

    public void Earlier()
    {
        lock (counting) earlier++;
    }

    public void Submitted()
    {
        lock (counting) submitted++;
    }

    public void Ended(BatchLine line)
    {
        lock (counting)
        {
            if (line.Status == "completed") completed++;
            else failed++;
            if (line.Error is { } error && failures.Count < MostKept) failures.Add($"{line.Name}: {error}");
            if (report.Json) terminal.Output.WriteLine(Encoding.UTF8.GetString((line with { Strip = null, TableEnd = null }).Write()));
            if (report.Quiet || (shown != 0 && clock.GetElapsedTime(shown) < Often)) return;
            shown = clock.GetTimestamp();
            terminal.Draw(total is > 0 ? (int)(100L * (earlier + completed + failed) / total) : null, Words());
        }
    }

    public void Summarise(BatchFolder folder)
    {
        var all = earlier + completed + failed;
        foreach (var line in failures) terminal.Say($"failed: {line}");
        if (failed > failures.Count) terminal.Say($"failed: {failed - failures.Count} more; {folder.Index} lists them");
        if (report.Json) return;
        if (report.Quiet) terminal.Clear();
        else terminal.Say("");
        var before = earlier > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({earlier:N0} of them before)") : "";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{all:N0} sequences: {earlier + completed:N0} completed{before}, {failed:N0} failed"));
        terminal.Output.WriteLine($"{"index",-9} {folder.Index}");
        terminal.Output.WriteLine($"{"table",-9} {folder.Table}");
        terminal.Output.Flush();
    }

    private string Words()
    {
        var (ended, seconds) = (completed + failed, clock.GetElapsedTime(started).TotalSeconds);
        var of = total is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of {total:N0}");
        var open = Math.Max(0, submitted - ended);
        var counts = string.Create(CultureInfo.InvariantCulture, $"{earlier + ended:N0}{of} done, {failed:N0} failed, {open:N0} in flight");
        if (total is null || ended == 0) return counts;
        return $"{counts}, {Prose.Left((total.Value - earlier - ended) * seconds / ended)}";
    }
}
