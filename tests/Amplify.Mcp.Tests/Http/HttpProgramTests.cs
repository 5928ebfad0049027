using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class HttpProgramTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallerSpan = "b7ad6b7169203331";

    [Theory]
    [InlineData("v1.mjs")]
    [InlineData("v2.mjs")]
    public async Task The_native_build_completes_the_flow(string script)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpProcess.StartAsync(Needs.Native("amplify-mcp"), directory);

        await Strangers.FlowAsync(directory, script, "http", server.Mcp.AbsoluteUri);
    }

    [Fact]
    public async Task Told_to_stop_it_answers_what_it_has_begun()
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        var job = HttpHost.LeaveJob(directory);
        await using var server = await HttpProcess.StartAsync(AmplifyProgram.Path, directory);
        using var events = await server.PostAsync($$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","_meta":{"progressToken":"p"},
            "arguments":{ "output_id": "{{job}}", "wait_seconds": 4 } } }
            """);
        Assert.Equal("notifications/progress", (await HttpHost.MessageAsync(events)).GetProperty("method").GetString());

        server.Terminate();
        JsonElement last;
        do last = await HttpHost.MessageAsync(events);
        while (!last.TryGetProperty("result", out _));
        var (code, log) = await server.EndAsync();

        Assert.Equal("in_progress", last.GetProperty("result").GetProperty("structuredContent").GetProperty("data").GetProperty("status")
            .GetString());
        Assert.Equal(0, code);
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), it =>
            Assert.Equal(JsonValueKind.Object, JsonElement.Parse(it).ValueKind));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_callers_trace_goes_on_in_the_collector_and_metrics_come_with_it(bool native)
    {
        Needs.Linux();
        using var directory = new TemporaryDirectory();
        var received = new ConcurrentQueue<LoopbackRequest>();
        await using var collector = new LoopbackHttp(request =>
        {
            received.Enqueue(request);
            return Task.FromResult(new LoopbackReply(200));
        });
        await using var server = await HttpProcess.StartAsync(native ? Needs.Native("amplify-mcp") : AmplifyProgram.Path, directory,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        using var events = await server.PostAsync($$"""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"},
            "_meta":{"traceparent":"00-{{TraceId}}-{{CallerSpan}}-01"} } }
            """);
        await HttpHost.MessageAsync(events);

        server.Terminate();
        var (_, log) = await server.EndAsync(); // it sends what is left before it goes
        var (traces, metrics) = (Sent(received, "/v1/traces"), Sent(received, "/v1/metrics"));

        Assert.Contains(Latin(Convert.FromHexString(TraceId)), traces, StringComparison.Ordinal);
        Assert.Contains(Latin(Convert.FromHexString(CallerSpan)), traces, StringComparison.Ordinal);
        Assert.Contains("tools/call invoke_endpoint", traces, StringComparison.Ordinal);
        Assert.Contains("InvocationSuccess", metrics, StringComparison.Ordinal);
        Assert.Contains(log.Split('\n'), it =>
            it.Contains("Finished invoke_endpoint", StringComparison.Ordinal) && it.Contains(TraceId, StringComparison.Ordinal));
        Assert.DoesNotContain("FVNQHLCGSHL", traces + metrics + log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--host", "0.0.0.0", "--allowed-hosts")]
    [InlineData("--host", "localhostess", "--host is 'localhostess'; it takes")]
    [InlineData("--port", "80000", "0 to 65535")]
    public async Task What_cannot_be_served_is_said_in_a_sentence(string option, string value, string says)
    {
        using var directory = new TemporaryDirectory();

        var run = await AmplifyProgram.RunAsync(directory, ["http", option, value]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_a_sentence()
    {
        using var directory = new TemporaryDirectory();
        await using var other = await HttpHost.StartAsync(directory);

        var run = await AmplifyProgram.RunAsync(directory, ["http", "--port", $"{other.Root.Port}"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{IPAddress.Loopback}:{other.Root.Port}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_a_living_server_from_a_dead_one()
    {
        using var directory = new TemporaryDirectory();
        var server = await HttpHost.StartAsync(directory);
        string[] check = ["http", "--check", "--port", $"{server.Root.Port}"];

        var alive = await AmplifyProgram.RunAsync(directory, check);
        await server.DisposeAsync();
        var dead = await AmplifyProgram.RunAsync(directory, check);

        Assert.Equal((0, 1), (alive.ExitCode, dead.ExitCode));
    }

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task A_check_of_this_machine_goes_through_no_proxy(string variable)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        var run = await AmplifyProgram.RunAsync(directory, ["http", "--check", "--port", $"{server.Root.Port}"],
            environment: (variable, "http://127.0.0.1:9"));

        Assert.Equal(0, run.ExitCode);
    }

    private static string Sent(IEnumerable<LoopbackRequest> received, string path) =>
        string.Concat(received.Where(it => it.Target == path).Select(it => Latin(it.Body)));

    // Bytes as text, one for one.
    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
