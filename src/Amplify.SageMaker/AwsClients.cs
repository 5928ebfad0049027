using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SageMaker;
using Amazon.SageMakerRuntime;
using Amazon.SecurityToken;
using Amplify.SageMaker.Keys;

namespace Amplify.SageMaker;

/// <summary>The clients, and the keys they sign with.</summary>
/// <param name="Control">Made when it is first needed, which in most processes is never.</param>
internal sealed record AwsSet(KeyRing Keys, IAmazonS3 S3, IAmazonSageMakerRuntime Runtime, Lazy<IAmazonSageMaker> Control);

/// <summary>
/// Makes the AWS clients at the first call, and anew after a failure of the credentials: a session that was renewed needs no restart.
/// </summary>
internal sealed class AwsClients : IDisposable
{
    private const int Retries = 2;

    private readonly EndpointSettings settings;
    private readonly KeyRing keys;
    private readonly Lock making = new();

    // A connection that ended unnoticed, as in a function that was frozen, fails the request sent over it, and an invocation must not be
    // repeated. So it takes none that is older than a peer keeps one open that is idle.
    private readonly AwsHttp young;
    private readonly AwsHttp http;
    private volatile AwsSet? clients;

    /// <param name="settings">How the endpoint is reached.</param>
    /// <param name="given">The caller's own credentials; null: they are looked for.</param>
    /// <param name="signIn">How a role or a sign-in becomes keys; null: not here.</param>
    /// <param name="clock">Tells when keys end.</param>
    public AwsClients(EndpointSettings settings, AWSCredentials? given, SignIn? signIn, TimeProvider clock)
    {
        this.settings = settings;
        (young, http) = (new(TimeSpan.FromSeconds(15), settings.Variables), new(Timeout.InfiniteTimeSpan, settings.Variables));
        keys = new(() => given is null ? new KeyChain(settings.Variables, signIn, this) : new GivenKeys(given), clock);
    }

    /// <summary>Any one try that takes longer has failed.</summary>
    public static TimeSpan PerTry { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The clients, with keys that last.</summary>
    /// <exception cref="KeysException">There are none, as the inner exception where the wait for them was cancelled.</exception>
    public ValueTask<AwsSet> GetAsync(CancellationToken cancellationToken)
    {
        var made = clients ?? Make();
        var ensuring = keys.EnsureAsync(cancellationToken);
        return ensuring.IsCompletedSuccessfully ? new(made) : new(AfterAsync(ensuring, made));
    }

    /// <summary>The next call resolves credentials afresh. The old clients are not disposed: other calls may be using them.</summary>
    public void Renew()
    {
        clients = null;
        keys.Drop();
    }

    public void Dispose()
    {
        young.Dispose();
        http.Dispose();
    }

    private static async Task<AwsSet> AfterAsync(ValueTask ensuring, AwsSet made)
    {
        await ensuring;
        return made;
    }

    private AwsSet Make()
    {
        lock (making)
        {
            if (clients is { } made) return made;
            var storage = Configure(new AmazonS3Config { ForcePathStyle = settings.ForcePathStyle }, settings.S3Endpoint);
            var runtime = Configure(new AmazonSageMakerRuntimeConfig(), settings.SageMakerEndpoint);
            runtime.MaxStaleConnectionRetries = 0; // what looks stale may have been heard
            runtime.HttpClientFactory = young;
            if (settings.RequestChecksums is { } checksums) storage.RequestChecksumCalculation = checksums == "when_required"
                ? RequestChecksumCalculation.WHEN_REQUIRED
                : RequestChecksumCalculation.WHEN_SUPPORTED;

            return clients = new(
                keys,
                new ShortS3Client(keys, storage),
                new OnceRuntimeClient(keys, runtime),
                new(() => new AmazonSageMakerClient(keys, Configure(new AmazonSageMakerConfig(), settings.SageMakerControlEndpoint))));
        }
    }

    public AmazonSecurityTokenServiceConfig ConfigureSts() => Configure(new AmazonSecurityTokenServiceConfig(), settings.StsEndpoint);

    private TConfig Configure<TConfig>(TConfig config, string? endpoint)
        where TConfig : ClientConfig
    {
        Reach(config);
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint; // never beside RegionEndpoint: each clears the other
            config.AuthenticationRegion = settings.AnyRegion() ?? RegionEndpoint.USEast1.SystemName;
            // variants of AWS's own addresses: beside another the AWS CLI leaves them out, too
            (config.UseFIPSEndpoint, config.UseDualstackEndpoint) = (false, false);
        }
        else
        {
            config.RegionEndpoint = settings.AnyRegion() is { } region
                ? RegionEndpoint.GetBySystemName(region)
                : throw new NoRegionException();
        }

        return config;
    }

    /// <summary>How patient a client is, and by which connections it goes.</summary>
    public TConfig Reach<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.MaxStaleConnectionRetries = 1; // ten by default, not counted as tries
        config.Timeout = PerTry;
        config.DisableLogging = true;
        config.HttpClientFactory = http;
        return config;
    }
}

/// <summary>Neither a setting nor the profile names a region.</summary>
internal sealed class NoRegionException : Exception;

internal static class Regions
{
    /// <summary>
    /// Where requests go and what they are signed for: as set, else the profile's. Not the machine's own: to ask for it can take long where
    /// there is nobody to answer, and the endpoint need not be there.
    /// </summary>
    public static string? AnyRegion(this EndpointSettings settings) => settings.Region ?? new AwsConfig(settings.Variables).Region;
}
