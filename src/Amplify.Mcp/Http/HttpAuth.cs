using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Amplify.Mcp.Http;

/// <summary>Bearer tokens of one OpenID Connect issuer, and the words in which MCP clients learn where to get one.</summary>
internal static class HttpAuth
{
    public const string MetadataPath = "/.well-known/oauth-protected-resource";

    /// <summary>Signatures anyone can check with published keys. Not HMAC: whoever checks it could sign.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void Add(IServiceCollection services, HttpSettings settings, TimeProvider clock)
    {
        // Not AddAuthentication: it would also make keys for cookies and write them into a home directory, which a container does not have.
        services.AddAuthenticationCore(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme).AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>().AddSingleton(clock);
        new AuthenticationBuilder(services).AddJwtBearer(options =>
        {
            options.Authority = settings.Issuer;
            options.RequireHttpsMetadata = new Uri(settings.Issuer!).Scheme == Uri.UriSchemeHttps;
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new()
            {
                ValidIssuer = settings.Issuer,
                ValidAudience = settings.Audience,
                ValidAlgorithms = Algorithms,
                ClockSkew = TimeSpan.FromSeconds(30),
            };
            options.Events = new()
            {
                OnChallenge = context => ChallengeAsync(context, settings),
                OnForbidden = context => ForbidAsync(context.HttpContext, settings),
            };
        });
        services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(it => HasScope(it, settings.Scope)).Build());
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
    private static bool HasScope(AuthorizationHandlerContext context, string scope) =>
        context.User.Claims.Where(it => it.Type is "scope" or "scp").SelectMany(it => it.Value.Split(' ')).Contains(scope, StringComparer.Ordinal);

    private static async Task ChallengeAsync(JwtBearerChallengeContext context, HttpSettings settings)
    {
        context.HandleResponse();
        var (http, refused) = (context.HttpContext, StatusCodes.Status401Unauthorized);
        if (context.AuthenticateFailure is null)
        {
            Challenge(http, settings, null);
            await Refusal.WriteAsync(http, refused, $"This server asks for a bearer token of {settings.Issuer}. Nothing was submitted.");
        }
        else if (await IsIssuerThereAsync(context))
        {
            Challenge(http, settings, "invalid_token");
            await Refusal.WriteAsync(http, refused, $"The token is not valid here: it must be unexpired, signed by {settings.Issuer} and made for {settings.Audience}. Nothing was submitted.");
        }
        else
        {
            http.Response.Headers.RetryAfter = "5";
            await Refusal.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, $"The issuer {settings.Issuer} does not answer, so no token can be checked. Nothing was submitted; try again soon.");
        }
    }

    // The handler blames the token alike when it is bad and when there are no keys to check it with.
    private static async Task<bool> IsIssuerThereAsync(JwtBearerChallengeContext context)
    {
        try
        {
            return await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Task ForbidAsync(HttpContext context, HttpSettings settings)
    {
        Challenge(context, settings, "insufficient_scope");
        return Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, $"The token lacks the scope {settings.Scope}. Nothing was submitted.");
    }

    private static void Challenge(HttpContext context, HttpSettings settings, string? error) => context.Response.Headers.WWWAuthenticate =
        $"Bearer {(error is null ? "" : $"error=\"{error}\", ")}scope=\"{settings.Scope}\", resource_metadata=\"{PublicUrl(context.Request, settings)}{MetadataPath}{HttpServer.McpPath}\"";

    private static string PublicUrl(HttpRequest request, HttpSettings settings) => settings.PublicUrl ?? $"{request.Scheme}://{request.Host}";

    /// <summary>All that is to say about tokens is said above.</summary>
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
