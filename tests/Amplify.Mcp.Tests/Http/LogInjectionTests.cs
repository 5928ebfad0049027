using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>What callers send, and what becomes of it in the log of the real program.</summary>
public class LogInjectionTests
{
    private const string Forged = """\r\n{\"level\":\"INFO\",\"message\":\"forged\"}\n\u001b[2J""";

    [Theory]
    [InlineData("INFO")]
    [InlineData("DEBUG")]
    public async Task No_caller_writes_a_line_of_the_log(string level)
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpProcess.StartAsync(AmplifyProgram.Path, directory, ("LOG_LEVEL", level));

        foreach (var (id, method, tool, argument) in ((string, string, string, string)[])
        [
            ($"\"{Forged}\"", "tools/call", "get_results", "x"), ("1", "tools/call", Forged, "x"), ("2", "tools/call", "get_results", Forged),
            ("3", Forged, "get_results", "x"), ($"\"{new string('i', 10_000)}\"", "tools/call", "get_results", "x"),
        ])
        {
            using var answer = await server.PostAsync($$$"""
                {"jsonrpc":"2.0","id":{{{id}}},"method":"{{{method}}}","params":{"name":"{{{tool}}}","arguments":{"output_id":"{{{argument}}}"} } }
                """);
            await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        server.Terminate();
        var (_, log) = await server.EndAsync();

        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 4, log);
        Assert.All(lines, it => Assert.NotEqual("forged", JsonElement.Parse(it).GetProperty("message").GetString()));
        Assert.All(lines, it => Assert.InRange(it.Length, 1, 8_000));
        Assert.DoesNotContain('\u001b', log);
    }
}
