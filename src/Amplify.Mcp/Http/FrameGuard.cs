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
internal sealed class FrameGuard
{
    private const int ParseError = -32700;
    private const int BodiesAtATime = 8 * 1024 * 1024; // bytes; a thousand calls with long sequences
    private static readonly JsonTypeInfo Message = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly FairShare bodies = new(BodiesAtATime);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Path.StartsWithSegments(HttpServer.McpPath))
        {
            await next(context);
            return;
        }

        if (!request.HasJsonContentType())
        {
            await Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType,
                "Send the body as Content-Type: application/json. Nothing was submitted.");
            return;
        }

        using var body = new MemoryStream();
        var client = HttpLimits.ClientOf(context);
        try
        {
            if (!await ReadAsync(context, client, body)) await HttpLimits.RefuseAsync(context, "Too many large requests at the same time", 1);
            else await HandOnAsync(context, body, next);
        }
        finally
        {
            bodies.Return(client, body.Length);
        }
    }

    // Nothing is set aside for what has not come.
    private async Task<bool> ReadAsync(HttpContext context, string client, MemoryStream body)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            var hasRoom = bodies.TryTake(client, read.Buffer.Length);
            foreach (var segment in hasRoom ? read.Buffer : default) body.Write(segment.Span);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (!hasRoom || read.IsCompleted) return hasRoom;
        }
    }

    private static async Task HandOnAsync(HttpContext context, MemoryStream body, RequestDelegate next)
    {
        var request = context.Request;
        if (MessageIn(body.GetBuffer().AsSpan(0, (int)body.Length)) is not { } message)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                "The request's body is no JSON-RPC 2.0 message. Send one object with jsonrpc, method and params. Nothing was submitted.",
                ParseError);
            return;
        }

        if (Revisions.ObjectionTo(request, message) is { } objection)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, objection, (message as JsonRpcMessageWithId)?.Id ?? default);
            return;
        }

        request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message, Message));
        request.ContentType = "application/json"; // whatever encoding was named: this is UTF-8
        await next(context);
    }

    private static JsonRpcMessage? MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            return Utf8.IsValid(body) ? (JsonRpcMessage?)JsonSerializer.Deserialize(body, Message) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return null;
        }
    }
}
