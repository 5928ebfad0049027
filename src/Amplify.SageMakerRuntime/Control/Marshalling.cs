using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SageMaker.Model;

namespace Amazon.SageMaker.Internal;

/// <summary>JSON 1.1: the operation is in a header, its arguments in the body.</summary>
internal sealed class DescribeEndpointRequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly DescribeEndpointRequestMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var source = (DescribeEndpointRequest)input;
        var request = new DefaultRequest(source, "Amazon.SageMaker") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = "SageMaker.DescribeEndpoint";
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Content = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["EndpointName"] = source.EndpointName }.ToJsonString());
        return request;
    }
}

internal sealed class DescribeEndpointResponseUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly DescribeEndpointResponseUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream);
        var root = document.RootElement;
        return new DescribeEndpointResponse
        {
            EndpointArn = Text(root, "EndpointArn"),
            EndpointStatus = Text(root, "EndpointStatus"),
            FailureReason = Text(root, "FailureReason"),
            ProductionVariants = Member(root, "ProductionVariants") is { } variants ? [.. variants.EnumerateArray().Select(Variant)] : null,
            AsyncInferenceConfig = Member(root, "AsyncInferenceConfig") is { } config ? Async(config) : null,
        };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return new AmazonSageMakerException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    private static ProductionVariantSummary Variant(JsonElement it) => new()
    {
        VariantName = Text(it, "VariantName"),
        CurrentInstanceCount = Member(it, "CurrentInstanceCount")?.GetInt32(),
    };

    private static AsyncInferenceConfig Async(JsonElement it) => new()
    {
        OutputConfig = Member(it, "OutputConfig") is { } output ? Output(output) : null,
    };

    private static AsyncInferenceOutputConfig Output(JsonElement it) => new()
    {
        S3OutputPath = Text(it, "S3OutputPath"),
        S3FailurePath = Text(it, "S3FailurePath"),
    };

    private static string? Text(JsonElement parent, string name) => Member(parent, name)?.GetString();

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
