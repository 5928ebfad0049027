using System.Text;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
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
    public async Task An_unknown_tools_name_is_made_fit_to_be_shown()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var refusal = await Assert.ThrowsAsync<McpProtocolException>(() => pair.CallAsync("no\u001b[31m" + new string('x', 500)));

        Assert.DoesNotContain('\u001b', refusal.Message);
        Assert.InRange(refusal.Message.Length, 1, 200);
    }

    [Fact]
    public async Task An_error_of_the_protocol_repeats_nothing_that_cannot_be_shown()
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        await pair.Wire.Requests.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/no\u001b[31m\u0000"}""");

        var answer = JsonElement.Parse(await pair.Wire.Answers.ReadLineAsync(TestContext.Current.CancellationToken) ?? "null");
        Assert.DoesNotContain(answer.GetProperty("error").GetProperty("message").GetString()!, char.IsControl);
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
    public async Task A_completed_answer_links_to_the_whole_and_what_is_linked_can_be_read_and_has_the_size_that_was_said()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = await McpPair.StartAsync(backend);

        var answer = await pair.CallAsync("get_results", ("output_id", "job"), ("view", "heatmap"));
        var links = answer.Content.OfType<ResourceLinkBlock>().ToList();
        var told = answer.StructuredContent!.Value.GetProperty("data").GetProperty("links").EnumerateArray().ToList();
        var contents = new Dictionary<string, ResourceContents>();
        foreach (var link in links)
            contents[link.Name] = Assert.Single(
            (await pair.Client.ReadResourceAsync(link.Uri, cancellationToken: TestContext.Current.CancellationToken)).Contents);

        Assert.Equal(links.Select(it => (it.Uri, it.Name, it.MimeType, it.Size)),
            told.Select(it => (
                TextOf(it, "uri"), TextOf(it, "name"), (string?)TextOf(it, "mime_type"), (long?)it.GetProperty("size").GetInt64())));
        Assert.All(links, it => Assert.Equal(it.MimeType, contents[it.Name].MimeType));
        Assert.All(links, it => Assert.Equal(it.Size, contents[it.Name] switch
        {
            TextResourceContents text => Encoding.UTF8.GetByteCount(text.Text),
            BlobResourceContents blob => blob.DecodedData.Length,
            _ => 0,
        }));
        Assert.Equal("job",
            JsonElement.Parse(Assert.IsType<TextResourceContents>(contents["scan"]).Text).GetProperty("output_id").GetString());
        Assert.Equal(20,
            JsonElement.Parse(Assert.IsType<TextResourceContents>(contents["result"]).Text).GetProperty("heatmap").GetArrayLength());
        Assert.StartsWith("mutant,score", Assert.IsType<TextResourceContents>(contents["variants.csv"]).Text, StringComparison.Ordinal);
        Assert.StartsWith("<svg", Assert.IsType<TextResourceContents>(contents["heatmap.svg"]).Text, StringComparison.Ordinal);
        Assert.Equal("PNG"u8, Assert.IsType<BlobResourceContents>(contents["heatmap.png"]).DecodedData.Span[1..4]);
    }

    [Fact]
    public async Task Files_that_colour_a_structure_are_templates_that_no_answer_spends_words_on()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = await McpPair.StartAsync(backend);

        var templates = await pair.Client.ListResourceTemplatesAsync(cancellationToken: TestContext.Current.CancellationToken);
        var script = await pair.Client.ReadResourceAsync("amplify://results/job/structure.pml?numbering_offset=24",
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Superset(new HashSet<string> { "structure.defattr", "structure.cxc", "structure.pml" },
            templates.Select(it => it.Name).ToHashSet(StringComparer.Ordinal));
        var text = Assert.IsType<TextResourceContents>(Assert.Single(script.Contents)).Text;
        Assert.Contains("where = [(\"A\", \"25\"), ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(300, 24)]
    [InlineData(2_046, -100_000)]
    public async Task A_summary_with_its_links_is_as_small_as_promised(int length, int offset)
    {
        const string Id = "0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e";
        var protein = string.Concat(Enumerable.Range(0, length).Select(it => "MKWVTFISLLFLFSSAYSRG"[it * 7 % 20]));
        var completed = (Prediction.Completed)await ScriptedBackend.CompletedAsync(protein);
        var backend = new ScriptedBackend();
        var path = $"s3://a-bucket-with-a-name-of-a-good-length-000000000000/async-inference-output/{Id}.out";
        backend.Answers.Enqueue(completed with { OutputPath = path });
        await using var pair = await McpPair.StartAsync(backend);

        var result = await pair.CallAsync("get_results", ("output_id", Id), ("numbering_offset", offset));

        var data = result.StructuredContent!.Value.GetProperty("data");
        Assert.InRange(Encoding.UTF8.GetByteCount(Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text), 2_000, 3_500);
        Assert.Equal(5, data.GetProperty("links").GetArrayLength());
        Assert.InRange(data.GetProperty("summary").GetProperty("top").GetArrayLength(), 3, 10);
        Assert.InRange(data.GetProperty("summary").GetProperty("constrained").GetArrayLength(), 1, 10);
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

        var error = await Assert.ThrowsAsync<McpProtocolException>(async () =>
            await pair.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
    }

    [Fact]
    public async Task The_instructions_are_as_short_as_promised_and_lead_to_the_skills()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var instructions = pair.Client.ServerInstructions!;

        Assert.InRange(Encoding.UTF8.GetByteCount(instructions), 500, 900);
        Assert.Contains("skill://read-a-scan/SKILL.md", instructions, StringComparison.Ordinal);
    }

    private static string TextOf(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    [Theory]
    [InlineData("amplify://results/..")]
    [InlineData("amplify://results/..%2f..%2fetc%2fpasswd/stored.json")]
    [InlineData("amplify://results/job/../other/stored.json")]
    [InlineData("amplify://results/s3:%2f%2fanother-bucket%2fx.out/stored.json")]
    [InlineData("amplify://results/job\nother")]
    [InlineData("amplify://results/job?numbering_offset=1&x=/etc/passwd")]
    [InlineData("AMPLIFY://results/job")]
    [InlineData("amplify://other/job")]
    public async Task No_address_of_a_resource_leads_anywhere_but_to_a_result(string uri)
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        await using var pair = await McpPair.StartAsync(backend);

        await Assert.ThrowsAsync<McpProtocolException>(async () =>
            await pair.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(0, backend.Fetches);
    }

    [Fact]
    public async Task To_read_a_resource_is_a_call_of_get_results_and_fails_with_its_sentence()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = await McpPair.StartAsync(backend);

        await pair.Client.ReadResourceAsync("amplify://results/job/variants.csv", cancellationToken: TestContext.Current.CancellationToken);
        backend.Fault = new(ErrorCode.AccessDenied, "No right to read.", new ErrorDetails.Fault(Retryable: false));
        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await pair.Client.ReadResourceAsync(
            "amplify://results/job/variants.csv", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("No right to read.", error.Message, StringComparison.Ordinal);
        Assert.Equal([("get_results", null), ("get_results", ErrorCode.AccessDenied)], pair.Calls.Select(it => (it.Tool, it.Error)));
        Assert.Equal(2, backend.Fetches);
    }

    [Fact]
    public async Task A_stored_result_too_large_for_a_scan_is_no_resource()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(new Prediction.Completed(new byte[9_000_000], "s3://bucket/async-inference-output/job.out",
            DateTimeOffset.UnixEpoch));
        await using var pair = await McpPair.StartAsync(backend);

        var error = await Assert.ThrowsAsync<McpProtocolException>(
            async () => await pair.Client.ReadResourceAsync("amplify://results/job/stored.json",
                cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("9,000,000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_comes_when_it_is_asked_for_and_what_is_linked_has_the_same_numbering()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = await McpPair.StartAsync(backend);

        var summary = await pair.CallAsync("get_results", ("output_id", "job"));
        var pictured = await pair.CallAsync("get_results", ("output_id", "job"), ("view", "heatmap"), ("numbering_offset", 24));
        var csv = pictured.Content.OfType<ResourceLinkBlock>().Single(it => it.MimeType == "text/csv");
        var rows = await pair.Client.ReadResourceAsync(csv.Uri, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(summary.Content.OfType<ImageContentBlock>());
        var picture = Assert.Single(pictured.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/png", picture.MimeType);
        Assert.InRange(picture.DecodedData.Length, 1_000, 150_000);
        Assert.Equal(24, pictured.StructuredContent!.Value.GetProperty("data").GetProperty("numbering_offset").GetInt32());
        Assert.Contains("\nF25A,", Assert.IsType<TextResourceContents>(Assert.Single(rows.Contents)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_listed_named_by_the_tool_and_loads_nothing()
    {
        await using var pair = await McpPair.StartAsync(new ScriptedBackend());

        var tool = (await pair.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken))
            .Single(it => it.Name == "get_results").ProtocolTool;
        var page = (await pair.Client.ListResourcesAsync(cancellationToken: TestContext.Current.CancellationToken))
            .Single(it => it.Name == "heatmap");
        var html = Assert.IsType<TextResourceContents>(Assert.Single(
            (await pair.Client.ReadResourceAsync(page.Uri, cancellationToken: TestContext.Current.CancellationToken)).Contents));

        Assert.Equal(page.Uri, tool.Meta!["ui"]!["resourceUri"]!.GetValue<string>());
        Assert.Equal("text/html;profile=mcp-app", html.MimeType);
        Assert.Contains("default-src 'none'", html.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"https?:", html.Text);
        Assert.NotNull(html.Meta!["ui"]!["csp"]);
    }
}
