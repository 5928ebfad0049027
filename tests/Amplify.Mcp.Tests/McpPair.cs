using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Mcp.Protocol;
using Amplify.Mcp.Stdio;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Amplify.Mcp.Tests;

/// <summary>The product's server and a real client, joined by two pipes.</summary>
internal sealed class McpPair : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly McpServer server;
    private readonly Task serving;
    private McpClient? client;
    private int asked;

    private McpPair(McpServer server, Stream output, FakeTimeProvider clock)
    {
        (this.server, Clock) = (server, clock);
        serving = ServeAsync(output);
    }

    public McpClient Client => client ?? throw new InvalidOperationException("This pair speaks raw JSON");

    public FakeTimeProvider Clock { get; }

    /// <summary>What the runner was asked, one for every call.</summary>
    public required ConcurrentQueue<Invocation> Calls { get; init; }

    /// <summary>The raw ends of the pipes, where a test speaks the protocol itself.</summary>
    public (StreamWriter Requests, StreamReader Answers) Wire { get; private init; }

    public static async Task<McpPair> StartAsync(IPredictionBackend backend)
    {
        var (pair, requests, answers) = Start(backend);
        pair.client = await McpClient.CreateAsync(new StreamClientTransport(requests, answers),
            cancellationToken: TestContext.Current.CancellationToken);
        return pair;
    }

    public static McpPair StartRaw(IPredictionBackend backend) => Start(backend).Pair;

    private static (McpPair Pair, Stream Requests, Stream Answers) Start(IPredictionBackend backend)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var clock = new FakeTimeProvider(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var calls = new ConcurrentQueue<Invocation>();
        var adapter = new McpAdapter(AmplifyTools.Create(backend, clock, calls.Enqueue, NullLoggerFactory.Instance), backend, clock);
        var output = toClient.Writer.AsStream();
        var transport = new StdioTransport(toServer.Reader.AsStream(), output, NullLoggerFactory.Instance);
        var (requests, answers) = (toServer.Writer.AsStream(), toClient.Reader.AsStream());
        var wire = (new StreamWriter(requests) { AutoFlush = true }, new StreamReader(answers));
        return (new McpPair(McpServer.Create(transport, adapter.Options()), output, clock) { Wire = wire, Calls = calls }, requests,
            answers);
    }

    private async Task ServeAsync(Stream output)
    {
        await using (output) await server.RunAsync(stopping.Token);
    }

    /// <summary>One request of the newest revision, and the whole answer to it.</summary>
    public async Task<JsonElement> AskAsync(string method, JsonObject parameters, JsonObject capabilities)
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = capabilities,
        };
        await Wire.Requests.WriteLineAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = ++asked,
            ["method"] = method,
            ["params"] = parameters
        }.ToJsonString());
        return JsonElement.Parse(await Wire.Answers.ReadLineAsync(TestContext.Current.CancellationToken) ?? "null");
    }

    public async Task<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        await Client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value),
            cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (client is not null) await client.DisposeAsync();
        await stopping.CancelAsync();
        await server.DisposeAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }
}
