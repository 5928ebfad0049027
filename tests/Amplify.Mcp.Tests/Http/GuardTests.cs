using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class GuardTests
{
    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("[::1]:8000", null, HttpStatusCode.OK)]
    [InlineData("amplify.example.org", null, HttpStatusCode.Forbidden)]
    [InlineData("amplify.example.org", "amplify.example.org, other.example", HttpStatusCode.OK)]
    [InlineData("AMPLIFY.example.org:443", "amplify.example.org", HttpStatusCode.OK)]
    [InlineData("amplify.example.org.evil.example", "amplify.example.org", HttpStatusCode.Forbidden)]
    [InlineData("evil.example", "*", HttpStatusCode.OK)]
    [InlineData("evil.example", "*:8000", HttpStatusCode.OK)]
    [InlineData("amplify.example.org:8000", "amplify.example.org:8000", HttpStatusCode.OK)]
    [InlineData("amplify.example.org", "amplify.example.org:8000", HttpStatusCode.OK)]
    [InlineData("amplify.example.org:9000", "Amplify.Example.org:*", HttpStatusCode.OK)]
    [InlineData("amplify.example.org.", "amplify.example.org", HttpStatusCode.OK)]
    [InlineData("amplify_1:8000", "amplify_1", HttpStatusCode.OK)]
    [InlineData("[fd00::1]:8000", "fd00::1", HttpStatusCode.OK)]
    [InlineData("[FD00:0:0::1]", "[fd00::1]:*", HttpStatusCode.OK)]
    [InlineData("[fd00::2]", "fd00::1", HttpStatusCode.Forbidden)]
    public async Task Only_named_hosts_are_answered(string host, string? allowed, HttpStatusCode expected)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, allowed is null ? [] : [("AMPLIFY_HTTP_ALLOWED_HOSTS", allowed)]);

        using var response = await server.PingAsync(("Host", host));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("https://app.example.org", HttpStatusCode.OK)]
    [InlineData("https://app.example.org:8443", HttpStatusCode.Forbidden)]
    [InlineData("http://app.example.org", HttpStatusCode.Forbidden)]
    [InlineData("file://", HttpStatusCode.Forbidden)]
    [InlineData("file://localhost", HttpStatusCode.Forbidden)]
    [InlineData("mailto:a@localhost", HttpStatusCode.Forbidden)]
    [InlineData("//localhost", HttpStatusCode.Forbidden)]
    [InlineData("ftp://127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("ws://localhost", HttpStatusCode.Forbidden)]
    [InlineData("http://loopback", HttpStatusCode.Forbidden)]
    [InlineData("http://a@localhost", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost/path", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost, http://localhost", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:6274", HttpStatusCode.OK)]
    [InlineData("https://[::1]:6274", HttpStatusCode.OK)]
    public async Task Only_named_and_local_pages_may_call(string origin, HttpStatusCode expected)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org/"));

        using var response = await server.PingAsync(("Origin", origin));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Behind_a_wildcard_a_page_is_not_trusted_for_naming_itself_as_the_host()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_ALLOWED_HOSTS", "*"));

        using var response = await server.PingAsync(("Host", "rebound.example"), ("Origin", "http://rebound.example"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_JSON_RPC_and_says_what_to_do()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PingAsync(("Host", "evil.example"));

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("error");
        Assert.Contains("--allowed-hosts", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_256_KB_is_refused_however_it_comes(bool chunked)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        var body = Encoding.ASCII.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":"?"}}}""".Replace("?",
            new('a', 256 * 1024), StringComparison.Ordinal));
        using var content = chunked ? (HttpContent)new StreamContent(new UnsizedStream(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");

        using var response = await server.PostAsync(content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("256 KB", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mcp-Session-Id")]
    [InlineData("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id")]
    public async Task Session_headers_are_accepted_and_ignored(string header)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PingAsync((header, "0123456789abcdef0123456789abcdef0123"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":5}""", -32600)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}{}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"ÿ":1}}""", -32700)] // in Latin-1 no UTF-8
    public async Task A_body_that_is_no_message_is_refused_in_words_of_ours(string body, int code)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync(new StringContent(body, Encoding.Latin1, "application/json"));

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, error.GetProperty("code").GetInt32()));
        Assert.Contains("Nothing was submitted", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ModelContextProtocol", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    public async Task A_body_must_be_called_JSON(string? type)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        var body = new ByteArrayContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}"""u8.ToArray());
        body.Headers.ContentType = type is null ? null : new(type);

        using var response = await server.PostAsync(body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("Content-Type: application/json", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_with_a_control_character_is_refused_and_not_repeated()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PingAsync(("MCP-Protocol-Version", "2025-06-18\u001b[31m"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("[31m", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_may_read_answers_unless_configured()
    {
        using var directory = new TemporaryDirectory();
        await using var closed = await HttpHost.StartAsync(directory);
        await using var open = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org"));

        using var refused = await closed.PingAsync(("Origin", "http://localhost:6274"));
        using var answered = await open.PingAsync(("Origin", "https://app.example.org"));
        using var other = await open.PingAsync(("Origin", "http://localhost:6274"));

        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(["https://app.example.org"], answered.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("DELETE", "content-type", true)]
    [InlineData("GET", "mcp-protocol-version", true)]
    [InlineData("POST", "x-api-key,content-type", true)]
    [InlineData("POST", "x-other", false)]
    [InlineData("PUT", "content-type", false)]
    public async Task A_page_is_told_beforehand_what_it_may_send(string method, string headers, bool allowed)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory,
            ("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org"), ("AMPLIFY_HTTP_ALLOWED_HEADERS", "X-Api-Key"));

        using var answer = await server.SendAsync(HttpMethod.Options, ("Origin", "https://app.example.org"),
            ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers));

        var (methods, names) = (Allowed(answer, "Methods"), Allowed(answer, "Headers"));
        Assert.Equal(allowed,
            methods.Contains(method) && headers.Split(',').All(it => names.Contains(it, StringComparer.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task That_a_method_is_not_there_can_be_read_by_a_page(string method)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org"));

        using var answer = await server.SendAsync(new(method), ("Origin", "https://app.example.org"), ("Accept", "text/event-stream"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["https://app.example.org"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    private static string[] Allowed(HttpResponseMessage answer, string what) =>
        answer.Headers.TryGetValues($"Access-Control-Allow-{what}", out var values)
            ? [.. values.SelectMany(it => it.Split(',', StringSplitOptions.TrimEntries))] : [];

    /// <summary>Bytes whose number nobody can ask for beforehand.</summary>
    private sealed class UnsizedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
