using System.Text.Json;
using Amplify.Testing;
using ModelContextProtocol.Client;

namespace Amplify.Mcp.Tests;

/// <summary>The insulin conversation once more, held with the native program, which runs a checkpoint itself.</summary>
public sealed class ModelConversationTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_native_program_scores_insulin_with_a_checkpoint_over_stdio()
    {
        var checkpoint = new CheckpointWriter().With("num_hidden_layers", 2).Write(directory.File("model"));
        await using var client = await AmplifyProgram.ConnectAsync(
            Needs.Native("amplify-mcp"), directory, ("AMPLIFY_MODEL_DIR", checkpoint));

        var receipt = await CallAsync(client, "invoke_endpoint", ("sequence", InsulinB));
        var id = receipt.GetProperty("output_id").GetString()!;
        JsonElement summary;
        do summary = await CallAsync(client, "get_results", ("output_id", id), ("wait_seconds", 20));
        while (summary.GetProperty("status").GetString() == "in_progress");
        var comparison = await CallAsync(client, "get_results", ("output_id", id), ("mutations", "H5A, H10A"));

        Assert.Equal(570, summary.GetProperty("summary").GetProperty("substitutions").GetInt32());
        Assert.Equal("masked-marginal", summary.GetProperty("summary").GetProperty("score").GetProperty("method").GetString());
        Assert.Equal(["H5A", "H10A"], comparison.GetProperty("results").GetProperty("predictions").EnumerateArray()
            .Select(it => it.GetProperty("mutation").GetString()));
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(true, result.IsError);
        return result.StructuredContent!.Value.GetProperty("data");
    }
}
