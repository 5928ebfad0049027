using System.Net;
using Amazon.Runtime;

namespace Amazon.SageMaker
{
    /// <summary>Any error answer of the service; its kind is in ErrorCode.</summary>
    public class AmazonSageMakerException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.SageMaker.Model
{
    public class DescribeEndpointRequest : AmazonWebServiceRequest
    {
        public string? EndpointName { get; set; }
    }

    public class DescribeEndpointResponse : AmazonWebServiceResponse
    {
        public string? EndpointArn { get; set; }

        public string? EndpointStatus { get; set; }

        public string? FailureReason { get; set; }

        public List<ProductionVariantSummary>? ProductionVariants { get; set; }

        public AsyncInferenceConfig? AsyncInferenceConfig { get; set; }
    }

    public class ProductionVariantSummary
    {
        public string? VariantName { get; set; }

        public int? CurrentInstanceCount { get; set; }
    }

    public class AsyncInferenceConfig
    {
        public AsyncInferenceOutputConfig? OutputConfig { get; set; }
    }

    public class AsyncInferenceOutputConfig
    {
        public string? S3OutputPath { get; set; }

        public string? S3FailurePath { get; set; }
    }
}
