using Amplify.Testing;
using Amplify.Tools.Contract;

namespace Amplify.Lambda.Tests;

/// <summary>Every row of the error table, raised in the published function by what causes it.</summary>
public class ErrorTableTests(MotoServer moto)
{
    private const string Protein = """{"sequence":"MKTVRQERLK"}""";
    private const string Job = """{"output_id":"abc"}""";

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["INVALID_EVENT_STRUCTURE"] = new("invoke_endpoint", "{}") { Says = "'sequence' is missing" },
        ["INVALID_EVENT_STRUCTURE null"] = new("invoke_endpoint", "null") { Says = "nothing was sent" },
        ["INVALID_EVENT_STRUCTURE list"] = new("get_results", "[1]") { Says = "a list was sent" },
        ["INVALID_EVENT_STRUCTURE text"] = new("get_results", "not json") { Says = "not JSON" },
        ["INVALID_EVENT_STRUCTURE blank id"] = new("get_results", """{"output_id":" "}""") { Says = "'output_id' is missing or blank" },
        ["INVALID_SEQUENCE"] = new("invoke_endpoint", """{"sequence":"MKXV"}""") { Says = "X at 3" },
        ["INVALID_S3_PATH"] = new("get_results", """{"output_id":"s3://elsewhere/abc.out"}""") { Says = "none of ours" },
        ["CONFIGURATION_ERROR"] = new("invoke_endpoint", Protein)
        {
            Variables = [("S3_BUCKET_NAME", null)],
            Says = "S3_BUCKET_NAME is not set",
        },
        ["CONFIGURATION_ERROR both"] = new("get_results", Job)
        {
            Variables = [("S3_BUCKET_NAME", null), ("SAGEMAKER_ENDPOINT_NAME", null)],
            Says = "is not set",
        },
        ["CONFIGURATION_ERROR view"] = new("get_results", Job) { Variables = [("DEFAULT_VIEW", "all")], Says = "DEFAULT_VIEW is 'all'" },
        ["CLIENT_INITIALIZATION_ERROR"] = new("invoke_endpoint", Protein)
        {
            Variables = [
                ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_SESSION_TOKEN", null), ("HOME", "/nonexistent")],
            Says = "No AWS credentials",
        },
        ["S3_UPLOAD_ERROR"] = new("invoke_endpoint", Protein)
        {
            Arrange = aws => aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied"),
            Says = "s3:PutObject",
        },
        ["SAGEMAKER_VALIDATION_ERROR"] = SageMaker(400, "ValidationError"),
        ["SAGEMAKER_VALIDATION_ERROR other spelling"] = SageMaker(400, "ValidationException"),
        ["SAGEMAKER_MODEL_ERROR"] = SageMaker(424, "ModelError"),
        ["SAGEMAKER_INTERNAL_ERROR"] = SageMaker(530, "InternalDependencyException"),
        ["SAGEMAKER_SERVICE_UNAVAILABLE"] = SageMaker(503, "ServiceUnavailable"),
        ["AWS_CONNECTION_ERROR"] = new("invoke_endpoint", Protein)
        {
            Variables = [("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")],
            Says = "connection was refused",
        },
        ["INVOCATION_ERROR"] = new("invoke_endpoint", Protein)
        {
            Arrange = aws => aws.SageMaker.Script(new LoopbackReply(202, "{}")),
            Says = "OutputLocation",
        },
        ["ACCESS_DENIED"] = new("get_results", Job)
        {
            Arrange = aws => aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied"),
            Says = "s3:GetObject",
        },
        ["RESULT_RETRIEVAL_ERROR"] = new("get_results", Job)
        {
            Arrange = aws => aws.S3.Fault = _ => LoopbackS3.Error(400, "InvalidObjectState"),
            Says = "cannot be read",
        },
        ["PREDICTION_FAILED"] = new("get_results", Job)
        {
            Stored = ("async-inference-failures/abc-error.out", "CUDA out of memory"),
            Says = "prediction failed",
        },
        ["MISSING_TOOL_NAME"] = new(null, Protein) { Says = "Tool name not found in context object." },
        ["UNKNOWN_TOOL"] = new("predict", Protein) { Says = "Unknown tool: predict. Supported tools are: invoke_endpoint, get_results" },
        ["HANDLER_ERROR"] = new("invoke_endpoint", Protein) { ClientContext = "no json", Says = "client context is not JSON" },
    };

    public static TheoryData<string> Rows => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_error_has_its_code_a_sentence_and_leaves_the_function_well(string row)
    {
        var it = Cases[row];
        await using var function = await Published.StartAsync(moto, variables: it.Variables);
        it.Arrange(function.Aws);
        if (it.Stored is var (key, content)) await function.StoreAsync(key, content);

        var answer = await function.InvokeAsync(it.Payload, it.ClientContext ?? (it.Tool is null ? null : Published.Direct(it.Tool)));
        var next = await function.InvokeAsync("{}", clientContext: null);
        var exit = await function.Lambda.StopAsync();

        var message = answer.GetProperty("message").GetString()!;
        Assert.True(row.Split(' ')[0] == answer.GetProperty("error_code").GetString(), answer.ToString());
        Assert.Contains(it.Says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
        Assert.EndsWith("Z", answer.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.Equal("MISSING_TOOL_NAME", next.GetProperty("error_code").GetString());
        Assert.Equal((0, 1), (exit, function.Lambda.Starts));
    }

    [Fact]
    public void No_code_is_without_a_row() =>
        Assert.Equal(
            Enum.GetValues<ErrorCode>().Select(ErrorCodes.Wire).Order(), Cases.Keys.Select(it => it.Split(' ')[0]).Distinct().Order());

    private static Case SageMaker(int status, string code) => new("invoke_endpoint", Protein)
    {
        Arrange = aws => aws.SageMaker.Script([.. Enumerable.Repeat(LoopbackSageMaker.Error(status, code), 3)]),
        Says = status == 503 ? "503" : code, // the last of three tries leaves no more
    };

    private sealed record Case(string? Tool, string Payload)
    {
        public required string Says { get; init; }
        public (string Name, string? Value)[] Variables { get; init; } = [];
        public Action<LoopbackAws> Arrange { get; init; } = _ => { };
        public (string Key, string Content)? Stored { get; init; }
        public string? ClientContext { get; init; }
    }
}
