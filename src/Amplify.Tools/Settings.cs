using System.Globalization;
using System.Text.RegularExpressions;

namespace Amplify.Tools;

/// <summary>
/// Every setting, each beside its environment variable, default and rule. Read when asked for: a wrong one harms nobody who does not need
/// it.
/// </summary>
public sealed partial class Settings(Func<string, string?> read)
{
    private const int MostThreads = 256;

    public static Settings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    // The seven of the first release.
    public string? EndpointName => Matching("SAGEMAKER_ENDPOINT_NAME", EndpointPattern, "an endpoint's name: at most 63 letters, digits and hyphens");
    public string? BucketName => Matching("S3_BUCKET_NAME", BucketPattern, BucketMeaning);
    public string InputPrefix => Prefix("S3_INPUT_PREFIX", "async-inference-input/");
    public string OutputPrefix => Prefix("S3_OUTPUT_PREFIX", "async-inference-output/");
    public string FailurePrefix => Prefix("S3_FAILURE_PREFIX", "async-inference-failures/");
    /// <summary>null: the AWS profile, or the machine, says where. AWS_DEFAULT_REGION is what the AWS CLI and boto3 read.</summary>
    public string? Region => Matching("AWS_REGION", RegionPattern, RegionMeaning)
        ?? Matching("AWS_DEFAULT_REGION", RegionPattern, RegionMeaning);
    /// <summary>Harms nobody: it is not among what a host checks before it starts.</summary>
    public LogChoice Log => LogChoice.Read(read, "LOG_LEVEL");

    // Ours.
    /// <summary>local or sagemaker; unless forced, sagemaker as soon as an endpoint or a bucket is named.</summary>
    public string Backend => Choice("AMPLIFY_BACKEND", EndpointName is null && BucketName is null
        ? "local" : "sagemaker", ["local", "sagemaker"]);

