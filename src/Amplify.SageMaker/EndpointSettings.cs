using System.Text.RegularExpressions;
using Amplify.Tools;

namespace Amplify.SageMaker;

/// <summary>The endpoint's settings, each beside its environment variable, default and rule.</summary>
public sealed partial class EndpointSettings(SettingReader read)
{
    public const string EndpointVariable = "SAGEMAKER_ENDPOINT_NAME";
    public const string BucketVariable = "S3_BUCKET_NAME";
    private const string BucketMeaning = "a bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens, without s3:// and "
        + "without a path";
    private const string RegionMeaning = "a region such as us-east-1";

    /// <summary>What the AWS tools themselves read, at each look anew: a profile may have been corrected since.</summary>
    public Settings Variables { get; } = read.Settings;
    public string EndpointName { get; } = Required(read, EndpointVariable, EndpointPattern,
        "an endpoint's name: at most 63 letters, digits and hyphens", "the name of the asynchronous endpoint");

    public string BucketName { get; } =
        Required(read, BucketVariable, BucketPattern, BucketMeaning, "the bucket the endpoint writes its results to");

    public string InputPrefix { get; } = Prefix(read, "S3_INPUT_PREFIX", "async-inference-input/");
    public string OutputPrefix { get; } = Prefix(read, "S3_OUTPUT_PREFIX", "async-inference-output/");
    public string FailurePrefix { get; } = Prefix(read, "S3_FAILURE_PREFIX", "async-inference-failures/");

    /// <summary>Where the endpoint writes results and failures; null: into the bucket of the inputs.</summary>
    public string? OutputBucketName { get; } = read.Matching("S3_OUTPUT_BUCKET_NAME", BucketPattern, BucketMeaning);
    public string? FailureBucketName { get; } = read.Matching("S3_FAILURE_BUCKET_NAME", BucketPattern, BucketMeaning);

    /// <summary>null: the AWS profile, or the machine, says where. AWS_DEFAULT_REGION is what the AWS CLI and boto3 read.</summary>
    public string? Region { get; } = read.Matching("AWS_REGION", RegionPattern, RegionMeaning)
        ?? read.Matching("AWS_DEFAULT_REGION", RegionPattern, RegionMeaning);

    /// <summary>Residues the model behind the endpoint reads; longer sequences are accepted with a warning.</summary>
    public int MaxResidues { get; } = read.Number("MODEL_MAX_RESIDUES", 2046, 1, 10_000);

    /// <summary>Whether that model reads several chains: our container does, the public sample's scores the break as a residue.</summary>
    public bool ModelReadsChains { get; } = read.Flag("MODEL_READS_CHAINS", false);
    public bool ForcePathStyle { get; } = read.Flag("S3_FORCE_PATH_STYLE", false);

    /// <summary>Whether a sequence travels within the request, and is never an object in the bucket.</summary>
    public bool SubmitInline { get; } = read.Flag("SUBMIT_INLINE", false);

    /// <summary>Whether answers about a running job say how the endpoint stands: one more right, one more request now and then.</summary>
    public bool DescribeEndpoint { get; } = read.Flag("AMPLIFY_DESCRIBE_ENDPOINT", false);

    /// <summary>The account the bucket must belong to: S3 then refuses a bucket of the same name in other hands.</summary>
    public string? ExpectedBucketOwner { get; } =
        read.Matching("S3_EXPECTED_BUCKET_OWNER", AccountPattern, "the 12 digits of an AWS account");

    /// <summary>How long a link to a whole result can be opened.</summary>
    public int ResultLinkMinutes { get; } = read.Number("RESULT_LINK_MINUTES", 15, 1, 60);

    // The AWS SDK's own, read here where it reads them too late or not at all.
    public string Profile { get; } = read.Settings.Profile;
    public string? S3Endpoint { get; } = read.Url("AWS_ENDPOINT_URL_S3") ?? read.Url("AWS_ENDPOINT_URL");
    public string? SageMakerEndpoint { get; } = read.Url("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME") ?? read.Url("AWS_ENDPOINT_URL");

    /// <summary>Where SageMaker tells of its endpoints; the one above is where it takes requests.</summary>
    public string? SageMakerControlEndpoint { get; } = read.Url("AWS_ENDPOINT_URL_SAGEMAKER") ?? read.Url("AWS_ENDPOINT_URL");
    public string? StsEndpoint { get; } = read.Url("AWS_ENDPOINT_URL_STS") ?? read.Url("AWS_ENDPOINT_URL");

    /// <summary>when_required for S3-compatible stores that refuse the checksums the SDK adds; null: as the SDK does.</summary>
    public string? RequestChecksums { get; } = read.ChoiceOf("AWS_REQUEST_CHECKSUM_CALCULATION", "when_supported", "when_required");

    public (string Endpoint, string Bucket) RequireEndpoint() => (EndpointName, BucketName);

    private static string Required(SettingReader read, string variable, Regex pattern, string takes, string meaning)
    {
        if (read.Text(variable) is null)
            read.Refuse(variable, $"{variable} is not set: it holds {meaning}. Set it. Without both {EndpointVariable} and "
                + $"{BucketVariable}, the MCP server and the command line use the local backend; the Lambda has none.");
        return read.Matching(variable, pattern, takes) ?? "";
    }

    // A slash alone is the bucket's root.
    private static string Prefix(SettingReader read, string variable, string fallback)
    {
        var text = read.Text(variable) ?? fallback;
        if (text == "/") return "";
        var prefix = text.TrimEnd('/') + "/";
        if (prefix.StartsWith('/') || prefix.Contains("//", StringComparison.Ordinal) || prefix.Contains("..", StringComparison.Ordinal))
            read.Refuse(variable, $"{variable} is '{text}'; a prefix neither begins with a slash nor holds '//' or '..', and '/' alone is "
                + "the bucket's root");
        return prefix;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9](-*[A-Za-z0-9]){0,62}\z")]
    private static partial Regex EndpointPattern { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketPattern { get; }

    [GeneratedRegex(@"\A[a-z]{2,5}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionPattern { get; }

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountPattern { get; }
}

/// <summary>What the AWS command line calls its profile.</summary>
internal static class Profiles
{
    extension(Settings settings)
    {
        public string Profile => settings.Text("AWS_PROFILE") ?? "default";
    }
}
