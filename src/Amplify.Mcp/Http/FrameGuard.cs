using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Http;

/// <summary>
/// Hands on JSON-RPC messages only, written anew with the members the protocol knows. The SDK's reader stumbles over others while a body
/// still comes in, and its refusals are the serializer's, which speak of types.
/// </summary>
internal static class FrameGuard
{
    private const int ParseError = -32700;
    private static readonly JsonTypeInfo Message = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(HttpServer.McpPath))
        {
            if (!request.HasJsonContentType())
            {
                await Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType,
                    "Send the body as Content-Type: application/json. Nothing was submitted.");
                return;
            }

            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            if (Rewritten(body.GetBuffer().AsSpan(0, (int)body.Length)) is not { } message)
            {
                await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                    "The request's body is no JSON-RPC 2.0 message. Send one object with jsonrpc, method and params. Nothing was submitted.",
                    ParseError);
                return;
            }

            request.Body = new MemoryStream(message);
            request.ContentType = "application/json"; // whatever encoding was named: this is UTF-8
        }

        await next(context);
    }

    private static byte[]? Rewritten(ReadOnlySpan<byte> body)
    {
        try
        {
            return Utf8.IsValid(body) && JsonSerializer.Deserialize(body, Message) is { } message
                ? JsonSerializer.SerializeToUtf8Bytes(message, Message)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return null;
        }
    }
}