    /// <summary>Where the local backend keeps jobs and results.</summary>
    public string Home => Folder("AMPLIFY_HOME") ?? Path.GetFullPath(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(), "amplify"));

    /// <summary>Who predicts here: auto, net, table, a published model's name, or a directory.</summary>
    public string Model => Text("AMPLIFY_MODEL") ?? "auto";

    public string? ModelDirectory => Folder("AMPLIFY_MODEL_DIR");

    /// <summary>How that model scores; auto: masked marginals up to 400 residues, one wild-type pass above.</summary>
    public string Method => Choice("AMPLIFY_METHOD", "auto", ["auto", "masked-marginal", "wild-type-marginal"]);

    /// <summary>Whether sequences longer than that model reads are scored in a window around each position, or refused.</summary>
    public bool Window => Flag("AMPLIFY_WINDOW", false);

    /// <summary>Threads that model may use.</summary>
    public int Threads => Number("AMPLIFY_THREADS", Math.Min(Environment.ProcessorCount, MostThreads), 1, MostThreads);

    /// <summary>summary or full; null: the host decides.</summary>
    public string? DefaultView => Text("DEFAULT_VIEW") is null ? null : Choice("DEFAULT_VIEW", "summary", ["summary", "full"]);

    /// <summary>Residues the model behind the endpoint reads; longer sequences are accepted with a warning.</summary>
    public int MaxResidues => Number("MODEL_MAX_RESIDUES", 2046, 1, 10_000);

    /// <summary>
    /// Whether the model behind the endpoint reads several chains: our container does, the public sample's scores the break as a residue.
    /// </summary>
    public bool ModelReadsChains => Flag("MODEL_READS_CHAINS", false);

    /// <summary>Where the endpoint writes results and failures; null: into the bucket of the inputs.</summary>
    public string? OutputBucketName => Matching("S3_OUTPUT_BUCKET_NAME", BucketPattern, BucketMeaning);
    public string? FailureBucketName => Matching("S3_FAILURE_BUCKET_NAME", BucketPattern, BucketMeaning);

    public bool ForcePathStyle => Flag("S3_FORCE_PATH_STYLE", false);

    /// <summary>
    /// Whether a sequence submitted before gets its earlier job. Costs the endpoint's backend more requests, so there it is off.
    /// </summary>
    public bool Reuse => Flag("AMPLIFY_REUSE", Backend == "local");

    /// <summary>Whether answers about a running job say how the endpoint stands: one more right, one more request now and then.</summary>
    public bool DescribeEndpoint => Flag("AMPLIFY_DESCRIBE_ENDPOINT", false);

    /// <summary>The account the bucket must belong to: S3 then refuses a bucket of the same name in other hands.</summary>
    public string? ExpectedBucketOwner => Matching("S3_EXPECTED_BUCKET_OWNER", AccountPattern, "the 12 digits of an AWS account");

    /// <summary>How long a link to a whole result can be opened.</summary>
    public int ResultLinkMinutes => Number("RESULT_LINK_MINUTES", 15, 1, 60);

    // The AWS SDK's own, read here where it reads them too late or not at all.
    public string Profile => Text("AWS_PROFILE") ?? "default";
    public string? S3Endpoint => Url("AWS_ENDPOINT_URL_S3") ?? Url("AWS_ENDPOINT_URL");
    public string? SageMakerEndpoint => Url("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME") ?? Url("AWS_ENDPOINT_URL");

    /// <summary>Where SageMaker tells of its endpoints; the one above is where it takes requests.</summary>
    public string? SageMakerControlEndpoint => Url("AWS_ENDPOINT_URL_SAGEMAKER") ?? Url("AWS_ENDPOINT_URL");
    public string? StsEndpoint => Url("AWS_ENDPOINT_URL_STS") ?? Url("AWS_ENDPOINT_URL");

    /// <summary>when_required for S3-compatible stores that refuse the checksums the SDK adds; null: as the SDK does.</summary>
    public string? RequestChecksums => Text("AWS_REQUEST_CHECKSUM_CALCULATION") is null ? null
        : Choice("AWS_REQUEST_CHECKSUM_CALCULATION", "when_supported", ["when_supported", "when_required"]);

    /// <summary>Reads every setting once, so that a host can refuse to start with a sentence.</summary>
    /// <exception cref="SettingException">The first setting that breaks its rule.</exception>
    public void Check()
    {
        foreach (var readOne in Readings) readOne();
    }

    /// <summary>Every setting that breaks its rule.</summary>
    public IReadOnlyList<SettingException> Problems() =>
        [.. Readings.Select(ProblemOf).Prepend(Log.Problem is { } problem ? new("LOG_LEVEL", problem) : null).OfType<SettingException>()
            .DistinctBy(it => it.Variable)];

    // One by one: a wrong one must not hide the next.
    private Action[] Readings =>
    [
        () => _ = EndpointName, () => _ = BucketName, () => _ = Backend,
        () => _ = InputPrefix, () => _ = OutputPrefix, () => _ = FailurePrefix, () => _ = Home, () => _ = DefaultView,
        () => _ = MaxResidues, () => _ = ModelReadsChains, () => _ = ForcePathStyle, () => _ = Reuse, () => _ = Model, () => _ = Method,
        () => _ = Window, () => _ = Threads,
        .. new Action[]
        {
            () => _ = RequireEndpoint(), () => _ = OutputBucketName, () => _ = FailureBucketName, () => _ = Region, () => _ = ExpectedBucketOwner, () => _ = ResultLinkMinutes,
            () => _ = DescribeEndpoint, () => _ = RequestChecksums,
            () => _ = S3Endpoint, () => _ = SageMakerEndpoint, () => _ = SageMakerControlEndpoint, () => _ = StsEndpoint,
        }.Select(it => new Action(() => IfBackendIs("sagemaker", it))),
        () => IfBackendIs("local", CheckModelDirectory),
    ];

    private void IfBackendIs(string backend, Action read)
    {
        if (Backend == backend) read();
    }

    private void CheckModelDirectory()
    {
        if (ModelDirectory is { } directory && !Directory.Exists(directory))
            throw new SettingException("AMPLIFY_MODEL_DIR", $"AMPLIFY_MODEL_DIR names a directory that does not exist: {directory}");
    }

    private static SettingException? ProblemOf(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (SettingException problem)
        {
            return problem;
        }
    }

    /// <exception cref="SettingException">One of the two is not set.</exception>
    public (string Endpoint, string Bucket) RequireEndpoint() => (
        EndpointName ?? throw Missing("SAGEMAKER_ENDPOINT_NAME", "the name of the asynchronous endpoint"),
        BucketName ?? throw Missing("S3_BUCKET_NAME", "the bucket the endpoint writes its results to"));

    private static SettingException Missing(string variable, string meaning) => new(
        variable, $"{variable} is not set: it holds {meaning}. Set it. Without both SAGEMAKER_ENDPOINT_NAME and S3_BUCKET_NAME, the MCP "
            + "server and the command line use the local backend; the Lambda has none.");

    // How a setting is read; a host reads its own settings the same way.
    public string? Text(string variable) => read(variable)?.Trim() is { Length: > 0 } text ? text : null;

    private const string BucketMeaning = "a bucket's name alone, without s3:// and without a path";
    private const string RegionMeaning = "a region such as us-east-1";

    [GeneratedRegex(@"\A[A-Za-z0-9](-*[A-Za-z0-9]){0,62}\z")]
    private static partial Regex EndpointPattern { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketPattern { get; }

    [GeneratedRegex(@"\A[a-z]{2,5}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionPattern { get; }

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountPattern { get; }

    [GeneratedRegex(@"\$[A-Za-z_{(]|%[A-Za-z_][\w.]*%|\{\{")]
    private static partial Regex Unexpanded { get; }

    // The same directory wherever a client starts this program, or none.
    private string? Folder(string variable)
    {
        if (Text(variable) is not { } text) return null;
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var path = text == "~" || text.StartsWith("~/", StringComparison.Ordinal)
            || text.StartsWith("~" + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? user + text[1..] : text;
        return Path.IsPathFullyQualified(path) && !Unexpanded.IsMatch(path) ? Path.GetFullPath(path)
            : throw new SettingException(variable, $"{variable} is '{text}', which is no whole path: your client did not expand it, and "
                + "it would lie wherever the client starts this program. "
                + "Write the path from the root, or one that begins with ~/");
    }

    private string? Matching(string variable, Regex pattern, string meaning) => Text(variable) is not { } text || pattern.IsMatch(text)
        ? Text(variable)
        : throw new SettingException(variable, $"{variable} is '{text}'; it takes {meaning}");

    private string? Url(string variable) =>
        Text(variable) is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        ? Text(variable)
        : throw new SettingException(variable, $"{variable} is '{text}'; it takes an address that begins with https:// or http://");

    // A slash alone is the bucket's root.
    private string Prefix(string variable, string fallback)
    {
        var text = Text(variable) ?? fallback;
        if (text == "/") return "";
        var prefix = text.TrimEnd('/') + "/";
        return prefix.StartsWith('/') || prefix.Contains("//", StringComparison.Ordinal) || prefix.Contains("..", StringComparison.Ordinal)
            ? throw new SettingException(
                variable, $"{variable} is '{text}'; a prefix neither begins with a slash nor holds '//' or '..', and '/' alone is the bucket's root")
            : prefix;
    }

    public string Choice(string variable, string fallback, string[] supported) =>
        Text(variable) is not { } text ? fallback
        : supported.FirstOrDefault(it => it.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingException(variable, $"{variable} is '{text}'; it takes {string.Join(" or ", supported)}");

    private bool Flag(string variable, bool fallback) => Choice(variable, fallback ? "true" : "false", ["true", "false"]) == "true";

    public int Number(string variable, int fallback, int least, int most) =>
        Text(variable) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new SettingException(variable, $"{variable} is '{text}'; it takes a whole number from {least} to {most}");
}

/// <summary>A setting is missing or breaks its rule; the message names its variable.</summary>
public sealed class SettingException(string variable, string message) : Exception(message)
{
    public string Variable => variable;
}
