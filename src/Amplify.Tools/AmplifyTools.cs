using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    public static ToolRunner Create(IPredictionBackend backend, TimeProvider clock, ToolMetrics metrics, ILoggerFactory logs) =>
        new([new InvokeEndpoint(backend), new GetResults(backend, clock)], clock, metrics, logs.CreateLogger<ToolRunner>());
}
