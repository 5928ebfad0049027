using Amplify.SageMaker.Keys;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker;

/// <summary>
/// AWS error → the code and the sentence a caller sees; the only such table. Each sentence says what was seen, what to do next, and
/// whether a job runs.
/// </summary>
internal sealed class AwsFaults(EndpointSettings settings)
{
    private const int SoonSeconds = 5;
    private const string Soon = "Repeat the call in a few seconds.";
    private const string NoUpload = "Failed to upload input data to S3";
    private const string Unsettled = "Whether this sequence has a job already could not be settled.";
    private static readonly Outcome NothingSubmitted = new("Nothing was submitted.");
    private static readonly Outcome JobUnaffected = new("The job itself is not affected.");

    /// <summary>The input could not be written; SageMaker was not called.</summary>
    public BackendException Upload(Exception fault) => Causes.Of(fault) switch
    {
        Cause.Denied => New(
            ErrorCode.S3Upload, fault, $"{NoUpload}: {Wire.Message(fault)}. {Grant("s3:PutObject", settings.Inputs())}", NothingSubmitted),
        Cause.NoBucket or Cause.OtherRegion => New(
            ErrorCode.S3Upload, fault,
            $"{NoUpload}: {Wire.Message(fault)}. {RemedyOf(fault, "S3", settings.S3Endpoint, settings.Inputs())}", NothingSubmitted),
        Cause.Busy or Cause.Internal =>
            New(ErrorCode.S3Upload, fault, $"{NoUpload}: {Wire.Message(fault)}. S3 is busy. {Soon}", NothingSubmitted, SoonSeconds),
        Cause.Other or Cause.Invalid or Cause.Model or Cause.Unreadable => New(ErrorCode.S3Upload, fault,
            $"{NoUpload}: {Wire.Message(fault)}. See that {settings.Inputs().Location} is right and its bucket takes what this server "
                + "sends.",
            NothingSubmitted),
        _ => Common(fault, "S3", settings.S3Endpoint, NothingSubmitted),
    };

    /// <summary>SageMaker did not accept the job, or did not say so.</summary>
    public BackendException Invoke(Exception fault, string invocation)
    {
        var outcome = Causes.IsNotTaken(fault) ? NothingSubmitted : NotKnown(invocation);
        return Causes.Of(fault) switch
        {
            Cause.Invalid => New(ErrorCode.SageMakerValidation, fault,
                $"SageMaker validation error: {Wire.Message(fault)}. See that SAGEMAKER_ENDPOINT_NAME is right and the endpoint "
                    + "asynchronous: "
                + $"{Describe}.", outcome),
            Cause.Model => New(ErrorCode.SageMakerModel, fault,
                $"The model answered with an error: {Wire.Said(fault)}. Look at /aws/sagemaker/Endpoints/{Endpoint} in CloudWatch.",
                outcome),
            Cause.Internal => New(ErrorCode.SageMakerInternal, fault,
                $"SageMaker failed inside ({Wire.Said(fault)}). Repeat the call once in a few seconds.", outcome, SoonSeconds),
            Cause.Busy => New(ErrorCode.SageMakerServiceUnavailable, fault,
                $"SageMaker is busy or throttles ({Wire.Said(fault)}). {Soon}", outcome, SoonSeconds),
            Cause.Denied => New(ErrorCode.Invocation, fault,
                $"AWS refused sagemaker:InvokeEndpointAsync on the endpoint {Endpoint} ({Wire.Said(fault)}). "
                + "Add it to the policy of the caller, which `aws sts get-caller-identity` names.", outcome),
            Cause.Other or Cause.NoBucket or Cause.OtherRegion or Cause.Unreadable => New(ErrorCode.Invocation, fault,
                $"SageMaker answered what this server does not understand: {Wire.Said(fault)}. See that the endpoint exists: {Describe}.",
                outcome),
            _ => Common(fault, "SageMaker", settings.SageMakerEndpoint, outcome),
        };
    }

