using System.Collections.Concurrent;
using System.Text.Json;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Local;
using Amplify.Tools.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests;

public class WatchingTests
{
    [Theory]
    [InlineData("invoke_endpoint", """{ "sequence": "MKTV" }""", "InvocationSuccess=1 SequenceLength=4")]
    [InlineData("invoke_endpoint", """{ "sequence": "MKTX" }""", "InvocationError=1 ValidationError=1")]
    [InlineData("invoke_endpoint", "[]", "InvocationError=1 ValidationError=1")]
    [InlineData("get_results", """{ "output_id": "job-1", "view": "full" }""", "InvocationSuccess=1 ResultsSize=7")]
    [InlineData("get_results", """{ "output_id": "../x" }""", "InvocationError=1 ValidationError=1")]
    public async Task Every_call_is_counted_once_under_the_documented_names(string tool, string arguments, string expected)
    {
        var bench = new ToolBench(new ScriptedBackend("{\"a\":1}"u8.ToArray()));

        await bench.CallAsync(tool, arguments);

        var measured = Metric.Of(Assert.Single(bench.Recorded)).ToDictionary(it => it.Metric.Name, it => it.Value);
        Assert.True(measured.Remove("Duration"));
        Assert.Equal(
            expected,
            string.Join(' ', measured.OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => $"{it.Key}={it.Value}")));
    }

    [Fact]
    public async Task No_log_line_holds_a_sequence()
    {
        await using var store = new LocalStore();
        using var log = new Recorder();
        using var metrics = new ToolMetrics();
        await using var backend = new LocalBackend(
            store.Home,
            new SubstitutionTable(TimeProvider.System),
            TimeProvider.System,
            log.CreateLogger<LocalBackend>());
        var runner = AmplifyTools.Create(backend, TimeProvider.System, metrics.Record, log, true);
        using var good = JsonDocument.Parse($$"""{ "sequence": "{{Examples.Insulin}}" }""");
        using var bad = JsonDocument.Parse($$"""{ "sequence": "{{Examples.Insulin}}X" }""");

        var receipt = await runner.RunAsync("invoke_endpoint", good.RootElement, ToolBench.Mcp, TestContext.Current.CancellationToken);
        await runner.RunAsync("invoke_endpoint", bad.RootElement, ToolBench.Mcp, TestContext.Current.CancellationToken);
        await LocalStore.EndAsync(backend,
            Assert.IsType<ToolData.Submitted>(Assert.IsType<Envelope.Succeeded>(receipt.Envelope).Data).OutputId);

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, it => it.Contains(Examples.Insulin[..8], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_broke_is_in_the_log_with_the_call_it_broke()
    {
        using var log = new Recorder();
        var foreseen = new ScriptedBackend(ScriptedBackend.Running())
        {
            Fault =
            new(ErrorCode.AccessDenied, "No right to read.", new ErrorDetails.Fault(false))
        };
        var unforeseen = new ScriptedBackend(_ => throw new InvalidCastException("cast"));
        using var arguments = JsonDocument.Parse("""{ "output_id": "job-1" }""");

        foreach (var backend in (ScriptedBackend[])[foreseen, unforeseen])
        {
            await AmplifyTools.Create(backend, TimeProvider.System, _ => { }, log)
                .RunAsync("get_results", arguments.RootElement, ToolBench.Mcp with { RequestId = "request-7" },
                    TestContext.Current.CancellationToken);
        }

        Assert.Equal(4, log.Lines.Count);
        Assert.All(log.Lines, it => Assert.Contains("get_results request-7", it));
        Assert.Contains(log.Lines, it => it.StartsWith("Failed get_results request-7 AccessDenied", StringComparison.Ordinal)
            && it.Contains("No right to read."));
        Assert.Contains(log.Lines, it => it.StartsWith("Failed get_results request-7 ResultRetrieval", StringComparison.Ordinal)
            && it.Contains("InvalidCastException"));
    }

    private sealed class Recorder : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
