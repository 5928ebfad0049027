using System.Buffers;
using System.Net;
using Amplify.Mcp.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>Who may speak to this server at all: the protocol demands these checks, and its SDK leaves them to us.</summary>
internal sealed class HttpGuard(HttpSettings settings)
{
    private const string LengthSetAside = "X-Content-Length"; // by Kestrel, where there are chunks too

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(it => (char)it).Where(it => char.IsControl(it) && it != '\t')]);

    private readonly IReadOnlySet<string> hosts = settings.AllowedHosts;
    private readonly HashSet<string> origins = settings.AllowedOrigins.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly bool answersAnyHost = settings.AllowsAnyHost;
    private readonly bool isLocal = IPAddress.IsLoopback(settings.Host);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (ObjectionTo(context.Request) is { } objection)
        {
            // Whatever follows on this connection was sent by whoever sent this.
            context.Response.Headers.Connection = "close";
            await Refusal.WriteAsync(context, objection.Status, $"{objection.Sentence} Nothing was submitted.");
            return;
        }

        // Every request stands alone. Platforms and older clients send session ids all the same, and the SDK would answer 400.
        context.Request.Headers.Remove(Revisions.SessionHeader);
        context.Request.Headers.Remove("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id");
        try
        {
            await next(context);
        }
        catch (IOException refused) when (!context.Response.HasStarted) // bad requests are of this kind, and so is a chunk without end
        {
            var status = (refused as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            await Refusal.WriteAsync(context, status, status == StatusCodes.Status413PayloadTooLarge
                ? $"The request is larger than {HttpSettings.MaxBodyBytes / 1024} KB, and a sequence of 10,000 residues takes 10. Send "
                    + "one sequence a call. Nothing was submitted."
                : "The request's body could not be read to its end. Nothing was submitted; send it again.");
        }
    }

    private (int Status, string Sentence)? ObjectionTo(HttpRequest request)
    {
        // A page can point its own name at this machine, but cannot choose what the browser then calls us.
        if (!answersAnyHost && !hosts.Contains(HostNames.Canonical(request.Host.Host)))
            return (StatusCodes.Status403Forbidden,
                $"This server does not answer to this Host. Add it to --allowed-hosts or {HttpSettings.AllowedHostsVariable}.");
        if (request.Headers.Origin is { Count: > 0 } origin && !Discovery.Has(request) && !IsAllowed(origin.ToString(), request))
            return (StatusCodes.Status403Forbidden,
                "Web pages of this Origin may not call this server. Add it to AMPLIFY_HTTP_ALLOWED_ORIGINS.");

        if (request.Headers.Any(it => it.Value.ToString().AsSpan().ContainsAny(Controls))) // the SDK repeats some of them in its errors
            return (StatusCodes.Status400BadRequest, "A header has a control character in it. Send it without.");

        // A proxy that believes the length sees another request inside this one.
        if (request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey(LengthSetAside))
            return (StatusCodes.Status400BadRequest, "The request has a Content-Length and a Transfer-Encoding, which contradict.");
        if (request.Headers.TransferEncoding.Count > 0 && !request.Headers.TransferEncoding.ToString()
            .Equals("chunked", StringComparison.OrdinalIgnoreCase))
            return (StatusCodes.Status400BadRequest, "The only Transfer-Encoding taken is chunked, once.");
        if (request.Headers.ContentEncoding.Count > 0)
            return (StatusCodes.Status415UnsupportedMediaType, "The body is packed, and this server unpacks nothing. Send plain JSON.");
        return null;
    }

    // A page's origin is a scheme of the web and a host. Files and mail have none, though a URL of theirs can name this machine.
    private bool IsAllowed(string origin, HttpRequest request) =>
        origins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length == 0
            && url.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)
            && ((isLocal && (url.Host == "localhost" || IPAddress.IsLoopback(AddressOf(url))))
                || (!answersAnyHost && url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase))));

    private static IPAddress AddressOf(Uri url) => IPAddress.TryParse(url.Host, out var address) ? address : IPAddress.None;
}
