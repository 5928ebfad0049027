using System.Net;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class AuthTests
{
    public static readonly TheoryData<string> Bad = ["expired", "wrong audience", "wrong issuer", "unsigned", "wrong algorithm", "forged",
        "no token at all"];

    [Theory]
    [InlineData("amplify")]
    [InlineData("openid amplify profile")]
    public async Task A_good_token_is_let_in(string scope)
    {
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await StartAsync(directory, issuer);

        using var response = await server.JudgeAsync(issuer.Token(scope: scope));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_token_is_refused_and_told_where_good_ones_come_from(string fault)
    {
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await StartAsync(directory, issuer);
        var token = fault switch
        {
            "expired" => issuer.Token(expiresIn: TimeSpan.FromHours(-1)),
            "wrong audience" => issuer.Token(audience: "another-api"),
            "wrong issuer" => issuer.Token(issuer: "https://login.evil.example"),
            "unsigned" => issuer.Unsigned(),
            "wrong algorithm" => issuer.SignedWithPublicKey(),
            "forged" => issuer.Forged(),
            _ => "not.a.token",
        };

        using var response = await server.JudgeAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var metadata = new Uri(server.Root, "/.well-known/oauth-protected-resource/mcp");
        Assert.Equal($"Bearer error=\"invalid_token\", scope=\"amplify\", resource_metadata=\"{metadata}\"", Challenge(response));
    }

    [Fact]
    public async Task A_caller_without_a_token_is_told_where_to_get_one()
    {
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await StartAsync(directory, issuer, ("AMPLIFY_HTTP_PUBLIC_URL", "https://amplify.example.org/"));

        using var response = await server.PingAsync();
        using var answer = await server.GetAsync("/.well-known/oauth-protected-resource/mcp");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        const string Metadata = "https://amplify.example.org/.well-known/oauth-protected-resource/mcp";
        Assert.Equal($"Bearer scope=\"amplify\", resource_metadata=\"{Metadata}\"", Challenge(response));
        var metadata = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("https://amplify.example.org/mcp", metadata.GetProperty("resource").GetString());
        Assert.Equal(issuer.Url, metadata.GetProperty("authorization_servers")[0].GetString());
        Assert.Equal("amplify", metadata.GetProperty("scopes_supported")[0].GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("amplify-admin")]
    public async Task A_token_without_the_scope_is_forbidden_and_told_which(string? scope)
    {
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await StartAsync(directory, issuer);

        using var response = await server.JudgeAsync(issuer.Token(scope: scope));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith("""Bearer error="insufficient_scope", scope="amplify", resource_metadata="http""", Challenge(response),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_issuer_the_server_says_so_and_blames_no_token()
    {
        using var directory = new TemporaryDirectory();
        var issuer = new LocalIssuer();
        var token = issuer.Token();
        await issuer.DisposeAsync();
        await using var server = await StartAsync(directory, issuer);

        using var response = await server.PingAsync(("Authorization", "Bearer " + token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.False(response.Headers.Contains("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("/ping")]
    [InlineData("/health")]
    [InlineData("/readyz")]
    public async Task Probes_need_no_token(string path)
    {
        using var directory = new TemporaryDirectory();
        await using var issuer = new LocalIssuer();
        await using var server = await StartAsync(directory, issuer);

        using var response = await server.GetAsync(path, ("Host", "10.0.0.7:8000"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<HttpHost> StartAsync(TemporaryDirectory directory, LocalIssuer issuer, params (string Name, string Value)[] more) =>
        HttpHost.StartAsync(directory, [("AMPLIFY_AUTH_ISSUER", issuer.Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"), .. more]);

    private static string Challenge(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("WWW-Authenticate"));
}
