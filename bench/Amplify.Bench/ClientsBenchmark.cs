using System.Globalization;
using Amplify.Testing.Load;

namespace Amplify.Bench;

/// <summary>
/// CLIENTS (1,000) MCP clients on one native HTTP server and its local backend for MINUTES (30): memory, handles, threads and latency have
/// to stay where they are, no job may be lost, and overload answers 429. The last ten seconds of each minute nobody pauses to think.
/// </summary>
internal sealed class ClientsBenchmark : IBenchmark
{
    private const double MostGrowth = 1.2;
    private const int MostHandles = 20;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(4);

    public string Name => "clients";

    public async Task RunAsync(TextWriter output)
    {
        var (minutes, clients) = (Machine.Told("MINUTES", 30), Machine.Told("CLIENTS", 1_000));
        await using var server = await NativeServer.StartAsync();
        var (started, handles) = (TimeProvider.System.GetTimestamp(), server.Figures.Handles);
        var load = new ClientLoad(server.Mcp, clients, () => InRush(started) ? TimeSpan.Zero : Thinking);
        using var stop = new CancellationTokenSource(minutes * Minute);
        var running = load.RunAsync(stop.Token);

        output.WriteLine($"{clients:N0} clients, {minutes} min, {handles} handles before; a rush of 10 s at the end of each minute");
        output.WriteLine("  min  requests     p50 ms    p99 ms   MiB  handles  threads  429 so far");
        var memory = new List<double>();
        for (var minute = 1; minute <= minutes; minute++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, (minute * 60) - 1 - Machine.Elapsed(started))));
            if (!server.Lives) break;
            memory.Add(server.Figures.ResidentMegabytes);
            output.WriteLine(Row(minute, load, server.Figures));
        }

        await running;
        await VerdictAsync(output, server, load, memory, handles);
    }

    private static bool InRush(long started) => Machine.Elapsed(started) % Minute.TotalSeconds > (Minute - Rush).TotalSeconds;

    private static string Row(int minute, ClientLoad load, ProcessFigures figures)
    {
        var took = load.TakeLatencies();
        var (p50, p99) = took.Count == 0 ? (0, 0) : (took[took.Count / 2], took[took.Count * 99 / 100]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{minute,5}{took.Count,10:N0}{p50,11:0.0}{p99,10:0.0}{figures.ResidentMegabytes,6:0}{figures.Handles,9}{figures.Threads,9}"
            + $"{load.Answers.GetValueOrDefault("429 with Retry-After"),12:N0}");
    }

    private static async Task VerdictAsync(TextWriter output, NativeServer server, ClientLoad load, List<double> memory, int handles)
    {
        foreach (var (kind, count) in load.Answers.OrderByDescending(it => it.Value).Select(it => (it.Key, it.Value)))
            output.WriteLine($"{kind,-28}{count,12:N0}");
        foreach (var strange in load.Undocumented.Take(5)) output.WriteLine(strange);
        var lost = server.Lives ? await load.LostAsync(CancellationToken.None) : [.. load.Accepted.Keys];
        await Task.Delay(TimeSpan.FromSeconds(5)); // connections close a moment after their clients

        if (memory.Count > 1) memory.RemoveAt(0); // of the first minute: the program is still filling its caches
        var third = Math.Max(1, memory.Count / 3);
        var (first, last) = (memory.Take(third).Average(), memory.TakeLast(third).Average());
        var after = server.Lives ? server.Figures.Handles : -1;
        var isWell = server.Lives && server.Faults == 0 && load.Undocumented.IsEmpty && lost.Count == 0
            && last < first * MostGrowth && after <= handles + MostHandles;
        output.WriteLine($"{(isWell ? "WELL" : "NOT WELL")}: memory {Machine.Number(first)} MiB in the first third, "
            + $"{Machine.Number(last)} in the last; handles {handles} before, {after} after; "
            + $"jobs accepted {load.Accepted.Count}, lost {lost.Count}; "
            + $"undocumented answers {load.Undocumented.Count}; faults logged {server.Faults}");
    }
}
