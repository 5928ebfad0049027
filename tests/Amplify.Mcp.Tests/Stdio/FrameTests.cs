using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>
/// Messages that are odd, broken or half there, as lines: each that came with an id is answered, once, in words that help.
/// </summary>
public class FrameTests
{
    private const string Handshake =
        """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}""";

    private static JsonObject WithTasks =>
        new() { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };

    [Theory]
    [InlineData("7", "7", null)]
    [InlineData("\"seven\"", "\"seven\"", null)]
    [InlineData("\"\"", "\"\"", null)]
    [InlineData("7.0", "7", null)] // JSON makes no difference between these
    [InlineData("1e1", "10", null)]
    [InlineData("-0.0", "0", null)]
    [InlineData("9223372036854775807", "9223372036854775807", null)]
    [InlineData("1.5", "1.5", -32600)]
    [InlineData("1e23", "1e23", -32600)]
    [InlineData("9223372036854775808", "9223372036854775808", -32600)]
    [InlineData("\"\\ud83d\"", "\"\\uFFFD\"", null)] // half a character: none of an answer's
    [InlineData("null", "null", -32600)]
    [InlineData("{}", "null", -32600)]
    [InlineData("{\"id\":1}", "null", -32600)]
    [InlineData("[1]", "null", -32600)]
    [InlineData("true", "null", -32600)]
    public async Task A_request_is_answered_whatever_its_id_is(string id, string echoed, int? code)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answers = await AskAsync(pair, $$"""{"method":"ping","params":{},"jsonrpc":"2.0","id":{{id}}}""");

