using Amplify.Local;
using Amplify.Mcp.Commands;
using Amplify.Tools;
using ModelContextProtocol.Server;

namespace Amplify.Mcp;

/// <summary>MCP over standard input and output. No generic host: it would cost 180 ms of start-up and give nothing here.</summary>
internal static class StdioServer
{
    public static async Task<int> RunAsync(TextWriter error)
    {
        var settings = Settings.FromEnvironment();
        try
        {
            using var logs = Logs.ToStandardError(settings);
            await using var parts = new Composition(settings, logs, TimeProvider.System);
            using var telemetry = Telemetry.Start(settings, logs);
            await using var transport = new StdioServerTransport("amplify-mcp", logs);
            await using var server = McpServer.Create(transport, parts.Adapter().Options(), logs);
            (parts.Backend as LocalBackend)?.ResumePending();
            await server.RunAsync();
            return ExitCode.Done;
        }
        catch (SettingException problem)
        {
            await error.WriteLineAsync($"amplify-mcp: {problem.Message}");
            return ExitCode.Usage;
        }
    }
}
