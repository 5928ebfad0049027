using System.Net;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Requests of clients that leave out or misspell what the protocol asks for: named, never an empty 500.</summary>
public class ShapeTests
{
    [Theory]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t"}}""",
        "clientInfo.version is missing")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":{}}""", "clientInfo is missing")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","clientInfo":{"name":"t","version":"1"}}""", "capabilities is missing")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":{"roots":true},"clientInfo":{"name":"t","version":"1"}}""",
        "capabilities.roots is true or false")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":1}}""",
        "clientInfo.version is a number")]
    [InlineData("initialize", "null", "protocolVersion is missing")]
    [InlineData("tools/list", "\"all\"", "params is text; send an object")]
    [InlineData("tools/call", """{"name":"get_results","arguments":"{\"output_id\":\"job\"}"}""", "arguments is text; send an object")]
    [InlineData("tools/call", """{"arguments":{}}""", "name is missing")]
    [InlineData("resources/read", """{"uri":["amplify://results/job"]}""", "uri is a list; send text")]
    [InlineData("completion/complete", """{"ref":{"type":"ref/prompt","name":"scan_my_protein"},"argument":{"name":"sequence"}}""",
        "argument.value is missing")]
    public async Task What_is_missing_or_of_another_kind_is_named_under_the_requests_id(string method, string parameters, string problem)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync($$"""{"jsonrpc":"2.0","id":"mine","method":"{{method}}","params":{{parameters}} }""");
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("mine", answer.GetProperty("id").GetString());
        Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains(problem, answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ModelContextProtocol", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/list", "[]", "7")]
    [InlineData("tools/call", """{"name":"get_results","arguments":[]}""", "7")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":[],"clientInfo":{"name":"php","version":"1"}}""", "7.0")]
    [InlineData("ping", "[]", "7e0")]
    [InlineData("tools/call", """{"name":"invoke_endpoint","arguments":{"sequence":"MK\ud800"}}""", "7")]
    public async Task What_can_be_understood_is_answered(string method, string parameters, string id)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}} }""");
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var answer = await HttpHost.MessageAsync(events);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(7, answer.GetProperty("id").GetInt32());
        Assert.True(answer.TryGetProperty("result", out _), answer.ToString());
    }

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("1e23", "1e23")]
    [InlineData("null", "null")]
    [InlineData("{}", "null")]
    [InlineData("true", "null")]
    public async Task An_id_that_is_none_is_refused_with_what_can_be_repeated_of_it(string id, string echoed)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"ping"}""");
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.BadRequest, -32600),
            (response.StatusCode, answer.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(echoed, answer.GetProperty("id").GetRawText());
    }

    [Fact]
    public async Task A_handshake_that_the_newest_revision_no_longer_has_is_no_method_whatever_it_carries()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync(
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
            "io.modelcontextprotocol/clientCapabilities":{}}}}
            """,
            ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "initialize"));
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.NotFound, -32601), (response.StatusCode, answer.GetProperty("error").GetProperty("code").GetInt32()));
    }
}
