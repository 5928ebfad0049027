using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SageMaker;
using Amazon.SageMakerRuntime;
using Amplify.Tools;

namespace Amplify.SageMaker;

/// <summary>The clients of one set of credentials.</summary>
/// <param name="Control">Made when it is first needed, which in most processes is never.</param>
internal sealed record AwsSet(AWSCredentials Credentials, IAmazonS3 S3, IAmazonSageMakerRuntime Runtime, Lazy<IAmazonSageMaker> Control);

/// <summary>
/// Makes the AWS clients at the first call, and anew after a failure of the credentials: a session that was renewed needs no restart.
/// </summary>
internal sealed class AwsClients(Settings settings, AWSCredentials? given) : IDisposable
{
    private const int Retries = 2;

    // A connection that ended unnoticed, as in a function that was frozen, fails the request sent over it, and an invocation must not be
    // repeated. So it takes none that is older than a peer keeps one open that is idle.
    private readonly AwsHttp young = new(TimeSpan.FromSeconds(15));
    private readonly AwsHttp http = new(Timeout.InfiniteTimeSpan);
    private readonly SemaphoreSlim making = new(1, 1);
    private volatile AwsSet? clients;

    /// <summary>Any one try that takes longer has failed.</summary>
    public static TimeSpan PerTry { get; } = TimeSpan.FromSeconds(10);

    // On a thread of its own: some of those who bring credentials block the one they are asked on, and their caller has a deadline.
    public ValueTask<AwsSet> GetAsync(CancellationToken cancellationToken) =>
        clients is { } made ? new(made) : new(Task.Run(() => MakeAsync(cancellationToken), cancellationToken));

    /// <summary>The next call resolves credentials afresh. The old clients are not disposed: other calls may be using them.</summary>
    public void Renew() => clients = null;

    public void Dispose()
    {
        making.Dispose();
        young.Dispose();
        http.Dispose();
    }

    private async Task<AwsSet> MakeAsync(CancellationToken cancellationToken)
    {
        await making.WaitAsync(cancellationToken);
        try
        {
            if (clients is { } made) return made;
            var storage = Configure(new AmazonS3Config { ForcePathStyle = settings.ForcePathStyle }, settings.S3Endpoint);
            var runtime = Configure(new AmazonSageMakerRuntimeConfig(), settings.SageMakerEndpoint);
            runtime.MaxStaleConnectionRetries = 0; // what looks stale may have been heard
            runtime.HttpClientFactory = young;
            if (settings.RequestChecksums is { } checksums) storage.RequestChecksumCalculation = checksums == "when_required"
                ? RequestChecksumCalculation.WHEN_REQUIRED
                : RequestChecksumCalculation.WHEN_SUPPORTED;

            var credentials = given ?? await new DefaultAWSCredentialsIdentityResolver().ResolveIdentityAsync(runtime, cancellationToken);
            return clients = new(
                credentials,
                new ShortS3Client(credentials, storage),
                new OnceRuntimeClient(credentials, runtime),
                new(() => new AmazonSageMakerClient(
                    credentials, Configure(new AmazonSageMakerConfig(), settings.SageMakerControlEndpoint))));
        }
        finally
        {
            making.Release();
        }
    }

    public TConfig Configure<TConfig>(TConfig config, string? endpoint)
        where TConfig : ClientConfig
    {
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.MaxStaleConnectionRetries = 1; // ten by default, not counted as tries
        config.Timeout = PerTry;
        config.DisableLogging = true;
        config.HttpClientFactory = http;
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint; // never beside RegionEndpoint: each clears the other
            config.AuthenticationRegion = settings.Region ?? RegionEndpoint.USEast1.SystemName;
        }
        else
        {
            config.RegionEndpoint = settings.Region is { } region
                ? RegionEndpoint.GetBySystemName(region)
                : RegionOfProfile() ?? throw new NoRegionException();
        }

        return config;
    }

    // Without the machine's own region: to ask for it can take long where there is nobody to answer, and the endpoint need not be there.
    public static RegionEndpoint? RegionOfProfile()
    {
        FallbackRegionFactory.Reset(); // the profile may have been corrected since
        return FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false);
    }
}

/// <summary>Neither a setting nor the profile names a region.</summary>
internal sealed class NoRegionException : Exception;
