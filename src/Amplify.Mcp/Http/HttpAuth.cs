using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;

namespace Amplify.Mcp.Http;

/// <summary>Bearer tokens of one OpenID Connect issuer, and the words in which MCP clients learn where to get one.</summary>
internal static class HttpAuth
{
    public const string MetadataPath = "/.well-known/oauth-protected-resource";

    private const long LargestDocument = 1024 * 1024;

    public static void Add(IServiceCollection services, HttpSettings settings, TimeProvider clock, ILoggerFactory logs)
    {
        // Not AddAuthentication: it would also make keys for cookies and write them into a home directory, which a container does not have.
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme).AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>().AddSingleton(clock);
        var (keys, rules) = (KeysOf(settings.Issuer!, clock, logs), new TokenRules(settings));
        keys.Warm();
        new AuthenticationBuilder(services).AddJwtBearer(options =>
        {
            options.ConfigurationManager = keys;
            options.RefreshOnIssuerKeyNotFound = false; // they have been looked for, with the request's own patience
            options.MapInboundClaims = false;
            options.TokenValidationParameters = rules.Parameters;
            options.Events = new()
            {
                OnMessageReceived = context => FindKeyAsync(context, keys),
                OnChallenge = context => ChallengeAsync(context, settings, rules),
                OnForbidden = context => ForbidAsync(context.HttpContext, settings),
            };
        });
        services.AddAuthorizationBuilder().SetDefaultPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(it =>
                HasScope(it.User, settings) && IsSomebody(it.User, settings)).Build());
    }

    private static IssuerKeys KeysOf(string issuer, TimeProvider clock, ILoggerFactory logs)
    {
        var client = new HttpClient { MaxResponseContentBufferSize = LargestDocument };
        var web = new HttpDocumentRetriever(client) { RequireHttps = new Uri(issuer).Scheme == Uri.UriSchemeHttps };
        return new(issuer, web, clock, logs.CreateLogger<IssuerKeys>());
    }

    // Before the token is looked at, and only for those who wait: the library would let everybody wait, for as long as the issuer likes.
    private static async Task FindKeyAsync(MessageReceivedContext context, IssuerKeys keys)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return;
        try
        {
            await keys.FindAsync(new JsonWebToken(header[Scheme.Length..].Trim()).Kid, context.HttpContext.RequestAborted);
        }
        catch (ArgumentException)
        {
            // no token at all, as will be said
        }
        catch (IssuerSilentException silent)
        {
            context.Fail(silent);
        }
    }

    /// <summary>RFC 9728: who issues tokens for this server, for clients that know nothing but its URL.</summary>
    public static Task WriteMetadataAsync(HttpContext context, HttpSettings settings)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return context.Response.WriteAsync(new JsonObject
        {
            ["resource"] = PublicUrl(context.Request, settings) + HttpServer.McpPath,
            ["resource_name"] = "Amplify",
            ["authorization_servers"] = new JsonArray(settings.Issuer),
            ["scopes_supported"] = new JsonArray(settings.Scope),
            ["bearer_methods_supported"] = new JsonArray("header"),
        }.ToJsonString(), context.RequestAborted);
    }

    // `scope` is one text with blanks; some issuers call it `scp`, or repeat it.
    private static bool HasScope(ClaimsPrincipal user, HttpSettings settings) =>
        user.Claims.Where(it => it.Type is "scope" or "scp").SelectMany(it => it.Value.Split(' '))
            .Contains(settings.Scope, StringComparer.Ordinal);

    // Before anything is read of the request: where results belong to callers, nobody's request is none.
    private static bool IsSomebody(ClaimsPrincipal user, HttpSettings settings) =>
        settings.Callers is not { } callers || HttpCaller.Of(user, callers) is not null;

    private static async Task ChallengeAsync(JwtBearerChallengeContext context, HttpSettings settings, TokenRules rules)
    {
        context.HandleResponse();
        var (http, refused) = (context.HttpContext, StatusCodes.Status401Unauthorized);
        switch (context.AuthenticateFailure)
        {
            case null:
                Challenge(http, settings, null);
                await Refusal.WriteAsync(http, refused,
                    $"This server asks for a bearer token of {settings.Issuer}. Nothing was submitted.");
                break;
            case IssuerSilentException:
                http.Response.Headers.RetryAfter = "5";
                await Refusal.WriteAsync(http, StatusCodes.Status503ServiceUnavailable,
                    $"The issuer {settings.Issuer} does not answer, so no token can be checked. Nothing was submitted; try again soon.");
                break;
            case var failure:
                Challenge(http, settings, "invalid_token");
                await Refusal.WriteAsync(http, refused, $"The token is not valid here: {rules.Words(failure)}. Nothing was submitted.");
                break;
        }
    }

    private static Task ForbidAsync(HttpContext context, HttpSettings settings)
    {
        var lacksScope = !HasScope(context.User, settings);
        Challenge(context, settings, lacksScope ? "insufficient_scope" : null);
        return lacksScope ? Refusal.WriteAsync(context, StatusCodes.Status403Forbidden,
                $"The token lacks the scope {settings.Scope}. Nothing was submitted.")
            : Refusal.WriteAsync(context, StatusCodes.Status403Forbidden,
                $"The token does not have the claim '{settings.Callers?.Name}' once and with a value, by which this server knows whose "
                + "results are whose. Nothing was submitted or read.");
    }

    private static void Challenge(HttpContext context, HttpSettings settings, string? error) => context.Response.Headers.WWWAuthenticate =
        $"Bearer {(error is null ? "" : $"error=\"{error}\", ")}scope=\"{settings.Scope}\", "
            + $"resource_metadata=\"{PublicUrl(context.Request, settings)}{MetadataPath}{HttpServer.McpPath}\"";

    public static string PublicUrl(HttpRequest request, HttpSettings settings) =>
        settings.PublicUrl ?? $"{request.Scheme}://{request.Host}";

    /// <summary>All that is to say about tokens is said above.</summary>
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
