using System.Security.Cryptography;
using Amplify.Mcp.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>
/// The server's card and the catalog that leads to it, for whoever asks: without token and from any page, as they hold nothing but what
/// is public. Names are checked and requests counted as everywhere.
/// </summary>
internal sealed class Discovery(HttpSettings settings)
{
    private const string CardPath = HttpServer.McpPath + ServerCard.Path;

    public static bool Has(HttpContext context) => Has(context.Request);

    public static bool Has(HttpRequest request) => request.Path == CardPath || request.Path == ServerCard.CatalogPath;

    public void MapTo(IApplicationBuilder app) => app.MapWhen(Has, it => it.UseRateLimiter().Run(AnswerAsync));

    private Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var isCard = request.Path == CardPath;
        var server = HttpAuth.PublicUrl(request, settings) + HttpServer.McpPath;
        var document = isCard ? ServerCard.Describe(server) : ServerCard.Catalog(server);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(document))}\"";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "GET";
        response.Headers.AccessControlAllowHeaders = "Content-Type, If-None-Match";
        response.Headers.AccessControlExposeHeaders = "ETag";
        if (HttpMethods.IsOptions(request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD, OPTIONS";
            return Refusal.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "This document can only be read.");
        }

        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.ETag = tag;
        if (request.Headers.IfNoneMatch.Any(it => it is "*" || it?.Contains(tag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = isCard ? ServerCard.Type : ServerCard.CatalogType;
        response.ContentLength = document.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask
            : response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }
}
