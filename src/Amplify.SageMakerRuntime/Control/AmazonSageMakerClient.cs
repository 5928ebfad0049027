using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SageMaker.Internal;
using Amazon.SageMaker.Model;
using Amazon.SageMakerRuntime.Internal;
using Amazon.Util.Internal;

namespace Amazon.SageMaker;

/// <summary>
/// The one operation of SageMaker itself that is used here; like the runtime's, on the SDK's pipeline, with official names.
/// </summary>
public interface IAmazonSageMaker : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSageMakerConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSageMakerClient(awsCredentials, (AmazonSageMakerConfig)clientConfig);

    Task<DescribeEndpointResponse> DescribeEndpointAsync(DescribeEndpointRequest request, CancellationToken cancellationToken = default);
}

public class AmazonSageMakerClient(AWSCredentials credentials, AmazonSageMakerConfig clientConfig)
    : AmazonServiceClient(credentials, clientConfig), IAmazonSageMaker
{
    protected override IServiceMetadata ServiceMetadata { get; } = new SageMakerMetadata("SageMaker");

    public virtual Task<DescribeEndpointResponse> DescribeEndpointAsync(
        DescribeEndpointRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = DescribeEndpointRequestMarshaller.Instance,
            ResponseUnmarshaller = DescribeEndpointResponseUnmarshaller.Instance,
        };
        return InvokeAsync<DescribeEndpointResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => SageMakerPipeline.Customize(pipeline);
}

public class AmazonSageMakerConfig : ClientConfig
{
    private static readonly DefaultConfiguration Defaults = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
    };

    public AmazonSageMakerConfig()
        : base(new DefaultConfigurationProvider([Defaults]))
    {
        ServiceId = "SageMaker"; // names AWS_ENDPOINT_URL_SAGEMAKER and the profile's section
        AuthenticationServiceName = "sagemaker";
        EndpointProvider = new SageMakerEndpointProvider("api");
        DefaultConfigurationMode = Defaults.Name; // the one mode there is here
    }

    public override string ServiceVersion => "2017-07-24";

    public override string RegionEndpointServiceName => "api.sagemaker";

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("SageMaker", "4.1.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SageMakerEndpointProvider.Parameters(this));
}
