using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

public class PurityTests
{
    /// <summary>What a client says, the odd thing included; each with an id is answered.</summary>
    private static readonly string[] Said =
    [
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
        """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
        "this is no JSON",
        """{"jsonrpc":"2.0","id":2,"method":"ping"}""",
        """{"jsonrpc":"2.0","id":3,"method":"tools/list"}""",
        """{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}}""",
        """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"MKX"}}}""",
        """{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"no_such_tool"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"no/such/method"}""",
        """{"jsonrpc":"2.0","id":8,"method":"resources/read","params":{"uri":"amplify://results/nobody"}}""",
    ];

    private const int Answers = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_byte_of_standard_output_is_protocol(bool native)
    {
        using var directory = new TemporaryDirectory();
        var program = native ? Needs.Native("amplify-mcp") : AmplifyProgram.Path;
        using var process = Process.Start(
            ProgramRun.StartInfo(program, [], AmplifyProgram.Environment(directory, ("LOG_LEVEL", "DEBUG"))))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var log = process.StandardError.ReadToEndAsync(patience.Token);

        foreach (var line in Said) await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync(patience.Token);
        List<JsonElement> messages = [];
        while (messages.Count(it => it.TryGetProperty("id", out _)) < Answers)
        {
            messages.Add(JsonElement.Parse(
                await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException(await log)));
        }

        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.Equal("", rest);
        Assert.Equal(0, process.ExitCode);
        Assert.All(messages, it => Assert.Equal("2.0", it.GetProperty("jsonrpc").GetString()));
        Assert.Equal(Enumerable.Range(1, Answers), messages.Where(it => it.TryGetProperty("id", out _))
            .Select(it => it.GetProperty("id").GetInt32()).Order());
        Assert.All((await log).Split('\n', StringSplitOptions.RemoveEmptyEntries), it =>
            Assert.Equal(JsonValueKind.Object, JsonElement.Parse(it).ValueKind));
        Assert.DoesNotContain("FVNQHLCGSHL", await log, StringComparison.Ordinal);
    }
}
