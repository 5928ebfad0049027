using Amazon.Runtime;
using Amazon.SageMakerRuntime.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>The team's own asynchronous endpoint: a request goes to S3 and SageMaker, its answer or failure comes back in S3.</summary>
public sealed partial class SageMakerBackend : IPredictionBackend, IDisposable
{
    // Together under the 25 seconds a call may take, whatever hangs.
    private static readonly TimeSpan UploadBudget = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan RecordBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LookBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FetchBudget = TimeSpan.FromSeconds(20);

    // Nothing is submitted that leaves no time to hear of its acceptance; and once a host has its answer, a bit of what it kept is left.
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterAnswer = TimeSpan.FromMilliseconds(250);

    // Ends before the client's own time-out would repeat the request: a POST without an answer may have been accepted, and a second
    // one would be a second run.
    private static readonly TimeSpan InvokeBudget = AwsClients.PerTry - TimeSpan.FromSeconds(1);

    private readonly Settings settings;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly AwsClients clients;
    private readonly AwsFaults faults;
    private readonly EndpointWatch endpoint;
    private CallTime? time;

    internal static TimeSpan LongestCall => UploadBudget + InvokeBudget + RecordBudget;

    /// <summary>Touches neither network nor disk: clients are made at the first call.</summary>
    /// <param name="settings">Read at each call.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">For what no answer says.</param>
    /// <param name="signIn">null: this host runs with keys that need no service of AWS to get.</param>
    public SageMakerBackend(Settings settings, TimeProvider clock, ILogger<SageMakerBackend> logger, SignIn? signIn = null)
        : this(settings, clock, logger, signIn, credentials: null)
    {
    }

    internal SageMakerBackend(Settings settings, TimeProvider clock, ILogger<SageMakerBackend> logger, SignIn? signIn, AWSCredentials? credentials)
    {
        (this.settings, this.clock, this.logger) = (settings, clock, logger);
        (clients, faults) = (new(settings, credentials, signIn, clock), new(settings));
        endpoint = new(settings, clients, clock, NotDescribed);
    }

    /// <summary>
    /// Takes what is left to do after a submission, where a host finishes such things once it has answered: the job's record and the key
    /// that names it, which no answer needs. null: the submission waits for them.
    /// </summary>
    public Action<Func<Task>>? Afterwards { get; init; }

    public bool ReadsChains => settings.ModelReadsChains;

    public string OutputLocation => settings.Outputs().Location;

    public IPredictionBackend Within(CallTime? time)
    {
        var call = (SageMakerBackend)MemberwiseClone(); // the clients and what is known of the endpoint are shared
        call.time = time;
        return call;
    }

