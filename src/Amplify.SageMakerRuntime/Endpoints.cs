using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.SageMakerRuntime.Internal;

internal sealed class SageMakerMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}

/// <summary>
/// Where the service is: a custom endpoint where one is configured, else a name made of the region, its partition and the FIPS and
/// dual-stack switches.
/// </summary>
/// <param name="plane">runtime, which answers requests, or api, which tells of endpoints.</param>
internal sealed class SageMakerEndpointProvider(string plane) : IEndpointProvider
{
    public static EndpointParameters Parameters(IClientConfig config)
    {
        var region = config.RegionEndpoint; // before ServiceURL: read the other way round, the SDK drops a ServiceURL from the environment
        return new()
        {
            ["Region"] = region?.SystemName,
            ["DnsSuffix"] = region?.PartitionDnsSuffix,
            ["Endpoint"] = config.ServiceURL,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["UseDualStack"] = config.UseDualstackEndpoint,
        };
    }

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string custom) return new(custom);
        if (parameters["Region"] is not string region) throw new AmazonClientException("No region is configured for SageMaker");

        var (fips, dual) = (parameters["UseFIPS"] is true, parameters["UseDualStack"] is true);
        var domain = dual ? Fn.Partition(region).dualStackDnsSuffix : parameters["DnsSuffix"] as string;
        var host = (fips, dual, domain) switch
        {
            (true, false, "amazonaws.com") when plane == "runtime" && region.StartsWith("us-gov-", StringComparison.Ordinal) =>
                "runtime.sagemaker",
            (true, false, "amazonaws.com") => $"{plane}-fips.sagemaker",
            (true, _, _) => $"{plane}.sagemaker-fips",
            _ => $"{plane}.sagemaker",
        };
        return new($"https://{host}.{region}.{domain}");
    }
}

internal sealed class SageMakerEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        SageMakerEndpointProvider.Parameters(requestContext.ClientConfig);
}

internal sealed class SageMakerAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

internal static class SageMakerPipeline
{
    public static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SageMakerEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SageMakerAuthResolver());
    }
}
