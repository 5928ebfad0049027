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
        _ => null,
    };

    public ErrorKind? Kind => Error switch
    {
        null => null,
        ErrorCode.InvalidEventStructure or ErrorCode.InvalidSequence or ErrorCode.InvalidS3Path or ErrorCode.MissingToolName or ErrorCode.UnknownTool => ErrorKind.Validation,
        ErrorCode.Configuration or ErrorCode.ClientInitialization => ErrorKind.Configuration,
        ErrorCode.SageMakerValidation or ErrorCode.SageMakerModel or ErrorCode.SageMakerInternal or ErrorCode.SageMakerServiceUnavailable => ErrorKind.SageMaker,
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

/// <summary>The meter and its instruments, under the names the first dashboards know.</summary>
public sealed class ToolMetrics : IDisposable
{
    public const string MeterName = "Amplify";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> success;
    private readonly Counter<long> error;
    private readonly Dictionary<ErrorKind, Counter<long>> kinds;
    private readonly Histogram<double> duration;
    private readonly Histogram<int> sequenceLength;
    private readonly Histogram<int> resultsSize;

    public ToolMetrics()
    {
        success = meter.CreateCounter<long>("InvocationSuccess");
        error = meter.CreateCounter<long>("InvocationError");
        kinds = new()
        {
            [ErrorKind.Validation] = meter.CreateCounter<long>("ValidationError"),
            [ErrorKind.Configuration] = meter.CreateCounter<long>("ConfigurationError"),
            [ErrorKind.SageMaker] = meter.CreateCounter<long>("SageMakerError"),
        };
        duration = meter.CreateHistogram<double>("Duration", "ms");
        sequenceLength = meter.CreateHistogram<int>("SequenceLength", "residues");
        resultsSize = meter.CreateHistogram<int>("ResultsSize", "bytes");
    }

    public void Record(Invocation invocation)
    {
        var tool = new KeyValuePair<string, object?>("Tool", invocation.Tool);
        (invocation.Error is null ? success : error).Add(1, tool);
        if (invocation.Kind is { } kind && kinds.TryGetValue(kind, out var counter)) counter.Add(1, tool);
        duration.Record(invocation.Duration.TotalMilliseconds, tool);
        if (invocation.SequenceLength is { } length) sequenceLength.Record(length, tool);
        if (invocation.ResultsSize is { } size) resultsSize.Record(size, tool);
    }

    public void Dispose() => meter.Dispose();
}
