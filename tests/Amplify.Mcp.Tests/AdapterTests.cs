using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Tests;

public class AdapterTests
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    [Fact]
    public async Task The_envelope_is_structured_content_and_the_same_as_text()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var result = await pair.CallAsync("invoke_endpoint", ("sequence", InsulinB));

        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.True(JsonElement.DeepEquals(result.StructuredContent!.Value, JsonElement.Parse(text)));
        Assert.DoesNotContain('\n', text);
        Assert.NotEqual(true, result.IsError);
        Assert.Equal("job", result.StructuredContent.Value.GetProperty("data").GetProperty("output_id").GetString());
    }

    [Fact]
    public async Task A_failure_the_caller_can_mend_is_a_tool_error_with_an_envelope()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var result = await pair.CallAsync("invoke_endpoint", ("sequence", "MKX"));

        Assert.True(result.IsError);
        Assert.Equal("INVALID_SEQUENCE", result.StructuredContent!.Value.GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task An_unknown_tool_is_an_error_of_the_protocol()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var error = await Assert.ThrowsAsync<McpProtocolException>(() => pair.CallAsync("fold_protein"));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
        Assert.Contains("fold_protein", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_of_the_wrong_kind_are_named_in_our_words()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var number = await pair.CallAsync("invoke_endpoint", ("sequence", 12345));
        var nothing = await pair.CallAsync("invoke_endpoint");

        Assert.Contains("a number was sent", number.StructuredContent!.Value.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("INVALID_EVENT_STRUCTURE", nothing.StructuredContent!.Value.GetProperty("error_code").GetString());
        Assert.DoesNotContain("System.", number.StructuredContent.ToString() + nothing.StructuredContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completed_answer_links_to_the_whole_and_the_links_can_be_read()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = await McpPair.StartAsync(backend);

        var links = (await pair.CallAsync("get_results", ("output_id", "job"))).Content.OfType<ResourceLinkBlock>().ToList();
        var contents = new Dictionary<string, ResourceContents>();
        foreach (var link in links) contents[link.Name] = Assert.Single((await pair.Client.ReadResourceAsync(link.Uri, cancellationToken: TestContext.Current.CancellationToken)).Contents);

        Assert.All(links, it => Assert.Equal(it.MimeType, contents[it.Name].MimeType));
        Assert.Equal("job", JsonElement.Parse(Assert.IsType<TextResourceContents>(contents["scan"]).Text).GetProperty("output_id").GetString());
        Assert.Equal(20, JsonElement.Parse(Assert.IsType<TextResourceContents>(contents["result"]).Text).GetProperty("heatmap").GetArrayLength());
        Assert.StartsWith("mutant,score", Assert.IsType<TextResourceContents>(contents["variants.csv"]).Text, StringComparison.Ordinal);
        Assert.StartsWith("<svg", Assert.IsType<TextResourceContents>(contents["heatmap.svg"]).Text, StringComparison.Ordinal);
        Assert.Equal("PNG"u8, Assert.IsType<BlobResourceContents>(contents["heatmap.png"]).DecodedData.Span[1..4]);
    }

    [Theory]
    [InlineData("amplify://results/job")]
    [InlineData("amplify://results/job/heatmap.gif")]
    [InlineData("amplify://results/../etc/passwd")]
    [InlineData("file:///etc/passwd")]
    public async Task A_resource_that_is_not_there_is_an_error_of_the_protocol(string uri)
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        await using var pair = await McpPair.StartAsync(backend);

        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await pair.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
    }
}
