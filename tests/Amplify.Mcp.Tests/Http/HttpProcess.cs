using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>The built program serving HTTP as a child process.</summary>
internal sealed class HttpProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client = new();
    private readonly StringBuilder log = new();
    private readonly Task reading;

    private HttpProcess(Process process, Uri root, StringBuilder begun)
    {
        (this.process, Root, log) = (process, root, begun);
        reading = ReadAsync();
    }

    public Uri Root { get; }

    public Uri Mcp => new(Root, "/mcp");

    public int ProcessId => process.Id;

    public static async Task<HttpProcess> StartAsync(string program, TemporaryDirectory directory,
        params (string Name, string Value)[] environment)
    {
        var process = Process.Start(
            ProgramRun.StartInfo(program, ["http", "--port", "0"], AmplifyProgram.Environment(directory, environment)))!;
        var begun = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            begun.AppendLine(line);
            if (JsonElement.Parse(line).TryGetProperty("url", out var url)) return new(process, new(new Uri(url.GetString()!), "/"), begun);
        }

        throw new InvalidOperationException($"The server did not start: {begun}");
    }

    public async Task<StreamReader> PostAsync(string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Mcp) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Its exit code and all it logged.</summary>
    public async Task<(int ExitCode, string Log)> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
        return (process.ExitCode, log.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
        client.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line) log.AppendLine(line);
    }
}
