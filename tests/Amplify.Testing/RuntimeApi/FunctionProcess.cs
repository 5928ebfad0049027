using System.Collections.Concurrent;
using System.Diagnostics;

namespace Amplify.Testing.RuntimeApi;

/// <summary>One execution environment: the function's process, and all it writes.</summary>
internal sealed class FunctionProcess : IDisposable
{
    private readonly Process process;

    private FunctionProcess(Process process, ConcurrentQueue<string> output, bool isRead)
    {
        this.process = process;
        Ended = EndAsync();

        async Task EndAsync()
        {
            if (isRead) await Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
            await process.WaitForExitAsync();
        }

        async Task DrainAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line) output.Enqueue(line);
        }
    }

    /// <summary>Completes when the process is gone and all its output is read.</summary>
    public Task Ended { get; }

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public static FunctionProcess Start(FunctionSetup setup, string runtimeApi, ConcurrentQueue<string> output)
    {
        var start = new ProcessStartInfo(setup.Program, setup.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(setup, runtimeApi)) start.Environment[name] = value;
        foreach (var (name, value) in setup.Environment) start.Environment[name] = value; // null takes it away
        return new(Process.Start(start)!, output, setup.IsRead);
    }

    /// <param name="signal">TERM ends it; STOP freezes it, as the platform does between invocations, and CONT thaws it.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        kill.WaitForExit();
    }

    public void Kill() => process.Kill(entireProcessTree: true);

    public void Dispose() => process.Dispose();

    private static IEnumerable<(string Name, string Value)> Variables(FunctionSetup setup, string runtimeApi) =>
    [
        ("AWS_LAMBDA_RUNTIME_API", runtimeApi),
        ("AWS_LAMBDA_FUNCTION_NAME", setup.Name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", $"{setup.MemoryMegabytes}"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_SESSION_TOKEN", "token"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ];
}
