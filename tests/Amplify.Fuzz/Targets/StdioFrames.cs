using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Amplify.Mcp;
using Amplify.Mcp.Protocol;
using Amplify.Mcp.Stdio;
using ModelContextProtocol.Server;

namespace Amplify.Fuzz.Targets;

/// <summary>Lines to one MCP server that lives as long as the target. After each input it must answer a ping.</summary>
internal sealed class StdioFrames : Target
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stopping = new();
    private readonly Stream requests;
    private readonly StreamReader answers;
    private readonly McpServer server;
    private readonly Task serving;
    private int pings;

    public StdioFrames()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        (requests, answers) = (toServer.Writer.AsStream(), new(toClient.Reader.AsStream()));
        var adapter = new McpAdapter(Bench.Runner, Bench.FarEnd, Bench.Clock);
        var transport = new StdioTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream(), Watch);
        server = McpServer.Create(transport, adapter.Options(), Watch);
        serving = server.RunAsync(stopping.Token);
    }

    protected override void Feed(ReadOnlySpan<byte> input) => FeedAsync(input.ToArray()).WaitAsync(Patience).GetAwaiter().GetResult();

    private async Task FeedAsync(byte[] input)
    {
        var ping = $"ping-{++pings}";
        await requests.WriteAsync(input);
        await requests.WriteAsync(Encoding.UTF8.GetBytes($"\n{{\"jsonrpc\":\"2.0\",\"id\":\"{ping}\",\"method\":\"ping\"}}\n"));
        while (true)
        {
            var line = await answers.ReadLineAsync();
            Invariant.Holds(line is not null && !serving.IsCompleted, "the server is gone");
            var message = Invariant.Parse(Encoding.UTF8.GetBytes(line!));
            Invariant.Rpc(message);
            if (message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == ping) return;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        stopping.Cancel();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stopping.Dispose();
    }
}
