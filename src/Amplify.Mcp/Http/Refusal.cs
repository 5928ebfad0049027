using Amplify.Mcp.Protocol;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>An answer of this host itself, in JSON-RPC's shape since MCP clients show that.</summary>
internal static class Refusal
{
    private const int OfThisHost = -32000;

    public static Task WriteAsync(HttpContext context, int status, string sentence, int code = OfThisHost) =>
        WriteAsync(context, status, new Frame.Refused(null, code, sentence));

    public static async Task WriteAsync(HttpContext context, int status, Frame.Refused refusal)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(refusal.Write());
    }
}