        var answer = Assert.Single(answers);
        Assert.Equal(echoed, answer.GetProperty("id").GetRawText());
        Assert.Equal(code, answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"pi""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":tru}}""", -32700)]
    [InlineData("""{"id":5,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":5,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":2.0,"id":5,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":5}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"ping","params":"text"}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/list","params":[1]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"_meta":7}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"cursor":7}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":5,"method":"no/such"}""", -32601)]
    public async Task A_broken_request_is_refused_under_its_id(string line, int code)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(pair, line));

        Assert.Equal((5, code), (answer.GetProperty("id").GetInt32(), answer.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Nesting_without_end_is_refused_under_the_id_that_follows_it()
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(
            pair, $$"""{"jsonrpc":"2.0","params":{{new string('[', 100_000)}}{{new string(']', 100_000)}},"method":"ping","id":"deep"}"""));

        Assert.Equal(("deep", -32600), (answer.GetProperty("id").GetString(), answer.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Theory]
    [InlineData("not JSON at all", new string[0])]
    [InlineData("Content-Length: 52", new string[0])]
    [InlineData("   ", new string[0])]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized","params":[]}""", new string[0])]
    [InlineData("""{"jsonrpc":"2.0","id":4,"result":{}}""", new string[0])]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}""", new[] { "1", "2" })]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","x":nul}  {"jsonrpc":"2.0","id":2,"method":"ping"}""", new[] { "1", "2" })]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":5},7]""", new[] { "1", "2", "null" })]
    [InlineData("[]", new[] { "null" })]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\r\"method\":\"ping\"}", new[] { "1" })] // a line break in it makes two of it
    public async Task A_line_is_as_many_messages_as_it_holds(string line, string[] ids)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answers = await AskAsync(pair, line);

        Assert.Equal(ids, answers.Select(it => it.GetProperty("id").GetRawText()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"capabilities":{},"clientInfo":{"name":"t","version":"1"}}""", "protocolVersion is missing")]
    [InlineData("""{"protocolVersion":"2025-06-18","clientInfo":{"name":"t","version":"1"}}""", "capabilities is missing")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{}}""", "clientInfo is missing")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":null}""", "clientInfo is missing")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t"}}""", "clientInfo.version is missing")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":1}}""",
        "clientInfo.version is a number; send text")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"t"}""", "clientInfo is text; send an object")]
    [InlineData("""{"protocolVersion":1,"capabilities":{},"clientInfo":{"name":"t","version":"1"}}""",
        "protocolVersion is a number; send text")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{"roots":true},"clientInfo":{"name":"t","version":"1"}}""",
        "capabilities.roots is true or false; send an object")]
    [InlineData(
        """{"protocolVersion":"2025-06-18","capabilities":{"roots":{"listChanged":"yes"}},"clientInfo":{"name":"t","version":"1"}}""",
        "capabilities.roots.listChanged is text; send true or false")]
    [InlineData("{}", "protocolVersion is missing")]
    [InlineData("[]", "protocolVersion is missing")]
    [InlineData("null", "protocolVersion is missing")]
    [InlineData("7", "params is a number; send an object")]
    public async Task A_handshake_that_lacks_a_member_is_told_which(string parameters, string problem)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(pair, $$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{parameters}}}"""));

        Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains(problem, answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/list", "[]")]
    [InlineData("tools/list", "null")]
    [InlineData("tools/list", """{"_meta":[]}""")]
    [InlineData("ping", "[]")]
    [InlineData("resources/list", "[]")]
    [InlineData("initialize", """{"protocolVersion":"2025-06-18","capabilities":[],"clientInfo":{"name":"php","version":"1"}}""")]
    [InlineData("initialize",
        """{"protocolVersion":"2025-06-18","capabilities":{"experimental":[],"roots":[]},"clientInfo":{"name":"php","version":"1"}}""")]
    public async Task An_empty_list_is_an_empty_object(string method, string parameters)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(pair, $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));

        Assert.True(answer.TryGetProperty("result", out _), answer.ToString());
    }

    [Theory]
    [InlineData("[]", "INVALID_EVENT_STRUCTURE", "'output_id' is missing")]
    [InlineData("null", "INVALID_EVENT_STRUCTURE", "'output_id' is missing")]
    [InlineData("\"{\\\"output_id\\\":\\\"job\\\"}\"", null, "arguments is text; send an object")]
    [InlineData("7", null, "arguments is a number; send an object")]
    [InlineData("[\"job\"]", null, "arguments is a list; send an object")]
    public async Task Arguments_that_are_no_object_are_nothing_or_refused(string arguments, string? envelope, string sentence)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(
            pair, $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","arguments":{{arguments}} } }"""));

        Assert.Contains(sentence, answer.ToString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        if (envelope is null) Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
        else Assert.Equal(envelope, answer.GetProperty("result").GetProperty("structuredContent").GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("\"limit\":10.0", 10)]
    [InlineData("\"limit\":1e1,\"wait_seconds\":5.0", 10)]
    [InlineData("\"limit\":\"10.0\",\"numbering_offset\":24.0", 10)]
    [InlineData("\"positions\":[10,11.0],\"limit\":\"\"", 38)]
    [InlineData("\"positions\":[],\"limit\":null,\"mutations\":\"null\",\"wait_seconds\":\"None\"", 3)]
    public async Task Arguments_are_read_as_clients_send_them(string arguments, int rows)
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync("FVNQHLCGSHLVEALYLVCGERGFFYTPKT"));
        await using var pair = McpPair.StartRaw(backend);

        var answer = Assert.Single(await AskAsync(
            pair, $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"job",{{arguments}} } } }"""));

        var data = answer.GetProperty("result").GetProperty("structuredContent").GetProperty("data");
        Assert.Equal(rows, data.GetProperty("page").GetProperty("returned").GetInt32());
    }

    public static TheoryData<string, string> BrokenTexts => new()
    {
        { "half a pair in an argument", """{"sequence":"MK\ud800"}""" },
        { "the other half", """{"sequence":"MK\uDC00T"}""" },
        { "halves the wrong way round", """{"sequence":"\udc00\ud800"}""" },
        { "half a pair in an argument's name", """{"sequence":"MKX","\ud800":1}""" },
        { "half a pair behind an escaped backslash", """{"sequence":"MK\\\ud800"}""" },
        { "bytes that are no UTF-8", "{\"sequence\":\"MK\u00FF\u00C3\"}" },
    };

    [Theory]
    [MemberData(nameof(BrokenTexts))]
    public async Task Broken_text_in_an_argument_is_refused_as_the_sequence_it_is(string what, string arguments)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = Assert.Single(await AskAsync(pair, Encoding.Latin1.GetBytes(
            $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{{arguments}} } }""")));

        Assert.True(answer.TryGetProperty("result", out var result), $"{what}: {answer}");
        Assert.Equal("INVALID_SEQUENCE", result.GetProperty("structuredContent").GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("""{"output_id":"a\ud800"}""")]
    [InlineData("""{"output_id":"job","\udc00":"x"}""")]
    [InlineData("{\"output_id\":\"a\u00FF\"}")]
    [InlineData("{\"\u00FF\":1,\"output_id\":\"job\"}")]
    public async Task Broken_text_inside_a_task_id_is_answered_like_the_call_it_carries(string arguments)
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        await using var pair = McpPair.StartRaw(backend);
        var id = $"1.get_results.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.Latin1.GetBytes(arguments))}";

        var answer = await pair.AskAsync("tasks/get", new() { ["taskId"] = id }, WithTasks);

        Assert.True(answer.TryGetProperty("result", out var result), answer.ToString());
        Assert.Contains(result.GetProperty("status").GetString(), (string[])["working", "completed"]);
    }

    [Fact]
    public async Task What_follows_a_handshake_in_the_same_breath_is_answered_by_what_it_agreed()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync("FVNQHLCGSHL"));
        await using var pair = McpPair.StartRaw(backend);

        var answers = await AskAsync(pair, $$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{Handshake}}}"""
            + """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"job","view":"heatmap"}}}""");

        var types = answers[1].GetProperty("result").GetProperty("content").EnumerateArray()
            .Select(it => it.GetProperty("type").GetString());
        Assert.Contains("resource_link", types);
    }

    private static Task<IReadOnlyList<JsonElement>> AskAsync(McpPair pair, string line) => AskAsync(pair, Encoding.UTF8.GetBytes(line));

    // All the answers to a line: nothing more is said, and what was said is answered before the end.
    private static async Task<IReadOnlyList<JsonElement>> AskAsync(McpPair pair, byte[] line)
    {
        await pair.Wire.Requests.BaseStream.WriteAsync(line, TestContext.Current.CancellationToken);
        await pair.Wire.Requests.WriteAsync("\n");
        await pair.Wire.Requests.DisposeAsync();
        var answers = new List<JsonElement>();
        while (await pair.Wire.Answers.ReadLineAsync(TestContext.Current.CancellationToken) is { } answer)
            answers.Add(JsonElement.Parse(answer));
        return answers;
    }
}
