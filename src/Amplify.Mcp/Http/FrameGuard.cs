using System.Text.Unicode;
using Amplify.Mcp.Protocol;
using Amplify.Tools.Inputs;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>
/// Hands on JSON-RPC messages only, written anew with the members the protocol knows. The SDK's reader stumbles over others while a body
/// still comes in, and its refusals are the serializer's, which speak of types.
/// </summary>
internal static class FrameGuard
{
    private const string Revision = "MCP-Protocol-Version";

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
            switch (Read(body.GetBuffer().AsMemory(0, (int)body.Length), request.Headers[Revision]))
            {
                case Frame.Refused refusal:
                    await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest,
                        refusal with { Sentence = $"{refusal.Sentence} Nothing was submitted." });
                    return;
                case Frame.Message message:
                    request.Body = new MemoryStream(message.Write());
                    request.ContentType = "application/json"; // whatever encoding was named: this is UTF-8
                    break;
            }
        }

        await next(context);
    }

    private static Frame Read(ReadOnlyMemory<byte> body, string? revision) => Utf8.IsValid(body.Span)
        ? Frame.Of(JsonText.Mend(body), revision)
        : new Frame.Refused(null, Frame.ParseError, "The body is no UTF-8.");
}
