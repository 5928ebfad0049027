using Amazon.Runtime;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker;

/// <summary>The team's own asynchronous endpoint: a request goes to S3 and SageMaker, its answer or failure comes back in S3.</summary>
public sealed partial class SageMakerBackend : IPredictionBackend, IDisposable
{
    private static readonly TimeSpan LookBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FetchBudget = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan NamePatience = TimeSpan.FromMilliseconds(500);

    private readonly EndpointSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly AwsClients clients;
    private readonly AwsFaults faults;
    private readonly EndpointWatch endpoint;
    private readonly JobRecords records;
    private readonly Intake intake;
    private readonly OnceSubmission once;
    private CallTime? time;

    // Under the 25 seconds a call may take, whatever hangs.
    internal static TimeSpan LongestCall => Intake.UploadBudget + Intake.InvokeBudget + JobRecords.Budget;

    /// <summary>Touches neither network nor disk: clients are made at the first call.</summary>
    /// <param name="settings">Where the endpoint is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">For what no answer says.</param>
    /// <param name="signIn">null: this host runs with keys that need no service of AWS to get.</param>
    public SageMakerBackend(EndpointSettings settings, TimeProvider clock, ILogger<SageMakerBackend> logger, SignIn? signIn = null)
        : this(settings, clock, logger, signIn, credentials: null)
    {
    }

    internal SageMakerBackend(
        EndpointSettings settings, TimeProvider clock, ILogger<SageMakerBackend> logger, SignIn? signIn, AWSCredentials? credentials)
    {
        (this.settings, this.clock, this.logger) = (settings, clock, logger);
        (clients, faults) = (new(settings, credentials, signIn, clock), new(settings));
        (endpoint, records) = (new(settings, clients, clock, NotDescribed), new(settings, faults, clock, logger));
        intake = new(settings, faults, endpoint, records, clock, logger);
        once = new(settings, faults, intake, FindAsync, clock, logger);
    }

    /// <summary>
    /// Takes what is left to do after a submission, where a host finishes such things once it has answered: the job's record and the key
    /// that names it, which no answer needs. null: the submission waits for them.
    /// </summary>
    public Action<Func<Task>>? Afterwards { get; init; }

    public bool ReadsChains => settings.ModelReadsChains;

    public string OutputLocation => settings.Outputs().Location;

    // Whose a job is, is told with its answer: nobody could ask for it before.
    private AwsCalls Calls => new(clients, clock, time, atOnce || Owner is not null ? null : Afterwards, caller);

    public IPredictionBackend Within(CallTime? time) => Like(it => it.time = time);