    /// <summary>Whether there is a job of the sequence already could not be settled; SageMaker was not called.</summary>
    public BackendException Claim(Exception fault) => Causes.Of(fault) switch
    {
        Cause.Denied => New(ErrorCode.AccessDenied, fault,
            $"S3 refused to look for an earlier job of this sequence ({Wire.Said(fault)}), as AMPLIFY_REUSE asks. "
            + $"Add s3:GetObject and s3:PutObject on {settings.InputPrefix}jobs/* to the policy of the caller, or send force: true for a "
                + "run of its own.",
            NothingSubmitted),
        Cause.Busy or Cause.Internal or Cause.Other or Cause.Invalid or Cause.Model or Cause.Unreadable => New(
            ErrorCode.AwsConnection, fault, $"{Unsettled} S3 answered {Wire.Said(fault)}. {Soon}", NothingSubmitted, SoonSeconds),
        _ => Common(fault, "S3", settings.S3Endpoint, NothingSubmitted, seen: Unsettled),
    };

    /// <summary>Beside a job that was submitted although there may be an earlier one.</summary>
    public const string NoConditionalWrites =
        "This store has no conditional writes, so AMPLIFY_REUSE could not look for an earlier job of this sequence: this is a new run.";

    /// <summary>Beside a job that went by S3 although it was to go within the request.</summary>
    public const string NoInline =
        "SageMaker did not take the sequence within the request, as SUBMIT_INLINE asks, so it was written to the bucket. "
        + "Unset SUBMIT_INLINE until the service takes it; it is tried again when this program is started anew.";

    /// <summary>The job that was asked for is somebody else's, and has no id yet.</summary>
    public static BackendException BeingSubmitted() => new(
        ErrorCode.Invocation,
        $"Another caller is submitting this very sequence and is not done yet. {Soon} It gives the other's job. {NothingSubmitted}",
        new ErrorDetails.Fault(Retryable: true, SoonSeconds, FaultReason.BeingSubmitted));

    /// <summary>SageMaker accepted the job, and nobody can ask for it.</summary>
    public static BackendException Ownerless(string id, BackendException fault) => new(
        ErrorCode.S3Upload,
        $"SageMaker accepted the job {id}, and the record that says whose it is could not be written, so that nobody will be shown its "
            + $"result: {fault.Message.Replace(NothingSubmitted.Words, "", StringComparison.Ordinal).TrimEnd()} "
            + "Repeat the call to submit it again.",
        new ErrorDetails.Fault(Retryable: true), fault)
    { MayRun = true };

    /// <summary>SageMaker accepted the job, but this server could never read its result.</summary>
    public BackendException UnusableOutput(string? location, string invocation) => new(
        ErrorCode.Invocation,
        location is null
            ? "The answer of SageMaker names no OutputLocation: something between here and AWS may have answered instead. "
                + $"Look at HTTPS_PROXY and AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME. {NotKnown(invocation)}"
            : $"SageMaker accepted the job (inference id {invocation}; it runs and is charged), "
                + $"but writes to {SafeText.Quote(location, 300)}, and this server reads {settings.Outputs().Location} only. "
                + "Set S3_OUTPUT_BUCKET_NAME and S3_OUTPUT_PREFIX to where the endpoint writes; do not submit again before.",
        new ErrorDetails.Fault(Retryable: false, Reason: FaultReason.UnusableOutputLocation))
    { MayRun = true };

    /// <summary>The bucket could not be looked at.</summary>
    public BackendException Look(Exception fault, Place place) => Causes.Of(fault) == Cause.Denied
        ? New(
            ErrorCode.AccessDenied, fault, $"S3 refused to list s3://{place.Bucket} ({Wire.Said(fault)}).",
            new("Grant s3:ListBucket on the bucket."))
        : Common(fault, "S3", settings.S3Endpoint, NothingSubmitted, place: place);

