using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Http;

/// <summary>Refuses a body that is no JSON-RPC message, in our words: the protocol's SDK would pass on the serializer's, which speak of its types.</summary>
internal static class FrameGuard
{
    private const int ParseError = -32700;
    private static readonly JsonTypeInfo Message = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(HttpServer.McpPath))
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            if (!IsMessage(body.GetBuffer().AsSpan(0, (int)body.Length)))
            {
                await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                    "The request's body is no JSON-RPC 2.0 message. Send one object with jsonrpc, method and params. Nothing was submitted.", ParseError);
                return;
            }

            body.Position = 0;
            request.Body = body;
        }

        await next(context);
    }

    private static bool IsMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            return Utf8.IsValid(body) && JsonSerializer.Deserialize(body, Message) is not null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return false;
        }
    }
}
