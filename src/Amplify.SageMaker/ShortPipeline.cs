using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.S3;
using Amazon.S3.Internal;
using Amazon.S3.Internal.S3Express;
using Amazon.SageMakerRuntime;

namespace Amplify.SageMaker;

/// <summary>
/// The SDK's pipeline without the steps that have nothing to do in this program. Signature, checksums, retries, the reading of errors and
/// transport stay the SDK's own. Each step is an asynchronous frame a call, and in a native build a method to look up at the first one.
/// </summary>
internal static class ShortPipeline
{
    public static void Shorten(RuntimePipeline pipeline)
    {
        // nobody registers a callback,
        while (pipeline.Handlers.Exists(it => it is CallbackHandler)) pipeline.RemoveHandler<CallbackHandler>();
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        pipeline.RemoveHandler<MetricsHandler>(); // or reads the SDK's metrics
        pipeline.RemoveHandler<CompressionHandler>(); // no operation here compresses,
        pipeline.RemoveHandler<EndpointDiscoveryHandler>(); // or has endpoints to discover
    }

    /// <summary>Also without what only directory buckets and multi-region access points need: a bucket here has a plain name.</summary>
    public static void ShortenS3(RuntimePipeline pipeline)
    {
        Shorten(pipeline);
        pipeline.RemoveHandler<S3ExpressPreSigner>();
        pipeline.ReplaceHandler<AmazonS3AuthSchemeHandler>(new SignatureV4());
    }

    private sealed class SignatureV4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}

internal sealed class ShortS3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, Knowing(config))
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ShortPipeline.ShortenS3(pipeline);
    }

    private static AmazonS3Config Knowing(AmazonS3Config config)
    {
        config.EndpointProvider = new KnownAddresses(config.EndpointProvider);
        return config;
    }

    /// <summary>A bucket of a region has one address: the SDK's rules, which take as long as a signature, are asked for it once.</summary>
    private sealed class KnownAddresses(IEndpointProvider rules) : IEndpointProvider
    {
        private readonly ConcurrentDictionary<(string? Bucket, string? Region), Endpoint> known = new();

        public Endpoint ResolveEndpoint(EndpointParameters parameters)
        {
            var place = (parameters["Bucket"] as string, parameters["Region"] as string);
            if (!known.TryGetValue(place, out var address)) address = known[place] = rules.ResolveEndpoint(parameters);
            // a new one each time: a listing adds a slash to it
            return new(address.URL) { Attributes = address.Attributes, Headers = address.Headers };
        }
    }
}