    /// <summary>Neither result nor failure could be looked for.</summary>
    public BackendException Fetch(Exception fault, OutputId id) => Causes.Of(fault) switch
    {
        Cause.Denied => New(ErrorCode.AccessDenied, fault,
            $"S3 refused to read the result of {id.Value} in {Outputs.Location} ({Wire.Said(fault)}). Without s3:ListBucket on the bucket "
            + $"this is also the answer for a result that is not there yet. {Grant("s3:GetObject", Outputs)} "
            + "Grant s3:ListBucket on the bucket, too.",
            JobUnaffected, id: id),
        Cause.Busy or Cause.Internal => New(ErrorCode.ResultRetrieval, fault,
            $"S3 is busy ({Wire.Said(fault)}). {Soon}", JobUnaffected, SoonSeconds, id),
        Cause.Unreadable when fault is TooLargeException it => New(ErrorCode.ResultRetrieval, fault,
            $"The result exists and has {(it.Length is { } length ? $"{length:N0} bytes, " : "")}more than this server reads "
                + $"({Prediction.MostBytes:N0} bytes). "
            + $"Fetch it with `aws s3 cp {Outputs.Location}{id.FileName} .`.", JobUnaffected, id: id),
        Cause.Unreadable => New(ErrorCode.ResultRetrieval, fault,
            "The result exists, but its transfer broke off or damaged it. Repeat the call.", JobUnaffected, SoonSeconds, id),
        Cause.Other or Cause.Invalid or Cause.Model => New(ErrorCode.ResultRetrieval, fault,
            $"The result cannot be read: {Wire.Said(fault)}.", JobUnaffected, id: id),
        _ => Common(fault, "S3", settings.S3Endpoint, JobUnaffected, id, Outputs),
    };

    // Only the answer that did not come has the job's name.
    private Outcome NotKnown(string invocation) => new(
        $"Whether a job was accepted is not known; if so, it runs once, with the inference id {invocation}, by which the endpoint's log "
        + $"(/aws/sagemaker/Endpoints/{Endpoint} in CloudWatch) knows it, and its result will be the newest of `aws s3 ls "
            + $"{Outputs.Location}`: "
        + "get_results takes its name.", MayRun: true);

    private Place Outputs => settings.Outputs();

    private string Endpoint => settings.RequireEndpoint().Endpoint;

    private string Profile => SafeText.Quote(settings.Profile);

    private string Describe => $"`aws sagemaker describe-endpoint --endpoint-name {Endpoint}`";

