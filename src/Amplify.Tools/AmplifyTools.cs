using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    /// <param name="reuse">As <see cref="Settings.Reuse"/>: a sequence submitted before gets its earlier job.</param>
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, ToolMetrics metrics, ILoggerFactory logs, bool reuse = false) =>
        Create(backend, clock, metrics.Record, logs, reuse);

    /// <param name="record">Told once of every call.</param>
    /// <param name="reuse">As above.</param>
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, Action<Invocation> record, ILoggerFactory logs, bool reuse = false) =>
        new([new InvokeEndpoint(backend, reuse), new GetResults(backend, clock)], clock, record, logs.CreateLogger<ToolRunner>());
}
