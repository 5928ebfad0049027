using System.Text.Json;
using Amplify.Testing;
using Microsoft.ML.Tokenizers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests;

/// <summary>
/// What an agent asks, tool call by tool call, for: "Which positions of insulin B tolerate mutations? Is H5A worse than H10A? Show me
/// positions 20-30. Give me a CSV."
/// </summary>
public sealed class ConversationTests(ITestOutputHelper output) : IDisposable
{
    private const int TokenBudget = 6_000;
    private readonly TemporaryDirectory directory = new();
    private readonly TiktokenTokenizer tokenizer = TiktokenTokenizer.CreateForModel("gpt-4");
    private int tokens;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_insulin_conversation_is_answered_and_fits_into_a_context()
    {
        await using var client = await AmplifyProgram.ConnectAsync(directory);

        var receipt = await CallAsync(client, "invoke_endpoint", ("sequence", "FVNQHLCGSHLVEALYLVCGERGFFYTPKT"));
        var id = receipt.Data.GetProperty("output_id").GetString()!;
        var summary = await CallAsync(client, "get_results", ("output_id", id), ("wait_seconds", 20));
        var comparison = await CallAsync(client, "get_results", ("output_id", id), ("mutations", "H5A, H10A"));
        var window = await CallAsync(client, "get_results", ("output_id", id), ("positions", "20-30"), ("view", "matrix"));
        var csv = summary.Data.GetProperty("links").EnumerateArray().Single(it => it.GetProperty("mime_type").GetString() == "text/csv");
        var read = await client.ReadResourceAsync(
            csv.GetProperty("uri").GetString()!, cancellationToken: TestContext.Current.CancellationToken);
        var rows = read.Contents.OfType<TextResourceContents>().Single().Text;

        output.WriteLine($"{tokens} tokens of tool output");
        Assert.Equal(30, summary.Data.GetProperty("summary").GetProperty("length").GetInt32());
        Assert.NotEmpty(summary.Data.GetProperty("summary").GetProperty("tolerant").EnumerateArray());
        var compared = comparison.Data.GetProperty("results").GetProperty("predictions").EnumerateArray()
            .Select(it => it.GetProperty("mutation").GetString());
        Assert.Equal(["H5A", "H10A"], compared);
        Assert.Contains("20", window.Data.GetProperty("results").ToString(), StringComparison.Ordinal);
        Assert.Contains("\nH5A,", rows, StringComparison.Ordinal);
        Assert.InRange(tokens, 1, TokenBudget);
    }

    [Fact]
    public async Task From_a_scan_to_an_order_is_one_conversation_of_its_own()
    {
        const string Insulin = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
        await using var client = await AmplifyProgram.ConnectAsync(directory,
            ("AMPLIFY_MODEL_DIR", Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny", "plain-f32")));

        var receipt = await CallAsync(client, "invoke_endpoint", ("sequence", Insulin), ("variants", "H5A:H10A"));
        var id = receipt.Data.GetProperty("output_id").GetString()!;
        var summary = await CallAsync(client, "get_results", ("output_id", id), ("wait_seconds", 20));
        var hint = summary.Data.GetProperty("next")[0];
        var three = await CallAsync(client, hint.GetProperty("tool").GetString()!, [.. hint.GetProperty("arguments").EnumerateObject()
            .Select(it => (it.Name, (object?)it.Value))]);
        var together = await CallAsync(client, "get_results", ("output_id", id), ("mutations", "H5A:H10A"));
        var mine = await CallAsync(client, "get_results", ("output_id", id), ("measurements", """
            higher is better
            F1A 0.9
            V2A 0.7
            H5A 0.8
            L6A 0.1
            G8A 0.2
            H10A 0.6
            E13A 0.95
            Y16A 0.15
            G23A 0.05
            T27A 1.1
            """));
        var library = await CallAsync(client, "get_results", ("output_id", id), ("view", "library"), ("positions", "9,13,21"));

        output.WriteLine($"{tokens} tokens of tool output");
        var rows = three.Data.GetProperty("results").GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(3, rows.Select(it => it.GetProperty("position").GetInt32()).Distinct().Count());
        var combined = Assert.Single(together.Data.GetProperty("combined").EnumerateArray());
        Assert.Equal("model", combined.GetProperty("kind").GetString());
        Assert.Equal(combined.GetProperty("score").GetDouble() - combined.GetProperty("sum_of_singles").GetDouble(),
            combined.GetProperty("difference").GetDouble(), 1e-3);
        Assert.Contains(together.Data.GetProperty("notes").EnumerateArray(), it => it.GetString()!.Contains("no benchmark of ours"));
        Assert.Equal("H5A:H10A", summary.Data.GetProperty("combined")[0].GetProperty("mutation").GetString());
        var assay = mine.Data.GetProperty("assay");
        Assert.Equal(10, assay.GetProperty("n").GetInt32());
        Assert.False(assay.GetProperty("calibrated").GetProperty("offered").GetBoolean());
        Assert.StartsWith("10 measurements at 10 sites", assay.GetProperty("calibrated").GetProperty("reason").GetString(),
            StringComparison.Ordinal);
        Assert.Equal([9, 13, 21], library.Data.GetProperty("library").GetProperty("sites").EnumerateArray()
            .Select(it => it.GetProperty("position").GetInt32()));
        Assert.InRange(library.Data.GetProperty("library").GetProperty("dna_size").GetDouble(), 100, 100_000);
        Assert.InRange(tokens, 1, 8_000);
    }

    private async Task<(CallToolResult Result, JsonElement Data)> CallAsync(McpClient client, string tool,
        params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(true, result.IsError);
        tokens += tokenizer.CountTokens(string.Concat(result.Content.Cast<TextContentBlock>().Select(it => it.Text)));
        return (result, result.StructuredContent!.Value.GetProperty("data"));
    }
}
