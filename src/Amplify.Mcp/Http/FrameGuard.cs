using System.Text.Unicode;
using Amplify.Mcp.Protocol;
using Amplify.Tools.Inputs;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>
/// Hands on JSON-RPC messages only, written anew with the members the protocol knows. The SDK's reader stumbles over others while a body
/// still comes in, and its refusals are the serializer's, which speak of types.
/// </summary>
internal sealed class FrameGuard
{
    private const int BodiesAtATime = 8 * 1024 * 1024; // bytes; a thousand calls with long sequences

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
            if (!await ReadAsync(context, client, body))
                await HttpLimits.RefuseAsync(context, "Too many large requests at the same time", 1);
            else await HandOnAsync(context, body.GetBuffer().AsMemory(0, (int)body.Length), next);
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

    private static async Task HandOnAsync(HttpContext context, ReadOnlyMemory<byte> body, RequestDelegate next)
    {
        var request = context.Request;
        var spoken = request.Headers[Revisions.Header].ToString();
        var frame = Utf8.IsValid(body.Span)
            ? Frame.Of(JsonText.Mend(body), spoken)
            : new Frame.Refused(null, Frame.ParseError, "The body is no UTF-8.");
        if (frame is Frame.Message it && Revisions.ObjectionTo(spoken, it.Value) is { } objection) frame = objection;
        switch (frame)
        {
            case Frame.Refused refusal:
                await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                    refusal with { Sentence = $"{refusal.Sentence} Nothing was submitted." });
                return;
            case Frame.Message message:
                request.Body = new MemoryStream(message.Write());
                request.ContentType = "application/json"; // whatever encoding was named: this is UTF-8
                await next(context);
                break;
        }
    }
}
