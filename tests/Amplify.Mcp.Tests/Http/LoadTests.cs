using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Load;

namespace Amplify.Mcp.Tests.Http;

/// <summary>A short soak of the real program: more clients than it serves at a time, all in a hurry. `make soak` is the long one.</summary>
public class LoadTests
{
    private const int Clients = 200;
    private static readonly string[] Expected = ["ok", "400", "-32602", "429 with Retry-After", "INVALID_SEQUENCE", "INVALID_S3_PATH"];
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Clients_beyond_all_limits_get_documented_answers_and_lose_nothing()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        await using var server = await HttpProcess.StartAsync(AmplifyProgram.Path, directory, ("AMPLIFY_HTTP_MAX_CONCURRENT", "16"));
        var process = new ProcessFigures(server.ProcessId);
        var load = new ClientLoad(server.Mcp, Clients, () => TimeSpan.FromMilliseconds(200));
        await new ClientLoad(server.Mcp, 1, () => TimeSpan.Zero)
            .RunAsync(Ended(TimeSpan.FromSeconds(1))); // all of the program is there now
        await SettleAsync(process);
        var before = process.Handles;

        await load.RunAsync(Ended(Duration));
        var lost = await load.LostAsync(TestContext.Current.CancellationToken);
        await SettleAsync(process);

        Assert.Empty(load.Undocumented);
        Assert.Empty(lost);
        Assert.NotEmpty(load.Accepted);
        Assert.Empty(Expected.Except(load.Answers.Keys));
        Assert.InRange(process.Handles, 1, before + (Clients / 4)); // the runtime opens a library now and then
        server.Terminate();
        var (code, log) = await server.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain(log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it)), IsFault);
    }

    // The protocol's library calls every unknown tool an error.
    private static bool IsFault(JsonElement line) => line.GetProperty("level").GetString() is "ERROR" or "FATAL"
        && !line.GetProperty("logger").GetString()!.StartsWith("ModelContextProtocol", StringComparison.Ordinal);

    // Connections close a moment after their clients: until the number of handles stands still.
    private static async Task SettleAsync(ProcessFigures process)
    {
        for (var (last, same) = (0, 0); same < 5; same = process.Handles == last ? same + 1 : 0)
        {
            last = process.Handles;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static CancellationToken Ended(TimeSpan after) => new CancellationTokenSource(after).Token;
}
