using System.Buffers;
using System.Text.Json;

namespace Amplify.Tools;

/// <summary>
/// Each call as one line of CloudWatch's embedded metric format: metrics without a call to CloudWatch, and without a right to make one.
/// </summary>
/// <param name="output">Where lines go that CloudWatch reads: each is one write.</param>
/// <param name="name">Which program it is, under the dimension that the function's dashboards know.</param>
/// <param name="clock">The time.</param>
public sealed class EmbeddedMetrics(Stream output, string name, TimeProvider clock)
{
    private const string Namespace = "SageMaker/AsyncEndpoint";

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    public void Record(Invocation invocation)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line, Options)) Write(json, invocation);
        line.Write("\n"u8);
        output.Write(line.WrittenSpan); // at once: a line in two pieces is two log events
    }

    private void Write(Utf8JsonWriter json, Invocation invocation)
    {
        json.WriteStartObject();
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, clock.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, Namespace);
        json.WriteStartArray("Dimensions"u8);
        Dimension(json, "FunctionName");
        Dimension(json, "FunctionName", "Tool");
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach (var (metric, _) in Metric.Of(invocation))
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, metric.Name);
            json.WriteString("Unit"u8, UnitOf(metric));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();

        json.WriteString("FunctionName"u8, name);
        json.WriteString("Tool"u8, invocation.Tool);
        foreach (var (metric, value) in Metric.Of(invocation)) json.WriteNumber(metric.Name, Math.Round(value, 3));
        if (invocation.RequestId is { } request) json.WriteString("RequestId"u8, request);
        json.WriteEndObject();
    }

    private static void Dimension(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        json.WriteStartArray();
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    // CloudWatch has no unit for residues.
    private static string UnitOf(Metric metric) => metric.Unit switch
    {
        MetricUnit.Milliseconds => "Milliseconds",
        MetricUnit.Bytes => "Bytes",
        _ => "Count",
    };
}
