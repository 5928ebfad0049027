using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.SageMakerRuntime.Internal;

internal sealed class SageMakerRuntimeMetadata : IServiceMetadata
{
    public string ServiceId => "SageMaker Runtime";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}

/// <summary>
/// Where the service is: a custom endpoint where one is configured, else a name made of the region, its partition and the FIPS and
/// dual-stack switches.
/// </summary>
internal sealed class SageMakerRuntimeEndpointProvider : IEndpointProvider
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
        if (parameters["Region"] is not string region) throw new AmazonClientException("No region is configured for SageMaker Runtime");

        var (fips, dual) = (parameters["UseFIPS"] is true, parameters["UseDualStack"] is true);
        var domain = dual ? Fn.Partition(region).dualStackDnsSuffix : parameters["DnsSuffix"] as string;
        var host = (fips, dual, domain) switch
        {
            (true, false, "amazonaws.com") when !region.StartsWith("us-gov-", StringComparison.Ordinal) => "runtime-fips.sagemaker",
            (true, false, "amazonaws.com") => "runtime.sagemaker",
            (true, _, _) => "runtime.sagemaker-fips",
            _ => "runtime.sagemaker",
        };
        return new($"https://{host}.{region}.{domain}");
    }
}

internal sealed class SageMakerRuntimeEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        SageMakerRuntimeEndpointProvider.Parameters(requestContext.ClientConfig);
}

internal sealed class SageMakerRuntimeAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}
