using Amplify.Tools;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Stdio;

/// <summary>MCP over standard input and output. No generic host: it would cost 180 ms of start-up and give nothing here.</summary>
internal static class StdioServer
{
    /// <summary>For a person who starts it by hand.</summary>
    public const string AtATerminal = "amplify-mcp without arguments is an MCP server: it waits here for a client's messages. "
        + "Ctrl-C ends it; amplify-mcp --help says what a person can do.\n";

    private static readonly TimeSpan Patience = ToolRunner.Deadline + TimeSpan.FromSeconds(2);

    public static async Task RunAsync((Stream Input, Stream Output) pipes)
    {
        var settings = Settings.FromEnvironment();
        using var logs = Logs.ToStandardError(settings);
        await using var parts = Composition.ThatAnswers(settings, logs, TimeProvider.System, Logs.Metrics(settings, logs));
        using var telemetry = Telemetry.Start(settings, logs);
        await using var transport = new StdioTransport(pipes.Input, pipes.Output, logs);
        await using var server = McpServer.Create(transport, parts.Adapter(leaving: transport.Ended).Options(), logs);
        parts.Resume();
        await ServeAsync(server, transport);
    }

    // Whatever came before the end of input is answered, unless nobody takes the answers.
    private static async Task ServeAsync(McpServer server, StdioTransport transport)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = transport.Ended.Register(over.SetResult);
        var serving = server.RunAsync();
        await Task.WhenAny(serving, over.Task);
        try
        {
            await serving.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            await transport.DisposeAsync();
        }
    }
}
