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
        await using var client = await McpClient.CreateAsync(
            new StdioClientTransport(new()
            {
                Command = AmplifyProgram.Path,
                EnvironmentVariables = AmplifyProgram.Environment(directory)!,
                StandardErrorLines = _ => { }
            }),
            cancellationToken: TestContext.Current.CancellationToken);

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