    /// <summary>What can go wrong with any call: what was seen, and what to do.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="service">Who was called.</param>
    /// <param name="address">Where, if not at AWS's own address.</param>
    /// <param name="place">What in S3; null: the inputs.</param>
    public Remedy RemedyOf(Exception fault, string service, string? address, Place? place = null) => Causes.Of(fault) switch
    {
        Cause.NoBucket => new(ErrorCode.Configuration,
            $"There is no bucket '{(place ?? settings.Inputs()).Bucket}'.",
            $"Set {VariableOf(place)} to the bucket the endpoint writes to: `aws sagemaker describe-endpoint-config` names it."),
        Cause.OtherRegion => new(ErrorCode.Configuration,
            $"The bucket '{(place ?? settings.Inputs()).Bucket}' is not in the region {settings.AnyRegion() ?? "us-east-1"}.",
            $"Set AWS_REGION to the bucket's: `aws s3api get-bucket-location --bucket {(place ?? settings.Inputs()).Bucket}`."),
        Cause.NoRegion => new(ErrorCode.ClientInitialization,
            "No AWS region is configured.",
            "Set AWS_REGION to the endpoint's region, or run `aws configure set region <region>`."),
        var cause when KeysException.In(fault) is { } keys =>
            cause is Cause.NoCredentials or Cause.CredentialsFailed or Cause.CredentialsRefused
            ? new(ErrorCode.ClientInitialization, keys.Seen, keys.Next)
            : new(ErrorCode.AwsConnection, keys.Seen, keys.Next, SoonSeconds),
        Cause.CredentialsRefused => new(ErrorCode.ClientInitialization,
            $"AWS does not accept the credentials ({Wire.Said(fault)}).",
            $"`aws sts get-caller-identity --profile {Profile}` says whose they are. "
            + "Correct them and repeat the call; no restart is needed."),
        Cause.Clock => new(ErrorCode.AwsConnection,
            $"AWS refuses what this machine's clock dates ({Wire.Said(fault)}).",
            "Set the clock, `sudo timedatectl set-ntp true`. A repeated call may succeed as it is: the difference is known now.",
            SoonSeconds),
        Cause.SessionExpired => new(ErrorCode.AwsConnection,
            $"The AWS session has expired ({Wire.Said(fault)}).",
            $"Renew it as you got it, a sign-in with `aws sso login --profile {Profile}`, and repeat the call; no restart is needed.",
            SoonSeconds),
        Cause.NotAws => new(ErrorCode.AwsConnection,
            $"Something between here and {service} answered with {Wire.Said(fault)}, and it was not AWS: a proxy or a sign-in page.",
            $"Look at HTTPS_PROXY{(address is null ? "" : $" and the endpoint address {address}")}.", SoonSeconds),
        Cause.Certificate => new(ErrorCode.AwsConnection,
            $"{service} at {Where(address)} cannot be trusted: {Wire.Reason(fault)}.",
            "If something in your network opens TLS, as many a company's proxy does, give its root certificate in PEM form: "
            + "AWS_CA_BUNDLE, ca_bundle of the profile, or SSL_CERT_FILE names the file."),
        _ => new(ErrorCode.AwsConnection, Unanswered(fault, service, address), "Repeat the call when the network is well.", SoonSeconds),
    };

    private BackendException Common(
        Exception fault, string service, string? address, Outcome outcome, OutputId? id = null, Place? place = null, string? seen = null)
    {
        var remedy = RemedyOf(fault, service, address, place);
        return New(remedy.Code, fault, seen is null ? remedy.ToString() : $"{seen} {remedy}", outcome, remedy.RetryAfter, id);
    }

    private string Unanswered(Exception fault, string service, string? address) => Causes.Of(fault) == Cause.NoAnswer
        ? $"{service} at {Where(address)} did not answer in time."
        : $"{service} at {Where(address)} cannot be reached: {Wire.Reason(fault)}. "
            + "Look at the network, HTTPS_PROXY and AWS_REGION.";

    private string Where(string? address) => address ?? settings.AnyRegion() ?? "AWS";

    private string VariableOf(Place? place) => place is null || place.Bucket == settings.BucketName ? "S3_BUCKET_NAME"
        : place == settings.Failures() ? "S3_FAILURE_BUCKET_NAME" : "S3_OUTPUT_BUCKET_NAME";

    private static string Grant(string action, Place place) =>
        $"Add {action} on {place.Bucket}/{place.Prefix}* to the policy of the caller, which `aws sts get-caller-identity` names.";

    private static BackendException New(
        ErrorCode code, Exception fault, string message, Outcome outcome, int? retryAfter = null, OutputId? id = null) =>
        new(
            code,
            $"{message} {outcome}",
            new ErrorDetails.Fault(retryAfter is not null, retryAfter, Causes.Reason(Causes.Of(fault)), id?.Value),
            fault)
        {
            Words = KeysException.In(fault)?.Words,
            MayRun = outcome.MayRun,
        };

    /// <summary>Whether a job runs, in words and for programs.</summary>
    private sealed record Outcome(string Words, bool MayRun = false)
    {
        public override string ToString() => Words;
    }
}

/// <summary>A fault in two parts, a sentence or two each.</summary>
internal sealed record Remedy(ErrorCode Code, string Seen, string Next, int? RetryAfter = null)
{
    public override string ToString() => $"{Seen} {Next}";
}
