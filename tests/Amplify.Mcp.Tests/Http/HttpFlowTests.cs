using System.Text.Json;
using Amplify.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests.Http;

public class HttpFlowTests
{
    [Theory]
    [InlineData("v1.mjs")]
    [InlineData("v2.mjs")]
    public async Task TypeScript_clients_complete_the_flow(string script)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        await Strangers.FlowAsync(directory, script, "http", server.Mcp.AbsoluteUri);
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("modern")]
    public async Task The_Inspector_lists_without_a_warning_and_completes_the_flow(string era)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        await Strangers.InspectFlowAsync(directory, era, server.Mcp.AbsoluteUri, "--transport", "http");
    }

    [Fact]
    public async Task The_Tasks_extensions_own_client_follows_a_slow_job_to_its_end_over_HTTP()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        await Strangers.FollowAsync(directory, "http", server.Mcp.AbsoluteUri);
    }

    [Fact]
    public async Task The_CSharp_client_completes_the_flow()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        Assert.Equal("completed", await FlowAsync(server.Mcp));
    }

    [Fact]
    public async Task Three_replicas_behind_a_round_robin_complete_the_flow_together()
    {
        using var directory = new TemporaryDirectory();
        await using var first = await HttpHost.StartAsync(directory);
        await using var second = await HttpHost.StartAsync(directory);
        await using var third = await HttpHost.StartAsync(directory);
        await using var balancer = await RoundRobin.StartAsync([first.Root, second.Root, third.Root]);

        Assert.Equal("completed", await FlowAsync(new(balancer.Root, "/mcp")));
        await Strangers.FlowAsync(directory, "v1.mjs", "http", new Uri(balancer.Root, "/mcp").AbsoluteUri);
        await Strangers.FlowAsync(directory, "v2.mjs", "http", new Uri(balancer.Root, "/mcp").AbsoluteUri);
        Assert.All(balancer.Served, it => Assert.True(it > 0));
    }

    [Fact]
    public async Task Tools_may_be_cached_by_anyone_for_an_hour()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync(
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
            "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}
            """,
            ("Mcp-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"));

        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var result = (await HttpHost.MessageAsync(events)).GetProperty("result");
        Assert.Equal((3_600_000, "public"), (result.GetProperty("ttlMs").GetInt32(), result.GetProperty("cacheScope").GetString()));
    }

    private static async Task<string?> FlowAsync(Uri url)
    {
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = url }),
            cancellationToken: TestContext.Current.CancellationToken);
        var submitted = await CallAsync(client, "invoke_endpoint", ("sequence", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT"));
        var collected = await CallAsync(client, "get_results", ("output_id", submitted.GetProperty("output_id").GetString()),
            ("wait_seconds", 20));
        return collected.GetProperty("status").GetString();
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value),
            cancellationToken: TestContext.Current.CancellationToken);
        return result.StructuredContent!.Value.GetProperty("data");
    }
}
