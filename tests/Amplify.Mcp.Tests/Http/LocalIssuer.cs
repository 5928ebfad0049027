using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Amplify.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Amplify.Mcp.Tests.Http;

/// <summary>An OpenID Connect issuer on loopback: its own keys, published as issuers do.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly LoopbackHttp web;

    public LocalIssuer() =>
        web = new(request => Task.FromResult(new LoopbackReply(200, (request.Target == "/keys" ? Keys() : Configuration()).ToJsonString())
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
        }));

    public string Url => web.Address;

    private RsaSecurityKey SigningKey => new(key) { KeyId = "one" };

    /// <summary>A token that is good, unless told otherwise.</summary>
    public string Token(string audience = "amplify-api", string? issuer = null, string? scope = "amplify", TimeSpan? expiresIn = null,
        SigningCredentials? signedBy = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return Write(new()
        {
            Issuer = issuer ?? Url,
            Audience = audience,
            IssuedAt = now.AddHours(-2),
            NotBefore = now.AddHours(-2),
            Expires = now + (expiresIn ?? TimeSpan.FromHours(1)),
            Claims = scope is null ? null : new Dictionary<string, object> { ["scope"] = scope },
            SigningCredentials = signedBy ?? new(SigningKey, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>Good in every way but its signature: there is none.</summary>
    public string Unsigned()
    {
        var parts = Token().Split('.');
        return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
    }

    /// <summary>
    /// Signed by a symmetric algorithm with the published key as the secret: what a verifier that trusts the token's own header would
    /// accept.
    /// </summary>
    public string SignedWithPublicKey() =>
        Token(signedBy: new(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = "one" }, SecurityAlgorithms.HmacSha256));

    /// <summary>Signed by somebody else, under the published key's name.</summary>
    public string Forged()
    {
        using var other = RSA.Create(2048);
        return Token(signedBy: new(new RsaSecurityKey(other.ExportParameters(true)) { KeyId = "one" }, SecurityAlgorithms.RsaSha256));
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        key.Dispose();
    }

    private static string Write(SecurityTokenDescriptor token) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);

    private JsonObject Configuration() => new() { ["issuer"] = Url, ["jwks_uri"] = Url + "/keys" };

    private JsonObject Keys()
    {
        var (modulus, exponent) = (key.ExportParameters(false).Modulus!, key.ExportParameters(false).Exponent!);
        return new()
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = "one",
                ["n"] = Base64UrlEncoder.Encode(modulus),
                ["e"] = Base64UrlEncoder.Encode(exponent),
            }),
        };
    }
}
