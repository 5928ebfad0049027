using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;

namespace Amplify.Testing.RuntimeApi;

/// <summary>Lambda on loopback: the Invoke API in front, the Runtime API behind, one process of the function between them.</summary>
public sealed class LambdaEmulator : IAsyncDisposable
{
    public const string TraceId = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";

    private readonly FunctionSetup setup;
    private readonly InvocationQueue queue = new();
    private readonly ConcurrentQueue<string> output = [];
    private readonly RuntimeApiServer runtime;
    private readonly Lock starting = new();
    private WebApplication runtimeApi = null!;
    private WebApplication invokeApi = null!;
    private FunctionProcess? process;
    private Task watching = Task.CompletedTask;

    private LambdaEmulator(FunctionSetup setup)
    {
        this.setup = setup;
        runtime = new(queue, setup, Delivered);
    }

    /// <summary>For AWS_ENDPOINT_URL_LAMBDA.</summary>
    public string InvokeUrl => invokeApi.Urls.First();

    /// <summary>For AWS_LAMBDA_RUNTIME_API: host and port.</summary>
    public string RuntimeHost => new Uri(runtimeApi.Urls.First()).Authority;

    /// <summary>All lines the function wrote; complete once it has stopped.</summary>
    public IReadOnlyCollection<string> Output => output;

    public int Starts { get; private set; }

    public FunctionAnswer? InitError => runtime.InitError;

    /// <summary>The process that runs; null before the first invocation.</summary>
    public int? ProcessId => process?.Id;

    public static async Task<LambdaEmulator> StartAsync(FunctionSetup setup)
    {
        var emulator = new LambdaEmulator(setup);
        emulator.runtimeApi = await LoopbackServer.StartAsync(emulator.runtime.Map, setup.Wire);
        emulator.invokeApi = await LoopbackServer.StartAsync(new InvokeApiServer(setup, emulator.InvokeAsync).Map, setup.Wire);
        return emulator;
    }

    /// <summary>Past the Invoke API's checks: also what Lambda itself would refuse reaches the function.</summary>
    public Task<FunctionAnswer> InvokeAsync(ReadOnlyMemory<byte> payload, string? clientContext)
    {
        var invocation = queue.Add(payload, clientContext);
        EnsureStarted();
        return invocation.Answer;
    }

    /// <summary>The status the Runtime API gives to the next response, instead of 202.</summary>
    public void RefuseNextResponse(int status) => runtime.NextStatus = status;

    /// <summary>So many responses are read, and their connections reset.</summary>
    public void ResetNextResponses(int count) => runtime.Resets = count;

    /// <summary>Waits until the function asks for its next invocation.</summary>
    /// <returns>When it did.</returns>
    public async Task<DateTimeOffset> IdleAsync()
    {
        await queue.Asked;
        return queue.AskedAt;
    }

    /// <summary>Between two invocations the platform stops the process in its tracks.</summary>
    public async Task FreezeAsync()
    {
        await IdleAsync();
        process?.Signal("STOP");
    }

    /// <summary>Waits until so many lines have been read of the function.</summary>
    public async Task WrittenAsync(int lines)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (output.Count < lines)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public void Thaw() => process?.Signal("CONT");

    /// <summary>Sends SIGTERM and waits.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (process is null) return 0;
        process.Signal("TERM");
        await process.Ended;
        return process.ExitCode;
    }

    /// <summary>Starts the function and waits until it ends by itself.</summary>
    public Task<int> ExitAsync()
    {
        EnsureStarted();
        return EndedAsync();
    }

    /// <summary>Waits until the function that runs has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await watching; // or it would take an invocation of the next process for one of this
        return process!.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { Ended.IsCompleted: false })
        {
            process.Kill();
            await process.Ended;
        }

        process?.Dispose();
        await invokeApi.DisposeAsync();
        await runtimeApi.DisposeAsync();
    }

    private void EnsureStarted()
    {
        lock (starting)
        {
            if (process is { Ended.IsCompleted: false }) return;
            process?.Dispose();
            Starts++;
            process = FunctionProcess.Start(setup, RuntimeHost, output);
            watching = WatchAsync(process);
        }
    }

    private async Task WatchAsync(FunctionProcess watched)
    {
        await watched.Ended;
        var gone = FunctionAnswer.Error("Runtime.ExitError", $"Error: Runtime exited with error: exit status {watched.ExitCode}");
        queue.FailDelivered(gone);
        queue.FailWaiting(InitError ?? gone);
    }

    private void Delivered(PendingInvocation invocation)
    {
        var limit = new CancellationTokenSource(setup.Timeout + setup.Grace);
        limit.Token.Register(() =>
        {
            if (
                invocation.TryAnswer(
                    FunctionAnswer.Error(
                        "Sandbox.Timedout", $"Error: Task timed out after {setup.Timeout.TotalSeconds:0.00} seconds"))) process?.Kill();
        });
        invocation.Answer.ContinueWith(_ => limit.Dispose(), TaskScheduler.Default);
    }
}
