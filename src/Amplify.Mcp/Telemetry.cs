using Amplify.Tools;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Amplify.Mcp;

/// <summary>
/// Traces and metrics over OTLP, where the usual variable names a collector; what else can be set has the usual OTEL_ names too. Disposing
/// sends what is left.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string Protocol = "Experimental.ModelContextProtocol"; // continues the trace that a request's _meta carries

    private readonly TracerProvider traces = Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Name).AddSource(Protocol, "Microsoft.AspNetCore").AddOtlpExporter().Build();

    private readonly MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Name).AddMeter(ToolMetrics.MeterName, Protocol, "Microsoft.AspNetCore.Hosting").AddOtlpExporter().Build();

    /// <summary>null, and nothing loaded, without a collector.</summary>
    public static Telemetry? Start(Settings settings) => settings.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is null ? null : new();

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Name(ResourceBuilder resource) =>
        resource.AddService("amplify-mcp", serviceVersion: Composition.Version).AddEnvironmentVariableDetector();
}
