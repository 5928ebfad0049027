using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// What an answer may hold beside text and pictures. A client cannot declare in the protocol's own words that it reads resources: it
/// says so by the extension for pages, whose hosts read them, or by a capability `resources`, which
/// <see cref="RequestShape"/> keeps among the experimental ones.
/// </summary>
/// <param name="KnowsLinks">The revision spoken has links among its content; those before reject the whole answer over one.</param>
/// <param name="ReadsResources">The client has said so.</param>
/// <param name="IsCareful">The client is known, and not as one that drops an answer over a link it did not ask for.</param>
internal readonly record struct ClientReach(bool KnowsLinks, bool ReadsResources, bool IsCareful)
{
    public const string Resources = "resources";

    /// <summary>How the names begin of clients that speak newer revisions and still drop the whole answer.</summary>
    private static readonly string[] Droppers = ["ai-sdk", "cline", "kiro"];

    public static ClientReach Of<T>(RequestContext<T> request) => Of(request.JsonRpcRequest.Context, request.Server);

    public static ClientReach Of(JsonRpcMessageContext? context, McpServer? server)
    {
        var capabilities = context?.ClientCapabilities ?? server?.ClientCapabilities;
        var name = (context?.ClientInfo ?? server?.ClientInfo)?.Name;
        return new(
            Revisions.Reaches(context?.ProtocolVersion ?? server?.NegotiatedProtocolVersion, Revisions.WithLinks),
            capabilities?.Extensions?.ContainsKey(ResultResources.AppsExtension) == true
                || capabilities?.Experimental?.ContainsKey(Resources) == true,
            name is not null && !Droppers.Any(it => name.StartsWith(it, StringComparison.OrdinalIgnoreCase)));
    }

    /// <param name="wholeAsked">The call was for all of it.</param>
    public bool TakesLinks(bool wholeAsked) => KnowsLinks && (ReadsResources || (wholeAsked && IsCareful));
}
