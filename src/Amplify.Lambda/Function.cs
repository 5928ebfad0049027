using Amplify.SageMaker;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>The process from its first invocation to its last: as many loops as the platform asks for, until it says stop.</summary>
internal sealed partial class Function(
    RuntimeApi api, FunctionEnvironment environment, Stream output, ILoggerFactory logs, TimeProvider clock)
{
    private static readonly TimeSpan MostConnecting = TimeSpan.FromSeconds(2);

    private readonly ILogger logger = logs.CreateLogger("Amplify.Lambda");
    private Func<Task>? remainder;

    /// <returns>The exit code: 0 after SIGTERM, 1 where the platform is gone or the start failed.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        RuntimeLoop[] loops;
        try
        {
            MemoryLimit.Set(environment.MemoryMegabytes);
            var (backend, tools) = Read(Settings.FromEnvironment());
            var metrics = new EmbeddedMetrics(output, environment.FunctionName, clock);
            var guarded = CallerSettings.Guard(backend, tools?.Callers);
            var runner = AmplifyTools.Create(guarded, clock, metrics.Record, logs, tools?.Reuse ?? false);
            var handler = new GatewayHandler(runner, tools?.DefaultView, tools?.Callers);
            loops = Loops(handler);
            using var enough = new CancellationTokenSource(MostConnecting, clock);
            // Before the first `next`: the platform gives a starting function its full CPU.
            if (backend is SageMakerBackend endpoint) await endpoint.ConnectAsync(enough.Token);
        }
        catch (Exception fault)
        {
            StartFailed(fault);
            await api.FailInitAsync(new("Runtime.InitError", fault.Message));
            return 1;
        }

        var ended = await Task.WhenAll(loops.Select(loop => EndAsync(loop, stop)));
        return ended.All(it => it) ? 0 : 1;
    }

    // A function that does not start tells its caller nothing: a wrong setting is the answer to every call.
    private (IPredictionBackend Backend, ToolSettings? Tools) Read(Settings settings)
    {
        try
        {
            var (endpoint, tools, _) = settings.Read(it =>
                (new EndpointSettings(it), new ToolSettings(it, reuses: false), CallerSettings.Read(it, CallerSettings.Gateway)));
            return (new SageMakerBackend(endpoint, clock, logs.CreateLogger<SageMakerBackend>())
            {
                Afterwards = environment.MaxConcurrency is null ? work => remainder = work : null,
            }, tools);
        }
        catch (SettingException problem)
        {
            return (new Unconfigured(problem), null);
        }
    }

    private RuntimeLoop[] Loops(GatewayHandler handler)
    {
        var concurrency = environment.MaxConcurrency ?? 1;
        if (concurrency > 1) ThreadPool.SetMinThreads(Math.Max(concurrency, Environment.ProcessorCount), 1);
        return [.. Enumerable.Range(0, concurrency).Select(_ => new RuntimeLoop(api, handler.HandleAsync, clock, logger)
        {
            SetsTraceId = environment.MaxConcurrency is null,
            FinishAsync = FinishAsync,
        })];
    }

    private async Task FinishAsync()
    {
        if (Interlocked.Exchange(ref remainder, null) is { } work) await work();
        output.Flush(); // the platform may stop the process when more is asked for
    }

    // One loop's end is not the others'.
    private async Task<bool> EndAsync(RuntimeLoop loop, CancellationToken stop)
    {
        try
        {
            await loop.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            LoopEnded(fault);
        }

        return false;
    }

    [LoggerMessage(104, LogLevel.Critical, "The function could not start")]
    private partial void StartFailed(Exception fault);

    [LoggerMessage(105, LogLevel.Critical, "The Runtime API gives no more invocations")]
    private partial void LoopEnded(Exception fault);
}
