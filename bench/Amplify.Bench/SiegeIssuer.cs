using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Amplify.Testing;

namespace Amplify.Bench;

/// <summary>An OpenID Connect issuer on loopback that can stop answering.</summary>
internal sealed class SiegeIssuer : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly LoopbackHttp web;

    public SiegeIssuer() => web = new(request => Task.FromResult(Hangs ? LoopbackReply.Hang
        : new LoopbackReply(200, request.Target == "/keys" ? Keys() : $$"""{"issuer":"{{Url}}","jwks_uri":"{{Url}}/keys"}""")
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
        }));

    public string Url => web.Address;

    public volatile bool Hangs;

    public (string Name, string Value)[] Settings => [("AMPLIFY_AUTH_ISSUER", Url), ("AMPLIFY_AUTH_AUDIENCE", "amplify")];

    /// <summary>A good token, if its key's id is the one that is published.</summary>
    public string Token(string subject, string keyId = "one")
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(3).ToUnixTimeSeconds();
        var head = Encode(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","typ":"at+jwt","kid":"{{keyId}}"}"""));
        var body = Encode(Encoding.UTF8.GetBytes($$"""{"iss":"{{Url}}","aud":"amplify","sub":"{{subject}}","exp":{{expires}},"scope":"amplify"}"""));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Encode(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        key.Dispose();
    }

    private string Keys() =>
        $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"one","n":"{{Encode(key.ExportParameters(false).Modulus!)}}","e":"AQAB"}]}""";

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
