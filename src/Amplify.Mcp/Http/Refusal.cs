using System.Text.Json;
using Amplify.Tools.Contract;
using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Http;

/// <summary>An answer of this host itself, in JSON-RPC's shape since MCP clients show that.</summary>
internal static class Refusal
{
    public static async Task WriteAsync(HttpContext context, int status, string sentence, int code = -32000)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(),
            new() { Encoder = ContractJson.Wire.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WriteNull("id");
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", sentence);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
