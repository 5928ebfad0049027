using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amplify.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Amplify.Mcp.Tests.Http;

/// <summary>An OpenID Connect issuer on loopback: its own keys, published as issuers do.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    private readonly LoopbackHttp web;
    private RSA key = RSA.Create(2048);
    private string keyId = "one";

    public LocalIssuer() => web = new(request =>
    {
        Asked.Enqueue(request.Target);
        if (Hangs) return Task.FromResult(LoopbackReply.Hang);
        return Task.FromResult(new LoopbackReply(200, (request.Target == "/keys" ? Keys() : Configuration()).ToJsonString())
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
        });
    });

    public string Url => web.Address;

    private RsaSecurityKey SigningKey => new(key) { KeyId = keyId };

    /// <summary>What was asked for, in its order: the configuration, the keys, and nothing else.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>It takes questions and does not answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>From now on it signs with another key and publishes that.</summary>
    public void ChangeKey(string newId)
    {
        key.Dispose();
        (key, keyId) = (RSA.Create(2048), newId);
    }

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

    /// <summary>Signed by somebody else. More headers can say where to look for that key, or hold it: `{jwk}`.</summary>
    public string Forged(string keyId = "one", string? moreHeaders = null)
    {
        using var other = RSA.Create(2048);
        var body = Token().Split('.')[1];
        var jwk = $$"""{"kty":"RSA","kid":"{{keyId}}","n":"{{Modulus(other)}}","e":"AQAB"}""";
        var more = moreHeaders?.Replace("{jwk}", jwk, StringComparison.Ordinal);
        var head = Base64UrlEncoder.Encode($$"""{"alg":"RS256","typ":"JWT","kid":"{{keyId}}"{{more}} }""");
        var signature = other.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64UrlEncoder.Encode(signature)}";
    }

    /// <summary>A good token whose claims somebody has changed afterwards.</summary>
    public string Tampered()
    {
        var parts = Token(scope: "other").Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("other", "amplify", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
    }

    /// <summary>A well signed token with just these claims, and more headers than it needs.</summary>
    public string Signed(string claims, string moreHeaders = "")
    {
        var (head, body) = (Base64UrlEncoder.Encode($$"""{"alg":"RS256","kid":"{{keyId}}"{{moreHeaders}} }"""),
            Base64UrlEncoder.Encode(claims));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64UrlEncoder.Encode(signature)}";
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
        return new()
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = keyId,
                ["n"] = Modulus(key),
                ["e"] = "AQAB",
            }),
        };
    }

    private static string Modulus(RSA rsa) => Base64UrlEncoder.Encode(rsa.ExportParameters(false).Modulus!);
}
