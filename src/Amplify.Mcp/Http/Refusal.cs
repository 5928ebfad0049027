using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Tools.Contract;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Http;

/// <summary>An answer of this host itself, in JSON-RPC's shape since MCP clients show that.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, string sentence, int code = -32000) =>
        WriteAsync(context, status, new JsonRpcErrorDetail { Code = code, Message = sentence }, default);

    public static async Task WriteAsync(HttpContext context, int status, JsonRpcErrorDetail error, RequestId id)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(),
            new() { Encoder = ContractJson.Wire.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        WriteId(writer, id);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.Data is JsonNode data)
        {
            writer.WritePropertyName("data");
            data.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, RequestId id)
    {
        if (id.Id is long number) writer.WriteNumber("id", number);
        else writer.WriteString("id", id.Id as string);
    }
}
