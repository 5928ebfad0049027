using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Local;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>A batch as each host carries it: over stdio and HTTP, in the function, at the command line, as a task, as a resource.</summary>
public sealed class BatchHostTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private const string Two = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n";
    private const string Four = ">one\nMKTVRQERLK\n>two\nMKTVRQERLKS\n>bad\nMKXV\n>again two\nMKTVRQERLKS\n";

    // What is told of the moment, or of who came first.
    private static readonly string[] Passing = ["submitted_at", "check_interval_seconds", "reused"];
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Every_host_says_the_same_of_the_same_records_in_a_store_of_ones_own() =>
        await AssertSameAsync(["stdio", "http"], [],
            () => Directory.GetFiles(directory.File("store/async-inference-input"), "*.json").Length);

    [Fact]
    public async Task Every_host_says_the_same_of_the_same_records_on_an_endpoint()
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        await AssertSameAsync(["stdio", "http", "function"], aws.Variables, () => aws.SageMaker.Jobs.Count);
    }

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

    private async Task AssertSameAsync(string[] hosts, Dictionary<string, string> variables, Func<int> runs)
    {
        var (receipts, answers) = (new List<string>(), new List<string>());
        var ids = new List<string?>();
        foreach (var name in hosts)
        {
            await using var host = await BatchHost.StartAsync(name, directory, variables);
            var receipt = await host.SubmitAsync(Four, 3);
            ids = [.. receipt.GetProperty("jobs").EnumerateArray().Select(it => it.GetProperty("output_id").GetString())];
            receipts.Add(Lasting(receipt));
            answers.Add(Lasting(await host.EndAsync(receipt.GetProperty("output_id").GetString()!)));
        }

        await File.WriteAllTextAsync(directory.File("four.fasta"), Four, TestContext.Current.CancellationToken);
        var run = await AmplifyProgram.RunAsync(directory, ["predict", "four.fasta", "--out", "out"],
            environment: [.. variables.Select(it => (it.Key, it.Value))]);
        var lines = (await File.ReadAllLinesAsync(directory.File("out/batch.jsonl"), TestContext.Current.CancellationToken))
            .Select(it => JsonElement.Parse(it)).ToList();

        Assert.All(receipts, it => Assert.Equal(receipts[0], it));
        Assert.All(answers, it => Assert.Equal(answers[0], it));
        Assert.True(run.ExitCode == 1, run.Error);
        Assert.Equal(["bad"], lines.Where(it => it.GetProperty("status").GetString() == "refused")
            .Select(it => it.GetProperty("name").GetString()));
        Assert.Equal(ids.Order(), lines.Where(it => it.GetProperty("status").GetString() == "completed")
            .Select(it => it.GetProperty("output_id").GetString()).Order());
        Assert.Equal(2, runs());
    }

    private static string Lasting(JsonElement data)
    {
        var whole = JsonNode.Parse(data.GetRawText())!.AsObject();
        foreach (var part in whole["jobs"]!.AsArray().Select(it => it!.AsObject()).Append(whole))
        {
            foreach (var name in Passing) part.Remove(name);
        }

        whole.Remove("output_id"); // each caller's own
        return whole.ToJsonString();
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
