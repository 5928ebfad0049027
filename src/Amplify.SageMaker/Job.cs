using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <param name="Known">false: no record of it; null: the record could not be read.</param>
/// <param name="Age">How old the record is, by the clock of the store alone.</param>
internal sealed record JobMemory(bool? Known, JobRecord? Record, TimeSpan Age)
{
    public static readonly JobMemory None = new(false, null, TimeSpan.Zero);
    public static readonly JobMemory Unread = new(null, null, TimeSpan.Zero);
}

/// <summary>A job without a result: where it may have failed, and what to say as long as it has not.</summary>
internal sealed class Job(EndpointSettings settings, OutputId id, string outputPath, JobMemory memory)
{
    public const int CheckIntervalSeconds = 30;
    private const int SeldomSeconds = 60;
    private const int LongestPath = 300;

    /// <summary>The service's own limits, asked for with every request.</summary>
    public static readonly TimeSpan QueuedFor = TimeSpan.FromHours(6);
    public static readonly TimeSpan ServedWithin = TimeSpan.FromHours(1);

    /// <summary>What an endpoint without instances needs to start one: alarm, machine, container, weights.</summary>
    public static readonly TimeSpan ColdStart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Overdue = 2 * ColdStart;

    private readonly Place failures = settings.Failures();

    public string Id => id.Value;

    /// <summary>
    /// Where it may have failed: as SageMaker announced it, if that is ours to read; otherwise as SageMaker names it, or as the first
    /// release expected it.
    /// </summary>
    public IEnumerable<string> Failures => (Announced is { } announced ? (string[])[announced] : [Failure("-error.out"), Failure(".out")])
        .Where(key => $"s3://{failures.Bucket}/{key}" != outputPath); // one place for both: that is the result

    private string? Announced =>
        memory.Record?.FailureLocation is { } announced && announced != outputPath
        && announced.StartsWith(failures.Location, StringComparison.Ordinal) && !announced.Contains("..", StringComparison.Ordinal)
            ? failures.Prefix + announced[failures.Location.Length..]
            : null;

    private string Failure(string end) => failures.Prefix + id.Value + end;

    public Prediction.Failed Failed(ModelError error, string path, DateTimeOffset at) => new(
        error,
        path,
        at,
        $"Nothing else is affected. Look at the model's log, {LogGroup}, correct what it names and submit again.",
        Retryable: false);

    /// <summary>Still running, expired, or unknown.</summary>
    /// <param name="endpoint">null: not known.</param>
    public Prediction Unanswered(EndpointState? endpoint)
    {
        var (since, expected) = (memory.Record?.SubmittedAt, memory.Record?.ExpectedAt);
        if (since is { } start && memory.Age > QueuedFor + ServedWithin) return Expired(start);

        var recorded = memory.Record?.FailureLocation is { } location ? SafeText.Quote(location, LongestPath) : null;
        var failure = recorded ?? $"{failures.Location}{id.Value}.out";
        var interval = memory.Known == true ? CheckIntervalSeconds : SeldomSeconds;
        return new Prediction.InProgress(memory.Known, new(outputPath, failure), interval)
        {
            SubmittedAt = since,
            ExpectedAt = expected,
            Endpoint = endpoint,
            Advice = memory.Known switch
            {
                false => "No job with this id is on record here. Check the id against the one that invoke_endpoint gave; "
                    + "do not keep polling.",
                true when endpoint is { Status: var status } && !EndpointDescription.IsServing(status) =>
                    $"The endpoint is {status} and answers nothing now. Tell the user that its operator has to look at it; "
                    + $"do not submit again: the job waits {QueuedFor.TotalHours:0} hours.",
                true when memory.Age > expected - since + Overdue =>
                    "This takes longer than usual. See whether the endpoint is InService and has "
                    + $"instances: {Describe}. Do not submit again; the job is given up {GivenUpHours} hours after its submission.",
                _ => null,
            },
        };
    }

    private static string GivenUpHours => $"{(QueuedFor + ServedWithin).TotalHours:0}";

    private string Describe => $"`aws sagemaker describe-endpoint --endpoint-name {settings.EndpointName}`";

    private string LogGroup => $"/aws/sagemaker/Endpoints/{settings.EndpointName} in CloudWatch";

    private Prediction.Failed Expired(DateTimeOffset since) => new(
        new(
            $"The endpoint neither answered nor failed within {GivenUpHours} hours, after which SageMaker drops a request.",
            "request_expired"),
        null,
        since + QueuedFor + ServedWithin,
        $"See whether the endpoint is InService ({Describe}) and what its log says, {LogGroup}; then submit the sequence again.",
        Retryable: true);
}
