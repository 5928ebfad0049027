using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Mcp.Tests.Http;
using Amplify.Mcp.Tests.Stdio;
using Amplify.Testing;
using Amplify.Testing.RuntimeApi;

namespace Amplify.Mcp.Tests.Batches;

/// <summary>A host as a process of its own, asked one tool after the other.</summary>
internal abstract class BatchHost : IAsyncDisposable
{
    public abstract int ProcessId { get; }

    public static async Task<BatchHost> StartAsync(string name, TemporaryDirectory directory, Dictionary<string, string> variables)
    {
        (string, string)[] environment = [.. variables.Select(it => (it.Key, it.Value))];
        switch (name)
        {
            case "stdio":
                var program = StdioProgram.Start(directory, environment);
                await program.AskAsync(StdioProgram.Initialize);
                await program.SayAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
                return new OverStdio(program);
            case "http":
                return new OverHttp(await HttpProcess.StartAsync(AmplifyProgram.Path, directory, environment));
            default:
                var settings = variables.ToDictionary(it => it.Key, it => (string?)it.Value);
                return new InFunction(
                    await LambdaEmulator.StartAsync(new FunctionSetup(Needs.Native("bootstrap")) { Environment = settings }));
        }
    }

    public async Task<JsonElement> DataAsync(string tool, params (string Name, JsonNode Value)[] arguments)
    {
        var envelope = await CallAsync(tool, new(arguments.Select(it => KeyValuePair.Create(it.Name, (JsonNode?)it.Value))));
        Assert.True(envelope.GetProperty("success").GetBoolean(), envelope.GetRawText());
        return envelope.GetProperty("data");
    }

    /// <summary>
    /// Submits a batch. A call that had too little time, on a busy machine, says so and is repeated until so many records are jobs.
    /// </summary>
    public async Task<JsonElement> SubmitAsync(string records, int jobs)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var envelope = await CallAsync("invoke_endpoint", new() { ["sequence"] = records });
            var isRetryable = envelope.TryGetProperty("details", out var fault) && fault.GetProperty("retryable").GetBoolean();
            Assert.True(isRetryable || envelope.GetProperty("success").GetBoolean(), envelope.GetRawText());
            if (!isRetryable && envelope.GetProperty("data") is var data && data.GetProperty("jobs").GetArrayLength() >= jobs) return data;
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The batch, once all of it has ended.</summary>
    public async Task<JsonElement> EndAsync(string id)
    {
        while (true)
        {
            var data = await DataAsync("get_results", ("output_id", id), ("wait_seconds", 20));
            if (data.GetProperty("status").GetString() == "completed") return data;
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <returns>The envelope.</returns>
    public abstract Task<JsonElement> CallAsync(string tool, JsonObject arguments);

    private static string Message(string tool, JsonObject arguments) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = 1,
        ["method"] = "tools/call",
        ["params"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
    }.ToJsonString();

    private static JsonElement Envelope(JsonElement answer) => answer.GetProperty("result").GetProperty("structuredContent");

    private sealed class OverStdio(StdioProgram program) : BatchHost
    {
        public override int ProcessId => program.ProcessId;

        public override async Task<JsonElement> CallAsync(string tool, JsonObject arguments) =>
            Envelope(await program.AskAsync(Message(tool, arguments)));

        public override ValueTask DisposeAsync() => program.DisposeAsync();
    }

    private sealed class OverHttp(HttpProcess server) : BatchHost
    {
        public override int ProcessId => server.ProcessId;

        public override async Task<JsonElement> CallAsync(string tool, JsonObject arguments)
        {
            using var answer = await server.PostAsync(Message(tool, arguments));
            return Envelope(await HttpHost.MessageAsync(answer));
        }

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    private sealed class InFunction(LambdaEmulator lambda) : BatchHost
    {
        public override int ProcessId => lambda.ProcessId!.Value;

        public override async Task<JsonElement> CallAsync(string tool, JsonObject arguments)
        {
            var answer = await lambda.InvokeAsync(Encoding.UTF8.GetBytes(arguments.ToJsonString()),
                $$$"""{"custom":{"bedrockAgentCoreToolName":"{{{tool}}}"}}""");
            return JsonElement.Parse(answer.Payload.Span);
        }

        public override ValueTask DisposeAsync() => lambda.DisposeAsync();
    }
}
