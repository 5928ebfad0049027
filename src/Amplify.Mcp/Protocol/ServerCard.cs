using System.Text;
using System.Text.Json.Nodes;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// What can be read of this server before anybody connects: its card (SEP-2127), and the AI Catalog that leads to it. Who it is and where,
/// nothing of what it can do or whom it serves.
/// </summary>
internal static class ServerCard
{
    public const string Name = "amplify-mcp";
    public const string Title = "Amplify";
    public const string Question = "Which mutations does this protein tolerate?";

    /// <summary>Behind the address of the server itself.</summary>
    public const string Path = "/server-card";
    public const string Type = "application/mcp-server-card+json";

    public const string CatalogPath = "/.well-known/ai-catalog.json";
    public const string CatalogType = "application/ai-catalog+json";

    private const string Publisher = "amplify-vep";

    /// <param name="server">Where it speaks MCP.</param>
    public static byte[] Describe(string server) => Write(new()
    {
        ["$schema"] = "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
        ["name"] = $"io.github.{Publisher}/{Name}",
        ["version"] = McpAdapter.Version,
        ["title"] = Title,
        ["description"] = Question,
        ["repository"] = new JsonObject { ["url"] = $"https://github.com/{Publisher}/{Name}", ["source"] = "github" },
        ["remotes"] = new JsonArray(new JsonObject
        {
            ["type"] = "streamable-http",
            ["url"] = server,
            ["supportedProtocolVersions"] = new JsonArray([.. Revisions.All.Select(it => (JsonNode)it)]),
        }),
    });

    /// <param name="server">As above.</param>
    public static byte[] Catalog(string server) => Write(new()
    {
        ["specVersion"] = "1.0",
        ["host"] = new JsonObject { ["displayName"] = Title },
        ["entries"] = new JsonArray(new JsonObject
        {
            ["identifier"] = $"urn:air:{Publisher}.github.io:mcp:{Name}",
            ["displayName"] = Title,
            ["type"] = Type,
            ["url"] = server + Path,
        }),
    });

    private static byte[] Write(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString(ContractJson.Wire.Options));
}
