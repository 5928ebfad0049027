using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Amplify.Mcp.Http;

/// <summary>What a token must say of itself beside its signature, and the words for what it lacks.</summary>
internal sealed class TokenRules(HttpSettings settings)
{
    /// <summary>Signatures anyone can check with published keys. Not HMAC: whoever checks it could sign.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    // An access token by RFC 9068, or one of an issuer that does not say. Others are made for other uses.
    private static readonly string[] Types = ["at+jwt", "application/at+jwt", "JWT", "application/jwt"];

    private readonly string? audience = settings.Audience;

    // Where it is the name of an application, as with Cognito, that application's tokens name it as their client.
    private readonly HashSet<string> clients = [.. settings.Clients, .. settings.Audience is { } named ? new[] { named } : []];

    public TokenValidationParameters Parameters => new()
    {
        ValidIssuer = settings.Issuer,
        ValidAlgorithms = Algorithms,
        ClockSkew = TimeSpan.FromSeconds(30),
        AudienceValidator = (audiences, token, _) => IsForUs([.. audiences ?? []], (JsonWebToken)token),
        TypeValidator = (type, token, _) => Understood(type, (JsonWebToken)token),
    };

    /// <summary>What is wrong with a token, after "The token is not valid here: ".</summary>
    public string Words(Exception failure) => failure switch
    {
        TokenRefusedException refused => refused.Message,
        SecurityTokenExpiredException => "it has expired. Get a new one",
        SecurityTokenNotYetValidException => "its time has not come yet",
        SecurityTokenNoExpirationException => "it does not say when it expires (exp)",
        SecurityTokenInvalidLifetimeException => "its times contradict each other (nbf, exp)",
        SecurityTokenInvalidIssuerException => $"it was not issued by {settings.Issuer} (iss)",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
            $"it is not signed with a key that {settings.Issuer} publishes",
        _ => $"it must be unexpired, signed by {settings.Issuer} and made for {audience ?? "one of the allowed clients"}",
    };

    private bool IsForUs(IReadOnlyList<string> audiences, JsonWebToken token)
    {
        if (Says(token, "token_use") is { } use && use != "access")
            throw new TokenRefusedException("it is no access token (token_use). Send the access token instead");
        if (audiences.Count > 0)
        {
            return audience is null ? throw new TokenRefusedException(
                $"it is made for somebody (aud), and this server has no {HttpSettings.AudienceVariable} to compare that with")
                : audiences.Any(it => it.TrimEnd('/') == audience.TrimEnd('/')) ? true
                : throw new TokenRefusedException($"it is not made for {audience} (aud)");
        }

        return Says(token, "client_id") is { } client && clients.Contains(client) ? true
            : throw new TokenRefusedException("it names no audience (aud), and its client (client_id) is none of those this server allows "
                + $"({HttpSettings.ClientsVariable})");
    }

    private static string Understood(string? type, JsonWebToken token)
    {
        if (token.TryGetHeaderValue<object>("crit", out _))
            throw new TokenRefusedException("it wants headers understood (crit) that nobody here knows");
        return string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type ?? ""
            : throw new TokenRefusedException("it is of another kind than an access token (typ)");
    }

    private static string? Says(JsonWebToken token, string claim) => token.TryGetClaim(claim, out var said) ? said.Value : null;
}

/// <summary>A token breaks a rule of ours; the message is for whoever sent it.</summary>
internal sealed class TokenRefusedException(string message) : SecurityTokenValidationException(message);
