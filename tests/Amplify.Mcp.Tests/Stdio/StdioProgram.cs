using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>The built program as a client's child, spoken to byte by byte.</summary>
internal sealed class StdioProgram : IAsyncDisposable
{
    public const string Initialize =
        """{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private readonly Process process;
    private readonly Task<string> log;
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));

    private StdioProgram(Process process) => (this.process, log) = (process, process.StandardError.ReadToEndAsync(patience.Token));

    public int ProcessId => process.Id;

    public Stream Input => process.StandardInput.BaseStream;

    public static StdioProgram Start(TemporaryDirectory directory, params (string Name, string Value)[] environment) =>
        new(Process.Start(ProgramRun.StartInfo(AmplifyProgram.Path, [], AmplifyProgram.Environment(directory, environment)))!);

    public async Task SayAsync(params string[] lines)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(it => it + "\n"))), patience.Token);
        await Input.FlushAsync(patience.Token);
    }

    /// <summary>The next line, which must be a message.</summary>
    public async Task<JsonElement> NextAsync() =>
        JsonElement.Parse(await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException(await log));

    public async Task<JsonElement> AskAsync(string line)
    {
        await SayAsync(line);
        return await NextAsync();
    }

    /// <summary>What still comes once nothing more is said, the exit code, and the log.</summary>
    public async Task<(IReadOnlyList<JsonElement> Answers, int ExitCode, string Log)> EndAsync()
    {
        Input.Close();
        var rest = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return ([.. rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it))], process.ExitCode,
            await log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        patience.Dispose();
    }
}
