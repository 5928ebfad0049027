using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    /// <param name="reuse"><see cref="Settings.Reuse"/>, read at every submission: a sequence submitted before gets its earlier job. null:
    /// never.</param>
    public static ToolRunner Create(
        IPredictionBackend backend, TimeProvider clock, ToolMetrics metrics, ILoggerFactory logs, Func<bool>? reuse = null) =>
        Create(backend, clock, metrics.Record, logs, reuse);

    /// <param name="record">Told once of every call.</param>
    /// <param name="reuse">As above.</param>
    public static ToolRunner Create(
        IPredictionBackend backend, TimeProvider clock, Action<Invocation> record, ILoggerFactory logs, Func<bool>? reuse = null) =>
        new([new InvokeEndpoint(backend, reuse ?? (() => false)), new GetResults(backend, clock)], clock, record,
            logs.CreateLogger<ToolRunner>());
}
