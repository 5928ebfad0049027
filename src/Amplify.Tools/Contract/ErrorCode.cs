using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>Every error a caller can see, with its wire spelling. docs/reference.md has a row for each; a test compares them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>Arguments are not an object, or a required one is missing, null or blank.</summary>
    [JsonStringEnumMemberName("INVALID_EVENT_STRUCTURE")] InvalidEventStructure,

    /// <summary>The text is no acceptable protein sequence.</summary>
    [JsonStringEnumMemberName("INVALID_SEQUENCE")] InvalidSequence,

    /// <summary>An output_id that is a malformed path, or one outside our bucket and output prefix.</summary>
    [JsonStringEnumMemberName("INVALID_S3_PATH")] InvalidS3Path,

    /// <summary>A setting is missing or wrong; the message names the environment variable.</summary>
    [JsonStringEnumMemberName("CONFIGURATION_ERROR")] Configuration,

    /// <summary>No region, no credentials, or the client cannot be built; the message names the command that helps.</summary>
    [JsonStringEnumMemberName("CLIENT_INITIALIZATION_ERROR")] ClientInitialization,

    /// <summary>The upload of the input was refused.</summary>
    [JsonStringEnumMemberName("S3_UPLOAD_ERROR")] S3Upload,

    /// <summary>SageMaker refused the request (ValidationError or ValidationException on the wire).</summary>
    [JsonStringEnumMemberName("SAGEMAKER_VALIDATION_ERROR")] SageMakerValidation,

    /// <summary>The model failed at submission (ModelError).</summary>
    [JsonStringEnumMemberName("SAGEMAKER_MODEL_ERROR")] SageMakerModel,

    /// <summary>SageMaker failed (InternalFailure, InternalDependencyException).</summary>
    [JsonStringEnumMemberName("SAGEMAKER_INTERNAL_ERROR")] SageMakerInternal,

    /// <summary>SageMaker is unavailable or throttles.</summary>
    [JsonStringEnumMemberName("SAGEMAKER_SERVICE_UNAVAILABLE")] SageMakerServiceUnavailable,

    /// <summary>Network failure, time-out or expired session.</summary>
    [JsonStringEnumMemberName("AWS_CONNECTION_ERROR")] AwsConnection,

    /// <summary>Anything else at submission.</summary>
    [JsonStringEnumMemberName("INVOCATION_ERROR")] Invocation,

    /// <summary>Reading an output or failure object is refused; never reported as in progress.</summary>
    [JsonStringEnumMemberName("ACCESS_DENIED")] AccessDenied,

    /// <summary>The result exists but cannot be read.</summary>
    [JsonStringEnumMemberName("RESULT_RETRIEVAL_ERROR")] ResultRetrieval,

    /// <summary>The model failed, or the request expired unserved.</summary>
    [JsonStringEnumMemberName("PREDICTION_FAILED")] PredictionFailed,

    /// <summary>A Lambda invocation that names no tool.</summary>
    [JsonStringEnumMemberName("MISSING_TOOL_NAME")] MissingToolName,

    /// <summary>A tool that does not exist.</summary>
    [JsonStringEnumMemberName("UNKNOWN_TOOL")] UnknownTool,

    /// <summary>Anything unforeseen.</summary>
    [JsonStringEnumMemberName("HANDLER_ERROR")] Handler,
}

/// <summary>The codes as text.</summary>
public static class ErrorCodes
{
    public static string Wire(ErrorCode code) => JsonSerializer.SerializeToElement(code, ContractJson.Default.ErrorCode).GetString()!;
}
