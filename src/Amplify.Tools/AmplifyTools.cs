using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>All wiring of this library.</summary>
public static class AmplifyTools
{
    /// <param name="record">Told once of every call.</param>
    /// <param name="reuse">A sequence submitted before gets its earlier job.</param>
    public static ToolRunner Create(
        IPredictionBackend backend, TimeProvider clock, Action<Invocation> record, ILoggerFactory logs, bool reuse = false) =>
        new(Tools(backend, clock, reuse), clock, record, logs.CreateLogger<ToolRunner>());

    /// <summary>The tools alone, for whoever wants their contract.</summary>
    public static IReadOnlyList<ITool> Tools(IPredictionBackend backend, TimeProvider clock, bool reuse = false) =>
        [new InvokeEndpoint(backend, clock, reuse), new GetResults(backend, clock)];
}
