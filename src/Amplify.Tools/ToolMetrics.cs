using System.Diagnostics.Metrics;
using Amplify.Tools.Contract;

namespace Amplify.Tools;

/// <summary>What one call was, for logs and metrics: never its sequence, only its length.</summary>
public sealed record Invocation(string Tool, Envelope Envelope, TimeSpan Duration, string? RequestId)
{
    public ErrorCode? Error => (Envelope as Envelope.Failed)?.ErrorCode;

    public int? SequenceLength => (Data as ToolData.Submitted)?.SequenceLength;

    public int? ResultsSize => (Data as ToolData.Completed)?.Results.Utf8.Length;

    public string? OutputId => Data switch
    {
        ToolData.Submitted it => it.OutputId,
        ToolData.Completed it => it.OutputId,
        ToolData.InProgress it => it.OutputId,
        ToolData.Batch it => it.OutputId,
        _ => null,
    };

    public ErrorKind? Kind => Error switch
    {
        null => null,
        ErrorCode.InvalidEventStructure or ErrorCode.InvalidSequence or ErrorCode.InvalidS3Path
            or ErrorCode.MissingToolName or ErrorCode.UnknownTool => ErrorKind.Validation,
        ErrorCode.Configuration or ErrorCode.ClientInitialization => ErrorKind.Configuration,
        ErrorCode.SageMakerValidation or ErrorCode.SageMakerModel or ErrorCode.SageMakerInternal
            or ErrorCode.SageMakerServiceUnavailable => ErrorKind.SageMaker,
        _ => ErrorKind.Other,
    };

    private ToolData? Data => (Envelope as Envelope.Succeeded)?.Data;
}

/// <summary>The classes of error that have a counter of their own.</summary>
public enum ErrorKind
{
    Validation,
    Configuration,
    SageMaker,
    Other,
}

/// <summary>The meter and its instruments: a counter for each count, a histogram for each size.</summary>
public sealed class ToolMetrics : IDisposable
{
    public const string MeterName = "Amplify";

    private readonly Meter meter = new(MeterName);
    private readonly Dictionary<Metric, Counter<long>> counters;
    private readonly Dictionary<Metric, Histogram<double>> histograms;

    public ToolMetrics()
    {
        counters = Metric.All.Where(it => it.Unit == MetricUnit.Count).ToDictionary(it => it, it => meter.CreateCounter<long>(it.Name));
        histograms = Metric.All.Except(counters.Keys).ToDictionary(it => it, it => meter.CreateHistogram<double>(it.Name, UnitOf(it)));
    }

    public void Record(Invocation invocation)
    {
        var tool = new KeyValuePair<string, object?>("Tool", invocation.Tool);
        foreach (var (metric, value) in Metric.Of(invocation))
        {
            if (counters.TryGetValue(metric, out var counter)) counter.Add((long)value, tool);
            else histograms[metric].Record(value, tool);
        }
    }

    public void Dispose() => meter.Dispose();

    // UCUM, as OpenTelemetry wants it: what is counted stands in braces.
    private static string UnitOf(Metric metric) => metric.Unit switch
    {
        MetricUnit.Milliseconds => "ms",
        MetricUnit.Bytes => "By",
        _ => "{residue}",
    };
}
