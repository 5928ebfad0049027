using System.Net;
using System.Text.Json.Nodes;
using Amplify.Mcp.Protocol;
using Amplify.Mcp.Tests.Protocol;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>What can be read of the server before anybody connects to it.</summary>
public sealed class DiscoveryTests : IDisposable
{
    private const string Card = "/mcp/server-card";
    private const string Catalog = "/.well-known/ai-catalog.json";
    private readonly TemporaryDirectory directory = new();

    public static TheoryData<string> Paths => [Card, Catalog];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_catalog_leads_to_the_card_and_the_card_to_the_server()
    {
        await using var server = await HttpHost.StartAsync(directory);

        var catalog = await ReadAsync(server, Catalog, "application/ai-catalog+json");
        var entry = Assert.Single(catalog["entries"]!.AsArray())!;
        var card = await ReadAsync(server, new Uri((string)entry["url"]!).AbsolutePath, "application/mcp-server-card+json");
        var remote = Assert.Single(card["remotes"]!.AsArray())!;

        Assert.Equal("application/mcp-server-card+json", (string?)entry["type"]);
        Assert.Equal(server.Mcp.AbsoluteUri, (string?)remote["url"]);
        Assert.Equal("2026-07-28", (string?)remote["supportedProtocolVersions"]![0]);
        Assert.Equal(5, remote["supportedProtocolVersions"]!.AsArray().Count);
    }

    [Fact]
    public async Task Both_are_valid_against_their_schemas()
    {
        await using var server = await HttpHost.StartAsync(directory);

        var misfits = await SchemaCheck.MisfitsAsync([
            ("card", await SchemaAsync("server-card"), await ReadAsync(server, Card, "application/mcp-server-card+json")),
            ("catalog", await SchemaAsync("ai-catalog"), await ReadAsync(server, Catalog, "application/ai-catalog+json")),
            ("nothing", await SchemaAsync("server-card"), new JsonObject()),
        ]);

        Assert.All(misfits.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            it => Assert.StartsWith("nothing", it, StringComparison.Ordinal));
        Assert.Contains("nothing", misfits, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_says_what_the_registrys_entry_and_the_server_itself_say()
    {
        await using var server = await HttpHost.StartAsync(directory);
        var entry = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Needs.Root, "packaging", "server.json"),
            TestContext.Current.CancellationToken))!;

        var card = await ReadAsync(server, Card, "application/mcp-server-card+json");

        Assert.Equal(((string?)entry["name"], (string?)entry["title"], (string?)entry["version"], (string?)entry["repository"]!["url"]),
            ((string?)card["name"], (string?)card["title"], (string?)card["version"], (string?)card["repository"]!["url"]));
        Assert.StartsWith((string)card["description"]!, (string)entry["description"]!, StringComparison.Ordinal);
        Assert.EndsWith("/" + ServerCard.Name, (string)card["name"]!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task They_are_read_without_a_token_and_from_any_page_by_the_name_that_clients_use(string path)
    {
        await using var issuer = new LocalIssuer();
        await using var server = await HttpHost.StartAsync(directory,
            ("AMPLIFY_AUTH_ISSUER", issuer.Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"),
            ("AMPLIFY_HTTP_ALLOWED_ORIGINS", "https://app.example.org"), ("AMPLIFY_HTTP_PUBLIC_URL", "https://amplify.example.org"));

        using var response = await server.GetAsync(path, ("Origin", "https://anywhere.example"));
        using var refused = await server.PingAsync(("Origin", "https://anywhere.example"));

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (response.StatusCode, refused.StatusCode));
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("https://amplify.example.org/mcp", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain(issuer.Url, text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task They_do_not_repeat_a_name_that_is_not_the_servers(string path)
    {
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.GetAsync(path, ("Host", "evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("evil.example", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Whoever_has_the_newest_is_told_so_and_only_reading_is_possible(string path)
    {
        await using var server = await HttpHost.StartAsync(directory);

        using var first = await server.GetAsync(path);
        using var again = await server.GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        using var other = await server.GetAsync(path, ("If-None-Match", "\"another\""));
        using var http = new HttpClient();
        using var posted = await http.PostAsync(new Uri(server.Root, path), null, TestContext.Current.CancellationToken);
        using var asked = await http.SendAsync(new(HttpMethod.Options, new Uri(server.Root, path)), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, other.StatusCode));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.NoContent), (posted.StatusCode, asked.StatusCode));
        Assert.Equal("public, max-age=3600", first.Headers.CacheControl!.ToString());
        Assert.Contains("If-None-Match", Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_counted_among_a_clients_requests()
    {
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_REQUESTS_PER_SECOND", "1"));

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var response = await server.GetAsync(Card);
            statuses.Add(response.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    private static async Task<JsonNode> SchemaAsync(string name) => JsonNode.Parse(await File.ReadAllTextAsync(
        Path.Combine(Needs.Root, "tests", "fixtures", "discovery", name + ".schema.json"), TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> ReadAsync(HttpHost server, string path, string type)
    {
        using var response = await server.GetAsync(path, ("Accept", type));
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
