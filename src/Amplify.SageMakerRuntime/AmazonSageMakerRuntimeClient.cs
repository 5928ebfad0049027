using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SageMakerRuntime.Internal;
using Amazon.SageMakerRuntime.Model;
using Amazon.Util.Internal;

namespace Amazon.SageMakerRuntime;

/// <summary>
/// The one operation of SageMaker Runtime that is used here, on the AWS SDK's own pipeline: its credentials, signature, retries and
/// endpoint settings. Names are the official package's, so that the official package can take this project's place.
/// </summary>
public interface IAmazonSageMakerRuntime : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSageMakerRuntimeConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSageMakerRuntimeClient(awsCredentials, (AmazonSageMakerRuntimeConfig)clientConfig);

    Task<InvokeEndpointAsyncResponse> InvokeEndpointAsyncAsync(
        InvokeEndpointAsyncRequest request, CancellationToken cancellationToken = default);
}

public class AmazonSageMakerRuntimeClient(AWSCredentials credentials, AmazonSageMakerRuntimeConfig clientConfig)
    : AmazonServiceClient(credentials, clientConfig), IAmazonSageMakerRuntime
{
    protected override IServiceMetadata ServiceMetadata { get; } = new SageMakerMetadata("SageMaker Runtime");

    public virtual Task<InvokeEndpointAsyncResponse> InvokeEndpointAsyncAsync(
        InvokeEndpointAsyncRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = InvokeEndpointAsyncRequestMarshaller.Instance,
            ResponseUnmarshaller = InvokeEndpointAsyncResponseUnmarshaller.Instance,
        };
        return InvokeAsync<InvokeEndpointAsyncResponse>(request, options, cancellationToken);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => SageMakerPipeline.Customize(pipeline);
}

public class AmazonSageMakerRuntimeConfig : ClientConfig
{
    private static readonly DefaultConfiguration Defaults = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
    };

    public AmazonSageMakerRuntimeConfig()
        : base(new DefaultConfigurationProvider([Defaults]))
    {
        ServiceId = "SageMaker Runtime"; // names AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME and the profile's section
        AuthenticationServiceName = "sagemaker";
        EndpointProvider = new SageMakerEndpointProvider("runtime");
        DefaultConfigurationMode = Defaults.Name; // the one mode there is here
    }

    public override string ServiceVersion => "2017-05-13";

    public override string RegionEndpointServiceName => "runtime.sagemaker";

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("SageMaker Runtime", "4.1.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SageMakerEndpointProvider.Parameters(this));
}
