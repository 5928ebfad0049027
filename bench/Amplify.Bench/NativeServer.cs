using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing.Load;

namespace Amplify.Bench;

/// <summary>The native program serving HTTP on a free port, with a store of its own.</summary>
internal sealed class NativeServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly string home;
    private readonly Task reading;
    private volatile TaskCompletionSource? pause;

    private NativeServer(Process process, string home, Uri mcp)
    {
        (this.process, this.home, Mcp) = (process, home, mcp);
        Figures = new(process.Id);
        reading = ReadAsync();
    }

    public Uri Mcp { get; }

    public ProcessFigures Figures { get; }

    public string Home => home;

    public bool Lives => !process.HasExited;

    /// <summary>Lines of its log that speak of a fault of ours.</summary>
    public int Faults { get; private set; }

    public string? FirstFault { get; private set; }

    /// <summary>Nobody reads its log until this is said with false.</summary>
    public void BlockLog(bool block)
    {
        if (block) pause = new();
        else Interlocked.Exchange(ref pause, null)?.SetResult();
    }

    public static async Task<NativeServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var home = Directory.CreateTempSubdirectory("amplify-bench-").FullName;
        var program = Environment.GetEnvironmentVariable("PROGRAM") ?? Machine.Native("amplify-mcp");
        var start = new ProcessStartInfo(program, ["http", "--port", "0"]) { RedirectStandardError = true };
        (start.Environment["AMPLIFY_HOME"], start.Environment["LOG_LEVEL"]) = (home, "INFO");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (JsonElement.Parse(line).TryGetProperty("url", out var url)) return new(process, home, new(url.GetString()!));
        }

        throw new InvalidOperationException("The server did not start");
    }

    public async ValueTask DisposeAsync()
    {
        if (Lives) process.Kill();
        BlockLog(false);
        await reading;
        process.Dispose();
        Directory.Delete(home, recursive: true);
    }

    private async Task ReadAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (pause is { } stop) await stop.Task;
            var byProtocol = line.Contains("\"logger\":\"ModelContextProtocol", StringComparison.Ordinal); // calls an unknown tool an error
            if (!byProtocol && line.Contains("\"level\":\"ERROR\"", StringComparison.Ordinal))
                (Faults, FirstFault) = (Faults + 1, FirstFault ?? line);
        }
    }
}