    public async Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var calls = Calls;
        var (submission, remember) = await intake.SubmitAsync(calls, sequence, Intake.UploadBudget, cancellationToken);
        await calls.FinishAsync(remember);
        return submission;
    }

    public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
        once.SubmitAsync(Calls, sequence, cancellationToken);

    /// <summary>The bucket by one listing, and the endpoint where it may be asked.</summary>
    public async Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken)
    {
        var looking = endpoint.LookAsync(time);
        var bucket = await LookAtBucketAsync(cancellationToken);
        return await looking is { } state ? [bucket, EndpointDescription.Dependency(state)] : [bucket];
    }

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => FetchAsync(id, named: false, cancellationToken);

    public Task<Prediction> FetchNamedAsync(OutputId id, CancellationToken cancellationToken) =>
        FetchAsync(id, named: true, cancellationToken);

    private Task<Prediction> FetchAsync(OutputId id, bool named, CancellationToken cancellationToken)
    {
        var calls = Calls;
        return calls.CallAsync(calls.Cut(FetchBudget), fault => faults.Fetch(fault, id),
            (aws, token) => FetchAsync(calls, aws, id, named, token), cancellationToken);
    }

    /// <summary>
    /// For a host that is given time before its first call: over TLS, most of that call's wait is the machine's trust store. Asks for an
    /// object that is not there, the one question every role may ask, so that certificates, client and connection are ready. Whatever goes
    /// wrong is the first call's to report.
    /// </summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (settings.S3Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true) return;
            await In(settings.Outputs(), await clients.GetAsync(cancellationToken))
                .TryReadAsync($"{settings.OutputPrefix}connect", cancellationToken);
        }
        catch (Exception fault)
        {
            NotConnected(Causes.Of(fault));
        }
    }

    public void Dispose() => clients.Dispose();

    private async Task<Prediction> FetchAsync(AwsCalls calls, AwsSet aws, OutputId id, bool named, CancellationToken cancellationToken)
    {
        var (results, output) = (In(settings.Outputs(), aws), settings.OutputPrefix + id.FileName);
        var path = OutputLocation + id.FileName;
        var recalling = named || calls.Owner is not null ? records.RecallAsync(aws, id, calls.Owner, cancellationToken) : null;
        if (calls.Owner is not null && (await recalling!).Known == false)
            return new Job(settings, id, path, JobMemory.None).Unanswered(null);
        if (await results.TryReadAsync(output, cancellationToken) is { } stored)
        {
            var name = recalling is null ? null : await NameAsync(recalling);
            var file = (SafeFileName.Of(name) ?? id.Value) + ".json";
            return new Prediction.Completed(stored.Content, path, stored.At, () => results.Link(output, file)) { Name = name };
        }

        var looking = endpoint.LookAsync(calls.Time);
        recalling ??= records.RecallAsync(aws, id, null, cancellationToken);
        var listing = In(settings.Failures(), aws).ListAsync(settings.FailurePrefix + id.Value, cancellationToken);
        await Task.WhenAll(looking, recalling, listing);

        var job = new Job(settings, id, path, await recalling);
        Prediction prediction = await FailureAsync(aws, job, await listing, cancellationToken) is var (key, error)
            ? job.Failed(FailureText.Read(error.Content), settings.Failures().Location + key[settings.FailurePrefix.Length..], error.At)
            : job.Unanswered(await looking);
        return prediction with { Name = ProteinName.Of((await recalling).Record?.Name) };
    }

    // A result does not wait for its name.
    private async Task<string?> NameAsync(Task<JobMemory> recalling)
    {
        await Task.WhenAny(recalling, Task.Delay(NamePatience, clock));
        return recalling.IsCompletedSuccessfully ? ProteinName.Of((await recalling).Record?.Name) : null;
    }

    // A failure that the listing cannot tell of is asked for by name: one that is called otherwise than its job, and where too many names
    // begin like the job's.
    private async Task<(string Key, StoredObject Error)?> FailureAsync(
        AwsSet aws, Job job, Listing listing, CancellationToken cancellationToken)
    {
        bool MayBe(string it) =>
            !listing.IsWhole || listing.Keys.Contains(it) || !it.StartsWith(settings.FailurePrefix + job.Id, StringComparison.Ordinal);
        foreach (var name in job.Failures.Where(MayBe))
        {
            if (await In(settings.Failures(), aws).TryReadSomeAsync(name, FailureText.MostBytes, cancellationToken) is { } error)
                return (name, error);
        }

        return null;
    }

    private async Task<Dependency> LookAtBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            var calls = Calls;
            Place[] places = [settings.Failures(), settings.Outputs(), settings.Inputs()];
            await Task.WhenAll(places.DistinctBy(it => it.Bucket).Select(place => calls.CallAsync(
                calls.Cut(LookBudget),
                fault => faults.Look(fault, place),
                (aws, token) => In(place, aws).ListAsync(place.Prefix, token),
                cancellationToken)));
            return new("bucket");
        }
        catch (BackendException fault)
        {
            return new("bucket", fault.Message);
        }
    }

    // Where it runs or is done. A removed result looks like a running job for as long as one may run.
    private async Task<Submission?> FindAsync(
        AwsCalls calls, AwsSet aws, OutputId id, ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var output = settings.OutputPrefix + id.FileName;
        var listing = In(settings.Outputs(), aws).ListAsync(output, cancellationToken); // not read: a result can be large
        var recalling = records.RecallAsync(aws, id, calls.Owner, cancellationToken);
        await Task.WhenAll(listing, recalling);
        if ((await recalling).Record is not { } record || record.SequenceSha256 != sequence.Sha256) return null;

        var running = (await listing).Keys.Contains(output) ? null : await FetchAsync(calls, aws, id, named: false, cancellationToken);
        if (running is not (null or Prediction.Completed or Prediction.InProgress { Known: true })) return null;
        return new(id.Value, OutputLocation + id.FileName, record.SubmittedAt, record.ExpectedAt, Job.CheckIntervalSeconds)
        {
            Warnings = intake.WarningsOf(sequence, record.FailureLocation),
            Reused = true,
            Name = ProteinName.Of(record.Name),
            Endpoint = (running as Prediction.InProgress)?.Endpoint,
        };
    }

    private Bucket In(Place place, AwsSet aws) => new(aws, place.Bucket, settings, clock);

    [LoggerMessage(19, LogLevel.Debug, "Not connected ahead {Cause}")]
    private partial void NotConnected(Cause cause);

    [LoggerMessage(23, LogLevel.Warning, "Endpoint not described {Cause}")]
    private partial void NotDescribed(Cause cause);
}
