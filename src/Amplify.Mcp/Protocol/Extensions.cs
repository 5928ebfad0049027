#pragma warning disable MCPEXP002 // methods of our own are experimental SDK surface, used here alone
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>What the SDK leaves to a server that speaks an extension of the protocol: to say so, and to answer its methods.</summary>
internal static class Extensions
{
    public delegate ValueTask<JsonNode?> Answer(JsonRpcRequest request, CancellationToken cancellationToken);

    public static void Declare(this McpServerOptions options, string extension)
    {
        options.Capabilities ??= new();
        options.Capabilities.Extensions = new Dictionary<string, object>(
            options.Capabilities.Extensions ?? new Dictionary<string, object>())
        {
            [extension] = new JsonObject(),
        };
    }

    /// <summary>Answers a method that is none of the SDK's; another answer to the same one is replaced.</summary>
    /// <param name="routedBy">The parameter that over HTTP a header repeats, for whoever routes the request.</param>
    public static void Handle(this McpServerOptions options, string method, Answer answer, string? routedBy = null)
    {
        var own = new McpServerRequestHandler
        {
            Method = method,
            RoutingNameParameter = routedBy,
            Handler = (context, cancellationToken) => answer(context.JsonRpcRequest, cancellationToken),
        };
        options.RequestHandlers = [.. (options.RequestHandlers ?? []).Where(other => other.Method != method), own];
    }
}
