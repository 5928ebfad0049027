using System.Text.Json;
using Amplify.Mcp.Tests.Http;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>The function's metrics from the other hosts too, as lines of standard error that CloudWatch reads.</summary>
public sealed class MetricLineTests : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"""
        + """{"name":"test","version":"1"} } }""";
    private const string Unknown =
        """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_results","arguments":"""
        + """{"output_id":"nobody-submitted-this"} } }""";
    private const string Wrong =
        """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"MKXV"} } }""";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Stdio_writes_a_line_a_call_among_its_log_and_nothing_of_it_on_standard_output()
    {
        var run = await RunAsync("EMF", Initialize, Unknown, Wrong);

        Assert.DoesNotContain("CloudWatch", run.Output, StringComparison.Ordinal);
        AssertLines(run.Error, "amplify-mcp");
    }

    [Fact]
    public async Task Http_writes_the_same_lines_under_the_name_it_is_given()
    {
        await using var server = await HttpProcess.StartAsync(
            AmplifyProgram.Path, directory, ("AMPLIFY_METRICS", "emf"), ("OTEL_SERVICE_NAME", "vep_runtime"));
        foreach (var call in (string[])[Unknown, Wrong])
        {
            using var answer = await server.PostAsync(call);
            await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        server.Terminate();
        var (code, log) = await server.EndAsync();

        Assert.Equal(0, code);
        AssertLines(log, "vep_runtime");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("prometheus", "AMPLIFY_METRICS is 'prometheus'; it takes emf, or nothing.")]
    public async Task Unasked_there_is_no_such_line_and_a_word_nobody_knows_is_said_and_stops_nothing(string? setting, string? said)
    {
        var run = await RunAsync(setting ?? "", Initialize, Unknown);

        Assert.Contains("nobody-submitted-this", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("_aws", run.Error, StringComparison.Ordinal);
        Assert.Contains(said ?? "Finished", run.Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(string metrics, params string[] messages) =>
        AmplifyProgram.RunAsync(directory, [], string.Join('\n', [.. messages, ""]), ("AMPLIFY_METRICS", metrics));

    // Byte for byte, but for what differs from run to run: the time, the duration, and which of two calls ended first.
    private static void AssertLines(string error, string name)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(it => it.Contains("_aws", StringComparison.Ordinal))
            .Select(it => it.TrimEnd('\r')).ToList();

        Assert.Equal(Expected(name).Order(), lines.Select(it => Settled(it)).Order());
        Assert.All(lines, it => Assert.InRange(JsonElement.Parse(it).GetProperty("Duration").GetDouble(), 0, 60_000));
    }

    private static string Settled(string line)
    {
        var json = JsonElement.Parse(line);
        return line.Replace(json.GetProperty("_aws").GetProperty("Timestamp").GetRawText(), "TIME", StringComparison.Ordinal)
            .Replace($"\"Duration\":{json.GetProperty("Duration").GetRawText()}", "\"Duration\":MS", StringComparison.Ordinal);
    }

    private static string[] Expected(string name) =>
    [
        Line(name, "get_results", 2, "InvocationSuccess"),
        Line(name, "invoke_endpoint", 3, "InvocationError", "ValidationError"),
    ];

    private static string Line(string name, string tool, int request, params string[] counts)
    {
        var metrics = string.Concat(counts.Select(it => $$"""{"Name":"{{it}}","Unit":"Count"},"""));
        var values = string.Concat(counts.Select(it => $"\"{it}\":1,"));
        return """{"_aws":{"Timestamp":TIME,"CloudWatchMetrics":[{"Namespace":"SageMaker/AsyncEndpoint","Dimensions":[["FunctionName"],"""
            + $$"""["FunctionName","Tool"]],"Metrics":[{{metrics}}{"Name":"Duration","Unit":"Milliseconds"}]}]},"""
            + $"\"FunctionName\":\"{name}\",\"Tool\":\"{tool}\",{values}\"Duration\":MS,\"RequestId\":\"{request}\"}}";
    }
}
