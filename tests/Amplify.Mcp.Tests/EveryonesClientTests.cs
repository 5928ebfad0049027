using Amplify.Mcp.Tests.Http;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>Clients we did not choose, of revisions old and new, as they are installed; each one process, over all the transports it has.</summary>
public class EveryonesClientTests
{
    [Theory]
    [InlineData("sdk-1.0.4", 1)] // 2024-11-05; no HTTP yet
    [InlineData("sdk-1.11.5", 2)] // 2025-03-26
    [InlineData("ai-sdk-mcp-1.0.30", 2)] // 2025-11-25, and drops an answer over a link
    [InlineData("@ai-sdk/mcp", 2)]
    [InlineData("@langchain/mcp-adapters", 2)]
    [InlineData("@openai/agents", 2)]
    [InlineData("mcp-remote", 1)] // a bridge to HTTP
    public async Task A_client_completes_the_flow_over_every_transport_it_has(string client, int transports)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        await Strangers.DriveAsync(directory, client, AmplifyProgram.Path, server.Mcp.AbsoluteUri, transports);
    }
}
