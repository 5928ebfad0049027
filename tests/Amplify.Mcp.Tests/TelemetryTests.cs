using System.Diagnostics;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>Telemetry is for whoever watches: whatever is wrong with it, whoever calls does not notice.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Conversation = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"} } }
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_results","arguments":{"output_id":"nobody-submitted-this"} } }

        """;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(Collector, "collector:4317")]
    [InlineData(Collector, "not an address")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "novalue")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such.pem")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0")]
    public async Task A_setting_of_it_that_cannot_be_read_is_said_and_the_server_serves(string variable, string value)
    {
        var (answers, log, _) = await TalkAsync((Collector, "http://127.0.0.1:9"), (variable, value));

        Assert.Equal([1, 2], answers);
        Assert.Contains(log, it => it.GetProperty("level").GetString() == "WARN" && it.GetProperty("message")
            .GetString()!.StartsWith("There is no telemetry", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    [InlineData("carrier pigeon")]
    public async Task A_collector_that_hangs_does_not_hold_the_exit(string protocol)
    {
        await using var collector = new LoopbackHttp(_ => Task.FromResult(LoopbackReply.Hang));

        var (answers, _, leaving) = await TalkAsync((Collector, collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));

        Assert.Equal([1, 2], answers);
        Assert.True(leaving < TimeSpan.FromSeconds(6),
            $"it took {leaving}, and hosts kill after a few seconds"); // 1.5 s on an idle machine; 10 before
    }

    private async Task<(IReadOnlyList<int> Answers, IReadOnlyList<JsonElement> Log,
        TimeSpan Leaving)> TalkAsync(params (string Name, string Value)[] variables)
    {
        var environment = AmplifyProgram.Environment(directory,
            [.. variables.DistinctBy(it => it.Name).Select(it => (it.Name, variables.Last(other => other.Name == it.Name).Value))]);
        using var process = Process.Start(ProgramRun.StartInfo(AmplifyProgram.Path, [], environment))!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var log = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardInput.WriteAsync(Conversation.AsMemory(), patience.Token);
        await process.StandardInput.FlushAsync(patience.Token);
        List<int> answers = [];
        while (answers.Count < 2)
            answers.Add(JsonElement.Parse((await process.StandardOutput.ReadLineAsync(patience.Token))!).GetProperty("id").GetInt32());

        var started = TimeProvider.System.GetTimestamp();
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);

        Assert.Equal(0, process.ExitCode);
        return (answers, [.. (await log).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it))],
            TimeProvider.System.GetElapsedTime(started));
    }
}
