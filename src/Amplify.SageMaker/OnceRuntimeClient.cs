using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SageMakerRuntime;

namespace Amplify.SageMaker;

/// <summary>
/// SageMaker knows no repetition: each request that reaches it is a run of its own. So one is sent again only where the one before surely
/// was not taken.
/// </summary>
internal sealed class OnceRuntimeClient(AWSCredentials credentials, AmazonSageMakerRuntimeConfig config)
    : AmazonSageMakerRuntimeClient(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ShortPipeline.Shorten(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new IfNotTaken(Config)));
    }

    private sealed class IfNotTaken(IClientConfig config) : StandardRetryPolicy(config)
    {
        public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
            Causes.IsNotTaken(exception) && await base.RetryForExceptionAsync(executionContext, exception);
    }
}
