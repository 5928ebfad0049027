using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>What callers send, and what becomes of it in the log of the real program.</summary>
public class LogInjectionTests
{
    private const string Forged = """\r\n{\"level\":\"INFO\",\"message\":\"forged\"}\n\u001b[2J""";

    private const string Call = "tools/call";
    private const string Tool = "get_results";
    private static readonly string Long = new('M', 200_000);

    [Theory]
    [InlineData("INFO")]
    [InlineData("DEBUG")]
    public async Task No_caller_writes_a_line_of_the_log(string level)
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpProcess.StartAsync(AmplifyProgram.Path, directory, ("LOG_LEVEL", level));

        (string Id, string Method, string Tool, string Argument)[] calls =
        [
            ($"\"{Forged}\"", Call, Tool, "x"),
            ($"\"{Long}\"", Call, Tool, "x"),
            ("1", Forged, Tool, "x"),
            ("1", Long, Tool, "x"),
            ("1", Call, Forged, "x"),
            ("1", Call, Long, "x"),
            ("1", Call, Tool, Forged),
        ];
        foreach (var call in calls)
        {
            using var answer = await server.PostAsync($$$"""
                {"jsonrpc":"2.0","id":{{{call.Id}}},"method":"{{{call.Method}}}",
                "params":{"name":"{{{call.Tool}}}","arguments":{"output_id":"{{{call.Argument}}}"} } }
                """);
            await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        server.Terminate();
        var (_, log) = await server.EndAsync();

        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 4, log);
        Assert.All(lines, it => Assert.NotEqual("forged", JsonElement.Parse(it).GetProperty("message").GetString()));
        Assert.All(lines, it => Assert.InRange(it.Length, 1, 20_000));
        Assert.DoesNotContain('\u001b', log);
    }
}
