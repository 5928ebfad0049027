using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Http;

/// <summary>
/// Which revision of the protocol a request speaks. From 2026-07-28 on it says so twice, in a header for whoever routes it and in the message; the SDK compares the two
/// only where the header is of such a revision.
/// </summary>
internal static class Revisions
{
    private const string Header = "MCP-Protocol-Version";
    private const string Member = "io.modelcontextprotocol/protocolVersion";
    private const string Stateless = "2026-07-28";
    private const int Mismatch = -32020;
    private const int Unsupported = -32022;

    private static readonly string[] ByHandshake = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>Why a request is to be answered with 400; null where nothing is wrong.</summary>
    public static JsonRpcErrorDetail? ObjectionTo(HttpRequest request, JsonRpcMessage message)
    {
        var header = request.Headers[Header].ToString();
        var said = (message switch { JsonRpcRequest it => it.Params, JsonRpcNotification it => it.Params, _ => null } as JsonObject)?["_meta"] as JsonObject;
        var member = (said?[Member] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
        if (header.Length > 0 && member is not null && header != member)
            return new() { Code = Mismatch, Message = $"The {Header} header and _meta/{Member} name different revisions. Send the same in both. Nothing was submitted." };

        if ((header.Length > 0 ? header : member) is { } named && named != Stateless && !ByHandshake.Contains(named))
        {
            return new()
            {
                Code = Unsupported,
                Message = $"This server does not speak that revision of the protocol; it speaks {Stateless}, and by handshake {string.Join(", ", ByHandshake)}. Nothing was submitted.",
                // As server/discover says it: without a handshake there is this one.
                Data = new JsonObject { ["supported"] = new JsonArray(Stateless), ["requested"] = named },
            };
        }

        return header.Length == 0 && string.CompareOrdinal(member, Stateless) >= 0
            ? new() { Code = Mismatch, Message = $"The {Header} header is missing, which has to say what _meta/{Member} says. Nothing was submitted." }
            : null;
    }
}
