using System.Diagnostics.CodeAnalysis;
using Amazon.SageMakerRuntime.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>Hands one sequence to the endpoint: in an object that the request names, or within the request.</summary>
internal sealed partial class Intake(
    EndpointSettings settings, AwsFaults faults, EndpointWatch endpoint, JobRecords records, TimeProvider clock, ILogger logger)
{
    /// <summary>What the service takes within a request, in bytes.</summary>
    public const int MostInline = 128_000;

    /// <summary>For all that comes before the request that is accepted.</summary>
    public static readonly TimeSpan UploadBudget = TimeSpan.FromSeconds(11);

    // Ends before the client's own time-out would repeat the request: a POST without an answer may have been accepted, and a second
    // one would be a second run.
    public static readonly TimeSpan InvokeBudget = AwsClients.PerTry - TimeSpan.FromSeconds(1);

    // Nothing is submitted that leaves no time to hear of its acceptance.
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(1);

    private readonly WaitingJobs waiting = new(settings, faults, records, clock);

    // A service that does not take it now will hardly take it at the next call.
    private volatile bool isInlineRefused;

    /// <param name="calls">In whose time.</param>
    /// <param name="sequence">What to submit.</param>
    /// <param name="uploadBudget">Less than usual where something else came before.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>Also what writes the job's record.</returns>
    public async Task<(Submission Submission, Func<Task> Remember)> SubmitAsync(
        AwsCalls calls, ProteinSequence sequence, TimeSpan uploadBudget, CancellationToken cancellationToken)
    {
        var (now, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var looking = endpoint.LookAsync(calls.Time);
        if (calls.Owner is { } owner) await waiting.RequireRoomAsync(calls, owner, cancellationToken);
        var (request, content) = (Request(sequence, now), JobInput.Of(sequence).Write());
        var mayBeInline = settings.SubmitInline && content.Length <= MostInline;
        var accepted = mayBeInline && !isInlineRefused ? await TryInlineAsync(calls, request, content, cancellationToken) : null;
        var wasRefused = mayBeInline && accepted is null;
        if (accepted is null)
        {
            var left = uploadBudget - clock.GetElapsedTime(started);
            accepted = await InvokeStoredAsync(calls, request, content, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            if (wasRefused && !isInlineRefused) NotInline(accepted.OutputLocation);
            isInlineRefused |= wasRefused; // only now: another fault of the request is refused both ways
        }

        if (!IsReadable(accepted.OutputLocation, out var id)) throw faults.UnusableOutput(accepted.OutputLocation, request.InferenceId!);
        Accepted(id.Value, request.InferenceId!, sequence.Length);

        var state = await looking;
        var expected = now.AddMinutes((sequence.Length / 600) + 1) + (state?.ColdStart == true ? Job.ColdStart : TimeSpan.Zero);
        var record = new JobRecord(sequence.Length, sequence.Sha256, now, expected)
        {
            Name = sequence.Name,
            Caller = calls.Caller?.Share,
            Owner = calls.Owner?.Key,
            FailureLocation = accepted.FailureLocation,
        };
        List<string> warnings = WarningsOf(sequence, accepted.FailureLocation);
        if (wasRefused) warnings.Add(AwsFaults.NoInline);
        var submission = new Submission(id.Value, accepted.OutputLocation, now, expected, Job.CheckIntervalSeconds)
        {
            Warnings = warnings,
            Endpoint = state,
        };
        return (submission, () => records.RememberAsync(calls, id.Value, record));
    }

    /// <summary>What is accepted all the same and should be known.</summary>
    public List<string> WarningsOf(ProteinSequence sequence, string? failureLocation)
    {
        var warnings = new List<string>();
        if (sequence.Value.Length > settings.MaxResidues)
            warnings.Add($"The sequence has {sequence.Length:N0} residues and the model reads {settings.MaxResidues:N0}: "
                + "the job may fail, or score only the first ones.");
        if (failureLocation is not null && !failureLocation.StartsWith(settings.Failures().Location, StringComparison.Ordinal))
            warnings.Add($"The endpoint writes failures to {SafeText.Quote(failureLocation, 200)}, outside S3_FAILURE_PREFIX: "
                + "a failed job will look as if it were running. Correct S3_FAILURE_PREFIX, or S3_FAILURE_BUCKET_NAME.");
        if (sequence.Variants.Count > 0)
            warnings.Add("This project's container scores combinations; another one ignores them, and get_results then has sums of single "
                + "scores.");
        return warnings;
    }

    // null: the service says the request is wrong. It may not know what SUBMIT_INLINE asks for.
    private async Task<InvokeEndpointAsyncResponse?> TryInlineAsync(
        AwsCalls calls, InvokeEndpointAsyncRequest request, byte[] content, CancellationToken cancellationToken)
    {
        request.Body = new MemoryStream(content);
        try
        {
            return await InvokeAsync(calls, request, cancellationToken);
        }
        catch (BackendException fault) when (fault.Code == ErrorCode.SageMakerValidation)
        {
            request.Body = null;
            return null;
        }
    }

    private async Task<InvokeEndpointAsyncResponse> InvokeStoredAsync(
        AwsCalls calls, InvokeEndpointAsyncRequest request, byte[] content, TimeSpan uploadBudget, CancellationToken cancellationToken)
    {
        var (inputs, key) = (settings.Inputs(), $"{settings.InputPrefix}{request.InferenceId}.json");
        await calls.CallAsync(
            calls.Cut(uploadBudget, kept: calls.Cut(2 * Hearing) / 2),
            faults.Upload,
            (aws, token) => new Bucket(aws, inputs.Bucket, settings, clock).PutAsync(key, content, token),
            cancellationToken);
        request.InputLocation = $"s3://{inputs.Bucket}/{key}";
        return await InvokeAsync(calls, request, cancellationToken);
    }

    // From here on SageMaker may accept the job at any moment, and the caller's giving up must not lose it.
    private async Task<InvokeEndpointAsyncResponse> InvokeAsync(
        AwsCalls calls, InvokeEndpointAsyncRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await calls.CallAsync(
            calls.Cut(InvokeBudget),
            fault => faults.Invoke(fault, request.InferenceId!),
            (aws, token) => aws.Runtime.InvokeEndpointAsyncAsync(request, token),
            CancellationToken.None);
    }

    private InvokeEndpointAsyncRequest Request(ProteinSequence sequence, DateTimeOffset now)
    {
        var invocation = Guid.CreateVersion7(now).ToString();
        return new()
        {
            EndpointName = settings.RequireEndpoint().Endpoint,
            ContentType = "application/json",
            Accept = "application/json",
            InferenceId = invocation,
            CustomAttributes =
                $$"""{"invocation_id":"{{invocation}}","sequence_length":{{sequence.Length}},"timestamp":"{{UtcInstant.Format(now)}}"}""",
            InvocationTimeoutSeconds = (int)Job.ServedWithin.TotalSeconds,
            RequestTTLSeconds = (int)Job.QueuedFor.TotalSeconds,
        };
    }

    private bool IsReadable([NotNullWhen(true)] string? output, [NotNullWhen(true)] out OutputId? id)
    {
        id = null;
        var outputs = settings.Outputs().Location;
        return output is not null && OutputId.TryParse(output, outputs, out id) && output == outputs + id.FileName;
    }

    [LoggerMessage(20, LogLevel.Information, "Accepted {OutputId} {InferenceId} {SequenceLength}")]
    private partial void Accepted(string outputId, string inferenceId, int sequenceLength);

    [LoggerMessage(26, LogLevel.Warning, "SageMaker takes no request in its body: the input went to S3 {OutputLocation}")]
    private partial void NotInline(string? outputLocation);
}
