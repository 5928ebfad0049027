using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    /// <param name="reuse">As <see cref="Settings.Reuse"/>: a sequence submitted before gets its earlier job.</param>
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, ToolMetrics metrics, ILoggerFactory logs, bool reuse = false) =>
        new([new InvokeEndpoint(backend, reuse), new GetResults(backend, clock)], clock, metrics, logs.CreateLogger<ToolRunner>());
}
