using System.Diagnostics;
using System.Globalization;
using Amplify.Tools.Backends;

namespace Amplify.Tools.Tests.Local;

/// <summary>A process of its own on a store, and what it said so far.</summary>
internal sealed class StoreHostProcess : IDisposable
{
    /// <summary>What such a process scores with unless told otherwise.</summary>
    public static readonly Scorer Usual = new("talking", "one method", new('a', 64));

    private readonly Process process;

    /// <param name="home">The store.</param>
    /// <param name="pace">How long a job takes.</param>
    /// <param name="jobs">How many to submit.</param>
    /// <param name="watcher">A program that runs it, and its arguments.</param>
    public StoreHostProcess(string home, TimeSpan pace, int jobs, params string[] watcher)
        : this(home, pace, jobs, Usual, acknowledged: false, int.MaxValue, watcher)
    {
    }

    /// <param name="last">Residues of the last job that ends: a longer one is in hand until the process is killed.</param>
    public StoreHostProcess(string home, TimeSpan pace, int jobs, int last)
        : this(home, pace, jobs, Usual, acknowledged: false, last)
    {
    }

    /// <param name="acknowledged">It waits for <see cref="AcknowledgeAsync"/> after each receipt.</param>
    public StoreHostProcess(string home, TimeSpan pace, int jobs, Scorer scorer, bool acknowledged, params string[] watcher)
        : this(home, pace, jobs, scorer, acknowledged, int.MaxValue, watcher)
    {
    }

    private StoreHostProcess(string home, TimeSpan pace, int jobs, Scorer scorer, bool acknowledged, int last, params string[] watcher)
    {
        string[] command =
        [
            .. watcher, "dotnet", Path.Combine(AppContext.BaseDirectory, "Amplify.StoreHost.dll"),
            home, pace.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), jobs.ToString(CultureInfo.InvariantCulture),
            scorer.Model, scorer.Method, last.ToString(CultureInfo.InvariantCulture), .. acknowledged ? (string[])["acknowledged"] : [],
        ];
        process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = watcher is [] ? null : "1" }, // strace counts a thread's calls
        })!;
    }

    public List<string> Ids { get; } = [];

    /// <summary>Lengths of the sequences it began to score, in order.</summary>
    public List<int> Starts { get; } = [];

    public List<string> Refusals { get; } = [];

    public bool IsReady { get; private set; }

    public int ProcessId => process.Id;

    public Task AcknowledgeAsync() => process.StandardInput.WriteLineAsync();

    /// <summary>Listens until it has begun this many jobs and, if it submits any, said so of all.</summary>
    public async Task ListenAsync(Func<StoreHostProcess, bool> enough)
    {
        while (!enough(this) && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) Hear(line);
        Assert.True(enough(this), "the process ended early");
    }

    /// <summary>SIGKILL: nothing of it gets to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    public async Task StopAsync()
    {
        process.StandardInput.Close();
        await EndAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Lets it work until it is killed, or is ready and this is so.</summary>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> IsKilledAsync(Func<bool> done)
    {
        var listening = EndAsync();
        while (!listening.IsCompleted && !(IsReady && done())) await Task.WhenAny(listening,
            Task.Delay(10, TestContext.Current.CancellationToken));
        process.StandardInput.Close();
        await listening;
        return process.ExitCode != 0;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private async Task EndAsync()
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) Hear(line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private void Hear(string line)
    {
        if (line == "ready") IsReady = true;
        if (line.StartsWith("id ", StringComparison.Ordinal)) Ids.Add(line[3..]);
        if (line.StartsWith("refused ", StringComparison.Ordinal)) Refusals.Add(line[8..]);
        if (line.StartsWith("start ", StringComparison.Ordinal)) Starts.Add(int.Parse(line[6..], CultureInfo.InvariantCulture));
    }
}
