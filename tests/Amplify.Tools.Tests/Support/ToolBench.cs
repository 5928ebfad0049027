using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Support;

/// <summary>
/// Both tools behind the runner, called as a host calls them. Every answer is held to the wire's rules and to its tool's output schema.
/// </summary>
internal sealed class ToolBench
{
    public ToolBench(IPredictionBackend backend, bool reuse = false) => Runner = AmplifyTools.Create(
        backend,
        Clock,
        Recorded.Add,
        NullLoggerFactory.Instance,
        reuse);

    /// <summary>What the MCP host says of itself.</summary>
    public static CallContext Mcp { get; } = new(View.Summary, 40_000);

    /// <summary>What a directly called function says of itself.</summary>
    public static CallContext Direct { get; } = new(View.Full, 5_500_000);

    public FakeTimeProvider Clock { get; } = new(ScriptedBackend.Noon);

    public ToolRunner Runner { get; }

    /// <summary>Once for every call.</summary>
    public List<Invocation> Recorded { get; } = [];

    public Task<JsonElement> SubmitAsync(string sequence) =>
        CallAsync("invoke_endpoint", $$"""{ "sequence": {{JsonSerializer.Serialize(sequence, TestJson.Default.String)}} }""");

    public Task<JsonElement> ResultsAsync(string more = "", CallContext? context = null) =>
        CallAsync("get_results", $$"""{ "output_id": "job-1"{{(more.Length > 0 ? ", " + more : "")}} }""", context);

    public async Task<JsonElement> CallAsync(string tool, string arguments, CallContext? context = null)
    {
        using var parsed = JsonDocument.Parse(arguments);
        var answer = await Runner.RunAsync(tool, parsed.RootElement, context ?? Mcp, TestContext.Current.CancellationToken);
        var bytes = ContractJson.Write(answer.Envelope);
        var json = JsonElement.Parse(bytes);
        if (Runner.Has(tool)) WireRules.Check(json, Runner.Tools.Single(it => it.Name == tool));
        return json;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TestJson : System.Text.Json.Serialization.JsonSerializerContext;
