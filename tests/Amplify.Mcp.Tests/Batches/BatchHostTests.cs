using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Local;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>A batch as the protocol carries it: over HTTP, as a task, as a resource.</summary>
public sealed class BatchHostTests : IDisposable
{
    private const string Two = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Over_HTTP_it_is_the_same_two_calls_and_its_jobs_are_the_callers_list()
    {
        await using var server = await HttpHost.StartAsync(directory);
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = server.Mcp }), cancellationToken: TestContext.Current.CancellationToken);

        var id = (await CallAsync(client, "invoke_endpoint", ("sequence", Two))).GetProperty("output_id").GetString()!;
        JsonElement state;
        do state = await CallAsync(client, "get_results", ("output_id", id), ("wait_seconds", 20));
        while (state.GetProperty("status").GetString() == "in_progress");
        var whole = JsonElement.Parse(await ReadAsync(client, $"amplify://results/{id}"));
        var list = JsonElement.Parse(await ReadAsync(client, "amplify://jobs"));

        Assert.Equal(["one", "two"], Names(state));
        Assert.Equal(["one", "two"], Names(whole));
        Assert.Equal(["one", "two"], Names(list).Order());
    }

    [Fact]
    public async Task A_client_with_tasks_gets_one_until_all_have_ended()
    {
        await using var backend = new LocalBackend(directory.File("store"), new SequenceNetPredictor(TimeProvider.System),
            TimeProvider.System, NullLogger<LocalBackend>.Instance);
        await using var pair = McpPair.StartRaw(backend);
        var tasks = new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };
        var receipt = (await AskAsync(pair, "invoke_endpoint", new() { ["sequence"] = Two }, [])).GetProperty("structuredContent")
            .GetProperty("data");

        var answer = await AskAsync(pair, "get_results", new() { ["output_id"] = receipt.GetProperty("output_id").GetString() }, tasks);
        var turns = 0;
        while (answer.TryGetProperty("taskId", out var id) && answer.GetProperty("status").GetString() == "working")
        {
            answer = (await pair.AskAsync("tasks/get", new() { ["taskId"] = id.GetString() }, tasks.DeepClone().AsObject()))
                .GetProperty("result");
            Assert.InRange(++turns, 1, 100_000);
        }

        var result = answer.TryGetProperty("result", out var ended) ? ended : answer;
        Assert.Equal(["one", "two"], Names(result.GetProperty("structuredContent").GetProperty("data")));
        Assert.Equal("completed", result.GetProperty("structuredContent").GetProperty("data").GetProperty("status").GetString());
    }

    private static IEnumerable<string?> Names(JsonElement data) => data.GetProperty("jobs").EnumerateArray()
        .Select(it => it.GetProperty("name").GetString());

    private static async Task<JsonElement> AskAsync(McpPair pair, string tool, JsonObject arguments, JsonObject capabilities) =>
        (await pair.AskAsync("tools/call", new() { ["name"] = tool, ["arguments"] = arguments }, capabilities.DeepClone().AsObject()))
            .GetProperty("result");

    private static async Task<string> ReadAsync(McpClient client, string uri) =>
        (await client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken))
            .Contents.OfType<TextResourceContents>().Single().Text;

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(true, result.IsError);
        return result.StructuredContent!.Value.GetProperty("data");
    }
}
