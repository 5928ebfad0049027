using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;

namespace Amplify.SageMaker;

/// <summary>
/// S3, but an object that is not there is an answer with status 404 and not an exception: that is how most polls end. A missing bucket
/// is a 404 too; whoever reads one goes on to list, and the listing tells them apart.
/// </summary>
internal sealed class SilentS3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ShortPipeline.ShortenS3(pipeline);
        pipeline.AddHandlerAfter<Marshaller>(new Suppress404());
    }

    private sealed class Suppress404 : PipelineHandler
    {
        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            if (context.OriginalRequest is GetObjectRequest) context.Request.Suppress404Exceptions = true;
            return base.InvokeAsync<T>(executionContext);
        }
    }
}
