using Amplify.Local.Store;
using Amplify.Tools;
using Microsoft.Extensions.Logging;

namespace Amplify.Local;

/// <summary>Works on a store in the background: a lane for short jobs, one for long ones, and a broom.</summary>
internal sealed class LocalWorker : IAsyncDisposable
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5); // a mount that died lets nobody go

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock starting = new();
    private readonly FileStore store;
    private readonly IPredictor predictor;
    private readonly TimeProvider clock;
    private readonly Tenancy tenancy;
    private readonly WorkerLog log;
    private readonly WorkLane[] lanes;
    private Task? running;

    public LocalWorker(FileStore store, JobQueue queue, Tenancy tenancy, IPredictor predictor, TimeProvider clock, ILogger logger)
    {
        (this.store, this.predictor, this.clock, this.tenancy) = (store, predictor, clock, tenancy);
        log = new(logger, clock);
        lanes = [.. Enum.GetValues<Lane>().Select(it => new WorkLane(it, store, queue, tenancy, predictor, clock, log))];
    }

    /// <summary>Begins to work, or wakes a worker that waits.</summary>
    public void Start()
    {
        lock (starting)
        {
            if (stopping.IsCancellationRequested) return;
            running ??= Task.Run(RunAsync);
            foreach (var lane in lanes) lane.Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (starting)
        {
            if (stopping.IsCancellationRequested) return;
            stopping.Cancel();
        }

        if (running is not null && await Task.WhenAny(running, Task.Delay(LongestGoodbye, clock)) != running) return;
        stopping.Dispose();
        foreach (var lane in lanes) lane.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await predictor.PrepareAsync(stopping.Token);
        }
        catch (SettingException fault)
        {
            log.Unprepared(fault.Message);
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var sweeping = Task.Run(SweepAsync);
        await Task.WhenAll([sweeping, .. lanes.Select(it => Task.Run(() => it.RunAsync(stopping.Token)))]);
    }

    private async Task SweepAsync()
    {
        var sweeper = new Sweeper(store, clock);
        foreach (var root in store.Roots) OwnFile.Close(root);
        if (!HasLocks()) log.NoLocks(store.Home);
        try
        {
            while (true)
            {
                sweeper.Sweep();
                await Task.Delay(BetweenSweeps, clock, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private bool HasLocks()
    {
        try
        {
            tenancy.Enter();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // whoever submits is told what is wrong
        }

        return tenancy.HasLocks != false;
    }
}
