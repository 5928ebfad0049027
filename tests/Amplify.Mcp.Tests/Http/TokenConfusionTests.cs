using System.Net;
using System.Text;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Tokens that are good for something else, or say themselves how they want to be checked.</summary>
public sealed class TokenConfusionTests : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LocalIssuer issuer = new();

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        directory.Dispose();
    }

    [Theory]
    [InlineData("../../../../dev/null", null)]
    [InlineData("' OR 1=1 --", null)]
    [InlineData("two", null)]
    [InlineData("two", ",\"jwk\":{jwk}")]
    [InlineData("two", ",\"jku\":\"{issuer}/somebody-elses-keys\"")]
    [InlineData("two", ",\"x5u\":\"{issuer}/somebody-elses-certificate\"")]
    [InlineData("one", ",\"crit\":[\"exp\"],\"b64\":false")]
    public async Task A_token_never_chooses_the_key_it_is_checked_with(string keyId, string? headers)
    {
        await using var server = await StartAsync();
        var token = issuer.Forged(keyId, headers?.Replace("{issuer}", issuer.Url, StringComparison.Ordinal));

        using var response = await server.JudgeAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Subset(new HashSet<string> { "/.well-known/openid-configuration", "/keys" }, issuer.Asked.ToHashSet());
    }

    [Theory]
    [InlineData("""{"iss":"{iss}","aud":"another-client","exp":{exp},"nonce":"n","scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":"amplify-api","exp":{exp},"nonce":"n"}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"iss":"{iss}","azp":"amplify-api","exp":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":"amplify-api","scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":"amplify-api","exp":{exp},"nbf":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}/","aud":"amplify-api","exp":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":"AMPLIFY-API","exp":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"aud":"amplify-api","exp":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":"amplify-api","exp":{exp},"scope":"AMPLIFY amplify2"}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"iss":"{iss}","aud":"amplify-api","exp":{exp},"scope":"amplify"}""", HttpStatusCode.OK)]
    public async Task A_token_made_for_something_else_is_refused_however_well_it_is_signed(string claims, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        var token = issuer.Signed(Claims(claims));

        using var response = await server.JudgeAsync(token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData(",\"typ\":\"JWT\"", HttpStatusCode.OK)]
    [InlineData(",\"typ\":\"at+jwt\"", HttpStatusCode.OK)]
    [InlineData(",\"typ\":\"application/at+JWT\"", HttpStatusCode.OK)]
    [InlineData(",\"typ\":\"logout+jwt\"", HttpStatusCode.Unauthorized)]
    [InlineData(",\"typ\":\"dpop+jwt\"", HttpStatusCode.Unauthorized)]
    [InlineData(",\"typ\":\"secevent+jwt\"", HttpStatusCode.Unauthorized)]
    [InlineData(",\"crit\":[\"urn:unknown\"],\"urn:unknown\":true", HttpStatusCode.Unauthorized)]
    [InlineData(",\"crit\":[]", HttpStatusCode.Unauthorized)]
    [InlineData(",\"crit\":[\"exp\"],\"exp\":1", HttpStatusCode.Unauthorized)]
    public async Task A_token_of_another_kind_or_with_headers_nobody_knows_is_refused(string headers, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        var token = issuer.Signed(Claims("""{"iss":"{iss}","aud":"amplify-api","exp":{exp},"scope":"amplify"}"""), headers);

        using var response = await server.JudgeAsync(token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"iss":"{iss}","client_id":"app","token_use":"access","exp":{exp},"scope":"amplify"}""", null)]
    [InlineData("""{"iss":"{iss}","client_id":"other","token_use":"access","exp":{exp},"scope":"amplify"}""", null)]
    [InlineData("""{"iss":"{iss}","client_id":"stranger","exp":{exp},"scope":"amplify"}""",
        "its client (client_id) is none of those this server allows (AMPLIFY_AUTH_CLIENTS)")]
    [InlineData("""{"iss":"{iss}","client_id":"APP","exp":{exp},"scope":"amplify"}""", "names no audience (aud)")]
    [InlineData("""{"iss":"{iss}","azp":"app","exp":{exp},"scope":"amplify"}""", "names no audience (aud)")]
    [InlineData("""{"iss":"{iss}","client_id":"app","aud":"another-api","exp":{exp},"scope":"amplify"}""",
        "this server has no AMPLIFY_AUTH_AUDIENCE to compare that with")]
    [InlineData("""{"iss":"{iss}","aud":"app","token_use":"id","exp":{exp},"scope":"amplify"}""", "Send the access token instead")]
    [InlineData("""{"iss":"{iss}","client_id":"app","exp":1,"scope":"amplify"}""", "it has expired")]
    [InlineData("""{"iss":"{iss}","client_id":"app","scope":"amplify"}""", "does not say when it expires (exp)")]
    [InlineData("""{"iss":"https://elsewhere.example","client_id":"app","exp":{exp},"scope":"amplify"}""", "was not issued by")]
    public async Task Without_an_audience_a_tokens_client_counts_and_what_it_lacks_is_said(string claims, string? lacks)
    {
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_AUTH_ISSUER", issuer.Url),
            ("AMPLIFY_AUTH_CLIENTS", "app, other"));

        using var response = await server.JudgeAsync(issuer.Signed(Claims(claims)));

        var said = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(lacks is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        if (lacks is not null) Assert.Contains(lacks, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"iss":"{iss}","client_id":"amplify-api","token_use":"access","exp":{exp},"scope":"amplify"}""", HttpStatusCode.OK)]
    [InlineData("""{"iss":"{iss}","client_id":"another","token_use":"access","exp":{exp},"scope":"amplify"}""",
        HttpStatusCode.Unauthorized)]
    [InlineData("""{"iss":"{iss}","aud":["x","amplify-api/"],"client_id":"another","exp":{exp},"scope":"amplify"}""", HttpStatusCode.OK)]
    [InlineData("""{"iss":"{iss}","aud":"x","client_id":"amplify-api","exp":{exp},"scope":"amplify"}""", HttpStatusCode.Unauthorized)]
    public async Task An_audience_that_is_an_application_is_found_where_its_tokens_name_it(string claims, HttpStatusCode expected)
    {
        await using var server = await StartAsync();

        using var response = await server.JudgeAsync(issuer.Signed(Claims(claims)));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("tampered")]
    [InlineData("encrypted")]
    [InlineData("packed")]
    [InlineData("two")]
    [InlineData("basic")]
    [InlineData("8 KB")]
    public async Task What_only_looks_like_a_token_is_refused(string what)
    {
        await using var server = await StartAsync();
        var header = what switch
        {
            "tampered" => "Bearer " + issuer.Tampered(),
            "encrypted" => "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
            "packed" => "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
            "two" => $"Bearer {issuer.Token(audience: "another-api")}, Bearer {issuer.Token()}",
            "basic" => "Basic " + issuer.Token(),
            _ => "Bearer " + new string('a', 8_000),
        };

        using var response = await server.PingAsync(("Authorization", header));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_token_counts_in_its_header_only()
    {
        await using var server = await StartAsync();
        var token = issuer.Token();

        using var client = new HttpClient();
        using var ping = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json");
        using var inQuery = await client.PostAsync($"{server.Mcp}?access_token={token}", ping, TestContext.Current.CancellationToken);
        using var inCookie = await server.PingAsync(("Cookie", $"access_token={token}; Authorization=Bearer {token}"));
        using var inBody = await server.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"ping","access_token":"{{token}}"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (inQuery.StatusCode, inCookie.StatusCode, inBody.StatusCode));
    }

    private string Claims(string claims)
    {
        var inAnHour = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        return claims.Replace("{iss}", issuer.Url, StringComparison.Ordinal).Replace("{exp}", $"{inAnHour}", StringComparison.Ordinal);
    }

    private Task<HttpHost> StartAsync() =>
        HttpHost.StartAsync(directory, ("AMPLIFY_AUTH_ISSUER", issuer.Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify-api"));
}
