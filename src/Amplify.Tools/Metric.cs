namespace Amplify.Tools;

/// <summary>One figure we publish: the name that dashboards know it by, and what its numbers count.</summary>
public sealed record Metric(string Name, MetricUnit Unit)
{
    public static readonly Metric Success = new("InvocationSuccess", MetricUnit.Count);
    public static readonly Metric Error = new("InvocationError", MetricUnit.Count);
    public static readonly Metric ValidationError = new("ValidationError", MetricUnit.Count);
    public static readonly Metric ConfigurationError = new("ConfigurationError", MetricUnit.Count);
    public static readonly Metric SageMakerError = new("SageMakerError", MetricUnit.Count);
    public static readonly Metric Duration = new("Duration", MetricUnit.Milliseconds);
    public static readonly Metric SequenceLength = new("SequenceLength", MetricUnit.Residues);
    public static readonly Metric ResultsSize = new("ResultsSize", MetricUnit.Bytes);

    public static readonly IReadOnlyList<Metric> All =
        [Success, Error, ValidationError, ConfigurationError, SageMakerError, Duration, SequenceLength, ResultsSize];

    /// <summary>What one call adds to them, each at most once.</summary>
    public static IEnumerable<(Metric Metric, double Value)> Of(Invocation invocation)
    {
        yield return (invocation.Error is null ? Success : Error, 1);
        if (invocation.Kind is ErrorKind.Validation) yield return (ValidationError, 1);
        if (invocation.Kind is ErrorKind.Configuration) yield return (ConfigurationError, 1);
        if (invocation.Kind is ErrorKind.SageMaker) yield return (SageMakerError, 1);
        yield return (Duration, invocation.Duration.TotalMilliseconds);
        if (invocation.SequenceLength is { } length) yield return (SequenceLength, length);
        if (invocation.ResultsSize is { } size) yield return (ResultsSize, size);
    }
}

public enum MetricUnit
{
    Count,
    Milliseconds,
    Residues,
    Bytes,
}
