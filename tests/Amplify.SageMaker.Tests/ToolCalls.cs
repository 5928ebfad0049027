using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker.Tests;

/// <summary>The tools over a backend, as a host calls them; envelopes as they go over the wire.</summary>
internal sealed class ToolCalls(IPredictionBackend backend, ILogger<ToolRunner> logger, int maxBytes = 6_000_000) : IDisposable
{
    private readonly ToolMetrics metrics = new();

    public async Task<JsonElement> CallAsync(string tool, object arguments)
    {
        var runner = AmplifyTools.Create(backend, TimeProvider.System, metrics.Record, new OneLogger(logger));
        var answer = await runner.RunAsync(tool, JsonElement.Parse(JsonSerializer.Serialize(arguments)),
            new(View.Full, maxBytes), TestContext.Current.CancellationToken);
        return JsonElement.Parse(ContractJson.Write(answer.Envelope));
    }

    public void Dispose() => metrics.Dispose();

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
