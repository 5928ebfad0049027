using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Tests;

/// <summary>What an answer holds follows the revision the caller speaks, and what the caller has said it can take.</summary>
public class RevisionTests
{
    private const string Declared = """{"resources":{}}""";
    private const string Pages = """{"extensions":{"io.modelcontextprotocol/ui":{"mimeTypes":["text/html;profile=mcp-app"]}}}""";

    [Theory]
    [InlineData("2024-11-05", "{}", "summary", "text")]
    [InlineData("2024-11-05", Declared, "full", "text")]
    [InlineData("2024-11-05", Pages, "heatmap", "text image")]
    [InlineData("2025-03-26", "{}", "summary", "text")]
    [InlineData("2025-03-26", Declared, "heatmap", "text image")]
    [InlineData("2025-03-26", "{}", "full", "text")]
    [InlineData("2025-06-18", "{}", "summary", "text")]
    [InlineData("2025-06-18", Declared, "summary", "text resource_link")]
    [InlineData("2025-06-18", """{"experimental":{"resources":{}}}""", "summary", "text resource_link")]
    [InlineData("2025-06-18", Pages, "table", "text resource_link")]
    [InlineData("2025-06-18", "{}", "heatmap", "text image resource_link")]
    [InlineData("2025-06-18", "{}", "full", "text resource_link")]
    [InlineData("2025-11-25", "{}", "matrix", "text")]
    [InlineData("2025-11-25", "{}", "heatmap", "text image resource_link")]
    public async Task An_answer_over_stdio_holds_what_the_handshake_agreed(string revision, string capabilities, string view, string types)
    {
        await using var pair = await CompletedAsync();

        await InitializeAsync(pair, revision, capabilities, "test");
        var result = await AskAsync(pair, "tools/call", $$"""{"name":"get_results","arguments":{"output_id":"job","view":"{{view}}"} }""");

        Assert.Equal(types, Types(result));
        Assert.Equal(5, result.GetProperty("structuredContent").GetProperty("data").GetProperty("links").GetArrayLength());
    }

    [Theory]
    [InlineData("ai-sdk-mcp-client")]
    [InlineData("Cline")]
    [InlineData("Kiro")]
    public async Task A_client_known_to_drop_an_answer_over_links_gets_none_it_did_not_declare(string name)
    {
        await using var pair = await CompletedAsync();

        await InitializeAsync(pair, "2025-11-25", "{}", name);
        var result = await AskAsync(pair, "tools/call", """{"name":"get_results","arguments":{"output_id":"job","view":"heatmap"}}""");

        Assert.Equal("text image", Types(result));
    }

    [Theory]
    [InlineData("{}", "summary", "text")]
    [InlineData("{}", "heatmap", "text image resource_link")]
    [InlineData(Declared, "summary", "text resource_link")]
    [InlineData(Pages, "summary", "text resource_link")]
    public async Task A_request_that_carries_its_own_capabilities_is_answered_by_them(string capabilities, string view, string types)
    {
        await using var pair = await CompletedAsync();

        var call = new JsonObject { ["name"] = "get_results", ["arguments"] = new JsonObject { ["output_id"] = "job", ["view"] = view } };
        var answer = await pair.AskAsync("tools/call", call, JsonNode.Parse(capabilities)!.AsObject());

        Assert.Equal(types, Types(answer.GetProperty("result")));
    }

    [Theory]
    [InlineData(null, "heatmap", "text image")] // no header is 2025-03-26
    [InlineData("2025-03-26", "heatmap", "text image")]
    [InlineData("2025-06-18", "summary", "text")]
    [InlineData("2025-11-25", "heatmap", "text image")] // a caller that nobody knows, since every request stands alone
    public async Task An_answer_over_HTTP_holds_what_the_header_says(string? revision, string view, string types)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        (string, string)[] headers = revision is null ? [] : [("MCP-Protocol-Version", revision)];
        var submitted = await AskAsync(server, """{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}""", headers);
        var id = submitted.GetProperty("structuredContent").GetProperty("data").GetProperty("output_id").GetString();

        await AskAsync(server, $$"""{"name":"get_results","arguments":{"output_id":"{{id}}","wait_seconds":20} }""", headers);
        var result = await AskAsync(server, $$"""{"name":"get_results","arguments":{"output_id":"{{id}}","view":"{{view}}"} }""", headers);

        Assert.Equal(types, Types(result));
    }

    [Fact]
    public async Task A_result_that_is_no_scan_links_to_nothing_that_cannot_be_read()
    {
        var backend = new ScriptedBackend();
        var note = """{"note":"ready"}"""u8.ToArray();
        backend.Answers.Enqueue(new Prediction.Completed(note, "s3://bucket/async-inference-output/job.out", DateTimeOffset.UnixEpoch));
        await using var pair = await McpPair.StartAsync(backend);

        var result = await pair.CallAsync("get_results", ("output_id", "job"));

        var links = result.StructuredContent!.Value.GetProperty("data").GetProperty("links");
        Assert.Equal(["result"], links.EnumerateArray().Select(it => it.GetProperty("name").GetString()));
    }

    private static async Task<McpPair> CompletedAsync()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync("FVNQHLCGSHLVEALYLVCGERGFFYTPKT"));
        return McpPair.StartRaw(backend);
    }

    private static Task<JsonElement> InitializeAsync(McpPair pair, string revision, string capabilities, string client) => AskAsync(
        pair,
        "initialize",
        $$"""{"protocolVersion":"{{revision}}","capabilities":{{capabilities}},"clientInfo":{"name":"{{client}}","version":"1"} }""");

    private static async Task<JsonElement> AskAsync(McpPair pair, string method, string parameters)
    {
        await pair.Wire.Requests.WriteLineAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""");
        var answer = await pair.Wire.Answers.ReadLineAsync(TestContext.Current.CancellationToken);
        return JsonElement.Parse(answer ?? "null").GetProperty("result");
    }

    private static async Task<JsonElement> AskAsync(HttpHost server, string parameters, (string, string)[] headers)
    {
        using var response = await server.PostAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}} }""", headers);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        return (await HttpHost.MessageAsync(events)).GetProperty("result");
    }

    private static string Types(JsonElement result) =>
        string.Join(' ', result.GetProperty("content").EnumerateArray().Select(it => it.GetProperty("type").GetString()).Distinct());
}
