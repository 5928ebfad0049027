using System.Text.Json.Nodes;
using Amplify.Mcp.Protocol;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Http;

/// <summary>
/// Which revision of the protocol a request speaks. From 2026-07-28 on it says so twice, in a header for whoever routes it and in the
/// message; the SDK compares the two only where the header is of such a revision.
/// </summary>
internal static class Revisions
{
    public const string Header = "MCP-Protocol-Version";
    private const string Member = "io.modelcontextprotocol/protocolVersion";
    private const string Stateless = "2026-07-28";
    private const int Mismatch = -32020;
    private const int Unsupported = -32022;

    private static readonly string[] ByHandshake = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>Why a request is to be answered with 400; null where nothing is wrong.</summary>
    public static Frame.Refused? ObjectionTo(HttpRequest request, JsonRpcMessage message)
    {
        var id = message is JsonRpcMessageWithId it ? Frame.JsonOf(it.Id) : null;
        var header = request.Headers[Header].ToString();
        var said = (message switch
        {
            JsonRpcRequest call => call.Params,
            JsonRpcNotification word => word.Params,
            _ => null
        } as JsonObject)?["_meta"] as JsonObject;
        var member = (said?[Member] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
        if (header.Length > 0 && member is not null && header != member)
            return new(id, Mismatch, $"The {Header} header and _meta/{Member} name different revisions. Send the same in both.");

        if ((header.Length > 0 ? header : member) is { } named && named != Stateless && !ByHandshake.Contains(named))
        {
            return new(id, Unsupported,
                $"This server does not speak that revision of the protocol; it speaks {Stateless}, and by handshake "
                + $"{string.Join(", ", ByHandshake)}.")
            {
                // As server/discover says it: without a handshake there is this one.
                Data = new JsonObject { ["supported"] = new JsonArray(Stateless), ["requested"] = named },
            };
        }

        return header.Length == 0 && string.CompareOrdinal(member, Stateless) >= 0
            ? new(id, Mismatch, $"The {Header} header is missing, which has to say what _meta/{Member} says.")
            : null;
    }
}
