using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>Who may speak to this server at all: the protocol demands these checks, and its SDK leaves them to us.</summary>
internal sealed class HttpGuard(HttpSettings settings)
{
    private readonly IReadOnlySet<string> hosts = settings.AllowedHosts;
    private readonly HashSet<string> origins = settings.AllowedOrigins.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly bool answersAnyHost = settings.AllowsAnyHost;
    private readonly bool isLocal = IPAddress.IsLoopback(settings.Host);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!answersAnyHost && !hosts.Contains(request.Host.Host))
        {
            // A page can point its own name at this machine, but cannot choose what the browser then calls us.
            await Refusal.WriteAsync(context, StatusCodes.Status403Forbidden,
                $"This server does not answer to this Host. Add it to --allowed-hosts or {HttpSettings.AllowedHostsVariable}. Nothing was submitted.");
            return;
        }

        if (request.Headers.Origin is { Count: > 0 } origin && !IsAllowed(origin.ToString(), request))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status403Forbidden,
                "Web pages of this Origin may not call this server. Add it to AMPLIFY_HTTP_ALLOWED_ORIGINS. Nothing was submitted.");
            return;
        }

        // The SDK repeats some of them in its errors.
        if (request.Headers.Any(it => it.Value.ToString().Any(letter => char.IsControl(letter) && letter != '\t')))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                "A header has a control character in it. Nothing was submitted; send it without.");
            return;
        }

        // Every request stands alone. Platforms and older clients send session ids all the same, and the SDK would answer 400.
        request.Headers.Remove("Mcp-Session-Id");
        request.Headers.Remove("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id");
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await Refusal.WriteAsync(context, refused.StatusCode, refused.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The request is larger than {HttpSettings.MaxBodyBytes / 1024} KB, and a sequence of 10,000 residues takes 10. Send "
                    + "one sequence a call. Nothing was submitted."
                : "The request's body could not be read to its end. Nothing was submitted; send it again.");
        }
    }

    private bool IsAllowed(string origin, HttpRequest request) =>
        origins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var url)
            && ((isLocal && url.IsLoopback)
                || (!answersAnyHost && url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase))));
}
