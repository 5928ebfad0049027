using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SageMakerRuntime.Model;

namespace Amazon.SageMakerRuntime.Internal;

/// <summary>All of the request is in its path and headers, but an input that travels with it.</summary>
internal sealed class InvokeEndpointAsyncRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly InvokeEndpointAsyncRequestMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var source = (InvokeEndpointAsyncRequest)input;
        if (string.IsNullOrEmpty(source.EndpointName)) throw new AmazonClientException("EndpointName is not set");

        var request = new DefaultRequest(source, "Amazon.SageMakerRuntime")
        {
            HttpMethod = "POST",
            ResourcePath = "/endpoints/{EndpointName}/async-invocations",
        };
        request.AddPathResource("{EndpointName}", source.EndpointName);
        Add("X-Amzn-SageMaker-InputLocation", source.InputLocation);
        Add("X-Amzn-SageMaker-Content-Type", source.ContentType);
        Add("X-Amzn-SageMaker-Accept", source.Accept);
        Add("X-Amzn-SageMaker-Custom-Attributes", source.CustomAttributes);
        Add("X-Amzn-SageMaker-Inference-Id", source.InferenceId);
        Add("X-Amzn-SageMaker-RequestTTLSeconds", source.RequestTTLSeconds?.ToString(CultureInfo.InvariantCulture));
        Add("X-Amzn-SageMaker-InvocationTimeoutSeconds", source.InvocationTimeoutSeconds?.ToString(CultureInfo.InvariantCulture));
        if (source.Body is { } body)
        {
            request.Content = body.ToArray();
            request.Headers["Content-Type"] = "application/octet-stream"; // what it is a header above says, to the model
        }

        return request;

        void Add(string header, string? value)
        {
            if (value is not null) request.Headers[header] = value;
        }
    }
}

internal sealed class InvokeEndpointAsyncResponseUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly InvokeEndpointAsyncResponseUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new InvokeEndpointAsyncResponse
    {
        InferenceId = input.ResponseData.ContentLength == 0 ? null : ReadInferenceId(input),
        OutputLocation = Header(input, "X-Amzn-SageMaker-OutputLocation"),
        FailureLocation = Header(input, "X-Amzn-SageMaker-FailureLocation"),
    };

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var it = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return it.Code switch
        {
            "ValidationError" => new ValidationErrorException(it.Message, innerException, it.Type, it.Code, it.RequestId, statusCode),
            "InternalFailure" => new InternalFailureException(it.Message, innerException, it.Type, it.Code, it.RequestId, statusCode),
            "ServiceUnavailable" => new ServiceUnavailableException(it.Message, innerException, it.Type, it.Code, it.RequestId, statusCode),
            _ => new AmazonSageMakerRuntimeException(it.Message, innerException, it.Type, it.Code, it.RequestId, statusCode),
        };
    }

    private static string? Header(JsonUnmarshallerContext input, string name) =>
        input.ResponseData.IsHeaderPresent(name) ? input.ResponseData.GetHeaderValue(name) : null;

    // The body is {"InferenceId":"…"}, or nothing. What is no JSON, or breaks off, must not fail an acceptance.
    private static string? ReadInferenceId(JsonUnmarshallerContext input)
    {
        try
        {
            var reader = new StreamingUtf8JsonReader(input.Stream);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("InferenceId"))
                    return reader.Read() ? reader.GetString() : null;
            }
        }
        catch (Exception spoilt) when (spoilt is JsonException or IOException)
        {
            // by a proxy: the headers tell
        }

        return null;
    }
}