    public async Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var (submission, remember) = await SubmitAsync(sequence, UploadBudget, cancellationToken);
        await FinishAsync(remember);
        return submission;
    }

    /// <returns>Also what writes the job's record.</returns>
    private async Task<(Submission Submission, Func<Task> Remember)> SubmitAsync(
        ProteinSequence sequence, TimeSpan uploadBudget, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var looking = endpoint.LookAsync(time);
        var invocation = Guid.CreateVersion7(now).ToString();
        var input = $"{settings.InputPrefix}{invocation}.json";
        var content = new JobInput(sequence.Value).Write();
        var upload = Cut(uploadBudget, kept: Cut(2 * Hearing) / 2);
        await CallAsync(upload, faults.Upload, (aws, token) => Objects(aws).PutAsync(input, content, token), cancellationToken);

        // From here on SageMaker may accept the job at any moment, and the caller's giving up must not lose it.
        cancellationToken.ThrowIfCancellationRequested();
        var request = Request(invocation, input, sequence, now);
        var accepted = await CallAsync(
            Cut(InvokeBudget),
            fault => faults.Invoke(fault, invocation),
            (aws, token) => aws.Runtime.InvokeEndpointAsyncAsync(request, token),
            CancellationToken.None);
        var (output, failure) = (accepted.OutputLocation, accepted.FailureLocation);
        if (output is null || !OutputId.TryParse(output, OutputLocation, out var id) || output != OutputLocation + id.FileName)
            throw faults.UnusableOutput(output, invocation);
        Accepted(id.Value, invocation, sequence.Length);

        var state = await looking;
        var expected = now.AddMinutes((sequence.Length / 600) + 1) + (state?.ColdStart == true ? Job.ColdStart : TimeSpan.Zero);
        var record = new JobRecord(sequence.Length, sequence.Sha256, now, expected) { FailureLocation = failure };
        var submission = new Submission(id.Value, output, now, expected, Job.CheckIntervalSeconds)
        {
            Warnings = Doubts(sequence, failure),
            Endpoint = state,
        };
        return (submission, () => RememberAsync(id.Value, record));
    }

    private async Task FinishAsync(Func<Task> work)
    {
        if (Afterwards is null) await work();
        else Afterwards(work);
    }

    /// <summary>The bucket by one listing, and the endpoint where it may be asked.</summary>
    public async Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken)
    {
        var looking = endpoint.LookAsync(time);
        var bucket = await LookAtBucketAsync(cancellationToken);
        return await looking is { } state ? [bucket, EndpointDescription.Dependency(state)] : [bucket];
    }

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) =>
        CallAsync(Cut(FetchBudget), fault => faults.Fetch(fault, id), (aws, token) => FetchAsync(aws, id, token), cancellationToken);

    /// <summary>
    /// For a host that is given time before its first call: over TLS, most of that call's wait is the machine's trust store. Asks for an object that is not there,
    /// the one question every role may ask, so that certificates, client and connection are ready. Whatever goes wrong is the first call's to report.
    /// </summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (settings.S3Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true) return;
            await In(settings.Outputs(), await clients.GetAsync(cancellationToken)).TryReadAsync($"{settings.OutputPrefix}connect", cancellationToken);
        }
        catch (Exception fault)
        {
            NotConnected(Causes.Of(fault));
        }
    }

    public void Dispose() => clients.Dispose();

    private async Task<Prediction> FetchAsync(AwsSet aws, OutputId id, CancellationToken cancellationToken)
    {
        var (results, output) = (In(settings.Outputs(), aws), settings.OutputPrefix + id.FileName);
        var path = OutputLocation + id.FileName;
        if (await results.TryReadAsync(output, cancellationToken) is { } stored)
            return new Prediction.Completed(stored.Content, path, stored.At, () => results.Link(output, id.Value + ".json"));

        var looking = endpoint.LookAsync(time);
        var recalling = RecallAsync(Objects(aws), id, cancellationToken);
        var listing = In(settings.Failures(), aws).ListAsync(settings.FailurePrefix + id.Value, cancellationToken);
        await Task.WhenAll(looking, recalling, listing);

        var job = new Job(settings, id, path, await recalling);
        return await FailureAsync(aws, job, await listing, cancellationToken) is var (key, error)
            ? job.Failed(FailureText.Read(error.Content), settings.Failures().Location + key[settings.FailurePrefix.Length..], error.At)
            : job.Unanswered(await looking);
    }

    // A failure that the listing cannot tell of is asked for by name: one that is called otherwise than its job, and where too many names begin
    // like the job's.
    private async Task<(string Key, StoredObject Error)?> FailureAsync(AwsSet aws, Job job, Listing listing, CancellationToken cancellationToken)
    {
        bool MayBe(string it) => !listing.IsWhole || listing.Keys.Contains(it) || !it.StartsWith(settings.FailurePrefix + job.Id, StringComparison.Ordinal);
        foreach (var name in job.Failures.Where(MayBe))
        {
            if (await In(settings.Failures(), aws).TryReadSomeAsync(name, FailureText.MostBytes, cancellationToken) is { } error) return (name, error);
        }

        return null;
    }

    private async Task<Dependency> LookAtBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            Place[] places = [settings.Inputs(), settings.Outputs(), settings.Failures()];
            await Task.WhenAll(places.Reverse().DistinctBy(it => it.Bucket).Select(place => CallAsync(
                Cut(LookBudget), fault => faults.Look(fault, place), (aws, token) => In(place, aws).ListAsync(place.Prefix, token), cancellationToken)));
            return new("bucket");
        }
        catch (BackendException fault)
        {
            return new("bucket", fault.Message);
        }
    }

    // Its loss costs a poll's knowledge of the job, not the job.
    private async Task RememberAsync(string id, JobRecord record)
    {
        try
        {
            var (key, json) = (RecordKey(id), record.Write());
            var budget = CutAtTheEnd(RecordBudget);
            await CallAsync(budget, faults.Upload, (aws, token) => Objects(aws).PutAsync(key, json, token), CancellationToken.None);
        }
        catch (BackendException fault)
        {
            NotRecorded(id, fault.Code);
        }
    }

    // Older roles may not read it, and older programs never wrote it.
    private async Task<JobMemory> RecallAsync(Bucket bucket, OutputId id, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await bucket.TryReadAsync(RecordKey(id.Value), cancellationToken);
            return stored is null ? JobMemory.None : new(Known: true, JobRecord.Read(stored.Content), stored.Age);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            NotRecalled(id.Value, Causes.Of(fault));
            return JobMemory.Unread;
        }
    }

    private TimeSpan Cut(TimeSpan budget, TimeSpan kept = default) => time?.Cut(budget, kept) ?? budget;

    private TimeSpan CutAtTheEnd(TimeSpan budget) => Cut(budget, kept: Afterwards is null ? TimeSpan.Zero : -AfterAnswer);

    /// <summary>One or more calls to AWS within a time of their own; whatever goes wrong is named, also that the host's time is over.</summary>
    private async Task<T> CallAsync<T>(
        TimeSpan budget,
        Func<Exception, BackendException> name,
        Func<AwsSet, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(budget, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Not waited for beyond its time: a cancelled request goes on reading for two seconds what may come of an answer that began.
            return await call(await clients.GetAsync(either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (Exception fault) when (fault is not SettingException
            && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested && time is not { IsOver: true }))
        {
            if (Causes.IsOfCredentials(Causes.Of(fault))) clients.Renew();
            throw name(fault);
        }
    }

    private InvokeEndpointAsyncRequest Request(string invocation, string input, ProteinSequence sequence, DateTimeOffset now) => new()
    {
        EndpointName = settings.RequireEndpoint().Endpoint,
        InputLocation = $"s3://{settings.Inputs().Bucket}/{input}",
        ContentType = "application/json",
        Accept = "application/json",
        InferenceId = invocation,
        CustomAttributes =
            $$"""{"invocation_id":"{{invocation}}","sequence_length":{{sequence.Length}},"timestamp":"{{UtcInstant.Format(now)}}"}""",
        InvocationTimeoutSeconds = (int)Job.ServedWithin.TotalSeconds,
        RequestTTLSeconds = (int)Job.QueuedFor.TotalSeconds,
    };

    private Bucket Objects(AwsSet aws) => In(settings.Inputs(), aws);

    private Bucket In(Place place, AwsSet aws) => new(aws, place.Bucket, settings, clock);

    private string RecordKey(string id) => $"{settings.InputPrefix}jobs/{id}.json";

    private List<string> Doubts(ProteinSequence sequence, string? failureLocation)
    {
        var doubts = new List<string>();
        if (sequence.Value.Length > settings.MaxResidues)
            doubts.Add($"The sequence has {sequence.Length:N0} residues and the model reads {settings.MaxResidues:N0}: "
                + "the job may fail, or score only the first ones.");
        if (failureLocation is not null && !failureLocation.StartsWith(settings.Failures().Location, StringComparison.Ordinal))
            doubts.Add($"The endpoint writes failures to {SafeText.Quote(failureLocation, 200)}, outside S3_FAILURE_PREFIX: "
                + "a failed job will look as if it were running. Correct S3_FAILURE_PREFIX, or S3_FAILURE_BUCKET_NAME.");
        return doubts;
    }

    [LoggerMessage(19, LogLevel.Debug, "Not connected ahead {Cause}")]
    private partial void NotConnected(Cause cause);

    [LoggerMessage(20, LogLevel.Information, "Accepted {OutputId} {InferenceId} {SequenceLength}")]
    private partial void Accepted(string outputId, string inferenceId, int sequenceLength);

    [LoggerMessage(21, LogLevel.Warning, "Job record not written {OutputId} {ErrorCode}")]
    private partial void NotRecorded(string outputId, ErrorCode errorCode);

    [LoggerMessage(22, LogLevel.Warning, "Job record not read {OutputId} {Cause}")]
    private partial void NotRecalled(string outputId, Cause cause);

    [LoggerMessage(23, LogLevel.Warning, "Endpoint not described {Cause}")]
    private partial void NotDescribed(Cause cause);
}
