using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>Standard error that nobody reads: many hosts start a server so. It costs lines of the log and no answer.</summary>
public sealed class UnreadLogTests : IDisposable
{
    private const int Calls = 600; // a pipe holds some two hundred of their lines

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory directory = new();
    private Process? started;
    private readonly CancellationTokenSource patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public UnreadLogTests() => patience.CancelAfter(Patience);

    public void Dispose()
    {
        if (started is { HasExited: false }) started.Kill(entireProcessTree: true);
        started?.Dispose();
        patience.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Over_stdio_every_call_is_answered_and_the_program_ends()
    {
        var process = Start();
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"} } }""");
        await AnswerAsync(process, 0);

        for (var id = 1; id <= Calls; id++)
        {
            await process.StandardInput.WriteLineAsync(Call(id));
            await AnswerAsync(process, id);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Over_HTTP_every_call_is_answered_and_the_program_ends()
    {
        Needs.Linux();
        var process = Start("http", "--port", "0");
        using var client = new HttpClient { BaseAddress = new(await UrlAsync(process)) };

        for (var id = 1; id <= Calls; id++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "");
            request.Content = new StringContent(Call(id), Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            using var answer = await client.SendAsync(request, patience.Token);
            Assert.Contains($"\"id\":{id}", await answer.Content.ReadAsStringAsync(patience.Token), StringComparison.Ordinal);
        }

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(patience.Token);

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Who_reads_late_reads_all_there_was_room_for_and_how_much_there_was_not()
    {
        var process = Start();
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"} } }""");
        await AnswerAsync(process, 0);
        var unknown =
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"?"} } }""".Replace(
            "?", new('x', 100), StringComparison.Ordinal);
        for (var call = 0; call < 6_000; call++)
        {
            await process.StandardInput.WriteLineAsync(unknown);
            await AnswerAsync(process, 1);
        }

        var log = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardInput.WriteLineAsync(Call(2));
        await AnswerAsync(process, 2);
        process.StandardInput.Close();
        var lines = (await log).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it)).ToList();

        var missing = lines.Where(it => it.GetProperty("logger").GetString() == "Amplify.Log")
            .Sum(it => it.GetProperty("count").GetInt32());
        Assert.InRange(missing, 1, 6_000);
        Assert.Equal(6_001, missing
            + lines.Count(it => it.GetProperty("message").GetString()!.StartsWith("Finished get_results", StringComparison.Ordinal)));
    }

    private Process Start(params string[] arguments) => started = Process.Start(ProgramRun.StartInfo(
        AmplifyProgram.Path, arguments, AmplifyProgram.Environment(directory, ("AMPLIFY_HTTP_REQUESTS_PER_SECOND", "100000"))))!;

    // Nobody reads on once the address is known.
    private async Task<string> UrlAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            if (JsonElement.Parse(line).TryGetProperty("url", out var url)) return url.GetString()!;
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    private static string Call(int id) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"nobody-submitted-this"} } }""";

    private async Task AnswerAsync(Process process, int id)
    {
        await process.StandardInput.FlushAsync(patience.Token);
        var answer = JsonElement.Parse((await process.StandardOutput.ReadLineAsync(patience.Token))!);
        Assert.Equal(id, answer.GetProperty("id").GetInt32());
    }
}
