using System.Net;
using Amazon.Runtime;

namespace Amazon.SageMakerRuntime
{
    /// <summary>Any error answer of the service; its kind is in ErrorCode.</summary>
    public class AmazonSageMakerRuntimeException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.SageMakerRuntime.Model
{
    public class InvokeEndpointAsyncRequest : AmazonWebServiceRequest
    {
        public string? EndpointName { get; set; }

        /// <summary>Where the input is; null: it is the body.</summary>
        public string? InputLocation { get; set; }

        /// <summary>The input itself, at most 128,000 bytes; null: it is where the location says.</summary>
        public MemoryStream? Body { get; set; }

        public string? ContentType { get; set; }

        public string? Accept { get; set; }

        public string? CustomAttributes { get; set; }

        public string? InferenceId { get; set; }

        public int? RequestTTLSeconds { get; set; }

        public int? InvocationTimeoutSeconds { get; set; }
    }

    public class InvokeEndpointAsyncResponse : AmazonWebServiceResponse
    {
        public string? InferenceId { get; set; }

        public string? OutputLocation { get; set; }

        public string? FailureLocation { get; set; }
    }

    public class ValidationErrorException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSageMakerRuntimeException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class InternalFailureException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSageMakerRuntimeException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class ServiceUnavailableException(
        string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSageMakerRuntimeException(message, innerException, errorType, errorCode, requestId, statusCode);
}
