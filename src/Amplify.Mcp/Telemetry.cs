using Amplify.Mcp.Protocol;
using Amplify.Tools;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Amplify.Mcp;

/// <summary>
/// Traces and metrics over OTLP, where the usual variable names a collector; what else can be set has the usual OTEL_ names too. Disposing
/// sends what is left, for as long as nobody is kept waiting by it.
/// </summary>
internal sealed partial class Telemetry(IReadOnlyList<IDisposable> providers) : IDisposable
{
    /// <summary>What this program is called where no variable gives it another name.</summary>
    public const string ServiceName = "amplify-mcp";

    private const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "Experimental.ModelContextProtocol"; // continues the trace that a request's _meta carries
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5); // hosts kill a program that takes more than two to leave

    /// <summary>
    /// null, and nothing loaded, without a collector. Without telemetry, and with a line in the log, where a setting of it cannot be read.
    /// </summary>
    public static Telemetry? Start(Settings settings, ILoggerFactory logs)
    {
        if (settings.Text(CollectorVariable) is not { } collector) return null;
        var providers = new List<IDisposable>();
        try
        {
            if (!Uri.TryCreate(collector, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                throw new SettingException(CollectorVariable,
                    $"{CollectorVariable} is '{collector}'; it takes an address that begins with https:// or http://");
            providers.Add(Sdk.CreateTracerProviderBuilder().ConfigureResource(Name).AddSource(Protocol, "Microsoft.AspNetCore")
                .AddOtlpExporter().Build());
            providers.Add(Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(Name).AddMeter(ToolMetrics.MeterName, Protocol, "Microsoft.AspNetCore.Hosting").AddOtlpExporter()
                    .Build());
            return new(providers);
        }
        catch (Exception fault) // of whatever kind a library throws over a variable: nobody's work hangs on telemetry
        {
            Absent(logs.CreateLogger<Telemetry>(), fault.Message);
            foreach (var provider in providers) provider.Dispose();
            return null;
        }
    }

    // A collector that hangs would keep each of them for five seconds.
    public void Dispose() => Task.WaitAll([.. providers.Select(it => Task.Run(it.Dispose))], Patience);

    private static void Name(ResourceBuilder resource) =>
        resource.AddService(ServiceName, serviceVersion: McpAdapter.Version).AddEnvironmentVariableDetector();

    [LoggerMessage(31, LogLevel.Warning, "There is no telemetry, since a variable that begins with OTEL_ cannot be read: {Problem}")]
    private static partial void Absent(ILogger logger, string problem);
}
