using System.Net;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>How a request of 2026-07-28 says what it is, and what it is told where it does not.</summary>
public class RevisionTests
{
    private const string Latest = "2026-07-28";
    private const string Earlier = "2025-11-25";

    [Theory]
    [InlineData(Latest, Earlier, -32020)]
    [InlineData(Earlier, Latest, -32020)]
    [InlineData("2025-06-18", Earlier, -32020)]
    [InlineData(Latest, "2099-01-01", -32020)]
    [InlineData("draft", Latest, -32020)]
    [InlineData(null, Latest, -32020)]
    [InlineData("2099-01-01", "2099-01-01", -32022)]
    [InlineData("1999-01-01", "1999-01-01", -32022)]
    [InlineData("2099-01-01", null, -32022)]
    [InlineData("latest", null, -32022)]
    [InlineData(null, "2099-01-01", -32022)]
    public async Task A_request_whose_revision_is_in_doubt_is_answered_with_400(string? header, string? member, int code)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await PostAsync(server, "tools/list", header, member);

        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var error = answer.GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, code, "seven"),
            (response.StatusCode, error.GetProperty("code").GetInt32(), answer.GetProperty("id").GetString()));
        Assert.Contains("Nothing was submitted", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        if (code != -32022) return;
        Assert.Contains("2026-07-28, and by handshake 2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05",
            error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal([Latest], error.GetProperty("data").GetProperty("supported").EnumerateArray().Select(it => it.GetString()!));
        Assert.Equal(header ?? member, error.GetProperty("data").GetProperty("requested").GetString());
    }

    [Theory]
    [InlineData(Latest, Latest)]
    [InlineData(Earlier, null)]
    [InlineData(Earlier, Earlier)]
    [InlineData("2024-11-05", null)]
    [InlineData(null, null)]
    [InlineData(null, Earlier)]
    public async Task A_request_that_says_one_thing_is_answered(string? header, string? member)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await PostAsync(server, "tools/list", header, member);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("no/such/method")]
    [InlineData("ping")]
    [InlineData("initialize")]
    [InlineData("logging/setLevel")]
    [InlineData("resources/directory/read")]
    public async Task A_method_that_is_not_there_is_404(string method)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await PostAsync(server, method, Latest, Latest);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("\"code\":-32601", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpHost server, string method, string? header, string? member)
    {
        var meta = member is null ? "{}" : $$"""
            {"io.modelcontextprotocol/protocolVersion":"{{member}}","io.modelcontextprotocol/clientCapabilities":{},
            "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"} }
            """;
        var message = $$"""{"jsonrpc":"2.0","id":"seven","method":"{{method}}","params":{"_meta":{{meta}} } }""";
        return server.PostAsync(message,
            header is null ? [("Mcp-Method", method)] : [("Mcp-Method", method), ("MCP-Protocol-Version", header)]);
    }
}
