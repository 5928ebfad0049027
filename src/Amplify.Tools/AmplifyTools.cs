using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, ToolMetrics metrics, ILoggerFactory logs) =>
        Create(backend, clock, metrics.Record, logs);

    /// <param name="record">Told once of every call.</param>
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, Action<Invocation> record, ILoggerFactory logs) =>
        new([new InvokeEndpoint(backend), new GetResults(backend, clock)], clock, record, logs.CreateLogger<ToolRunner>());
}
