using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// The revisions of the protocol this server speaks, and what they brought. From 2026-07-28 on a request says which it speaks twice, in a
/// header for whoever routes it and in the message; the SDK compares the two only where the header is of such a revision.
/// </summary>
internal static class Revisions
{
    /// <summary>The first without a handshake: every request stands alone and carries what its caller can do.</summary>
    public const string Stateless = "2026-07-28";

    /// <summary>The first whose answers may hold links.</summary>
    public const string WithLinks = "2025-06-18";

    public const string Header = "MCP-Protocol-Version";
    public const string SessionHeader = "Mcp-Session-Id";

    /// <summary>What requests over HTTP carry for the protocol's sake.</summary>
    public static readonly string[] Headers = [Header, SessionHeader, "Mcp-Method", "Mcp-Name", "Last-Event-ID"];

    private const string Member = "io.modelcontextprotocol/protocolVersion";
    private const int Mismatch = -32020;
    private const int Unsupported = -32022;

    private static readonly string[] ByHandshake = ["2025-11-25", WithLinks, "2025-03-26", "2024-11-05"];

    public static IEnumerable<string> All => [Stateless, .. ByHandshake];

    public static bool Reaches(string? spoken, string revision) => string.CompareOrdinal(spoken, revision) >= 0;

    /// <summary>Why a request over HTTP is to be answered with 400; null where nothing is wrong.</summary>
    /// <param name="header">"" where it has none.</param>
    public static Frame.Refused? ObjectionTo(string header, JsonRpcMessage message)
    {
        var id = message is JsonRpcMessageWithId it ? Frame.JsonOf(it.Id) : null;
        var said = (message switch
        {
            JsonRpcRequest call => call.Params,
            JsonRpcNotification word => word.Params,
            _ => null
        } as JsonObject)?["_meta"] as JsonObject;
        var member = (said?[Member] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
        if (header.Length > 0 && member is not null && header != member)
            return new(id, Mismatch, $"The {Header} header and _meta/{Member} name different revisions. Send the same in both.");

        if ((header.Length > 0 ? header : member) is { } named && !All.Contains(named))
        {
            return new(id, Unsupported,
                $"This server does not speak that revision of the protocol; it speaks {Stateless}, and by handshake "
                + $"{string.Join(", ", ByHandshake)}.")
            {
                // As server/discover says it: without a handshake there is this one.
                Data = new JsonObject { ["supported"] = new JsonArray(Stateless), ["requested"] = named },
            };
        }

        return header.Length == 0 && Reaches(member, Stateless)
            ? new(id, Mismatch, $"The {Header} header is missing, which has to say what _meta/{Member} says.")
            : null;
    }
}
