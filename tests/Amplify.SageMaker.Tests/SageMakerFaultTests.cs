using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests;

/// <summary>What SageMaker, or whatever stands in its place, can answer to a submission.</summary>
public class SageMakerFaultTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const int Tries = 3;

    public static TheoryData<string, LoopbackReply, int, ErrorCode, bool, string> Answers => new()
    {
        {
            "its own spelling of a bad request",
            LoopbackSageMaker.Error(400, "ValidationError:http://internal.amazon.com/", "Endpoint x of account y not found"), 1,
            ErrorCode.SageMakerValidation, false, "describe-endpoint --endpoint-name amplify-async"
        },
        {
            "the common spelling, in the body", InBody(400, "com.amazonaws#ValidationException"), 1, ErrorCode.SageMakerValidation, false,
            "SAGEMAKER_ENDPOINT_NAME"
        },
        {
            "a model error", LoopbackSageMaker.Error(424, "ModelError", "Received client error (400) from primary"), 1,
            ErrorCode.SageMakerModel, false, "/aws/sagemaker/Endpoints/amplify-async"
        },
        { "an internal failure", LoopbackSageMaker.Error(500, "InternalFailure"), 1, ErrorCode.SageMakerInternal, true, "InternalFailure" },
        {
            "a failure of a dependency", LoopbackSageMaker.Error(530, "InternalDependencyException"), 1, ErrorCode.SageMakerInternal, true,
            "InternalDependencyException"
        },
        { "an empty 500", new LoopbackReply(500), 1, ErrorCode.SageMakerInternal, true, "HTTP 500" },
        {
            "unavailable", LoopbackSageMaker.Error(503, "ServiceUnavailable"), Tries, ErrorCode.SageMakerServiceUnavailable, true,
            "Repeat the call"
        },
        {
            "throttling", LoopbackSageMaker.Error(400, "ThrottlingException", "Rate exceeded"), Tries,
            ErrorCode.SageMakerServiceUnavailable, true, "Rate exceeded"
        },
        {
            "a refusal by policy", LoopbackSageMaker.Error(403, "AccessDeniedException", "User: arn:aws:iam::1:user/u is not authorized"),
            1, ErrorCode.Invocation, false, "sagemaker:InvokeEndpointAsync"
        },
        {
            "an expired session",
            LoopbackSageMaker.Error(403, "ExpiredTokenException", "The security token included in the request is expired"), 1,
            ErrorCode.AwsConnection, true, "aws sso login --profile default"
        },
        {
            "unknown credentials",
            LoopbackSageMaker.Error(403, "UnrecognizedClientException", "The security token included in the request is invalid"), 1,
            ErrorCode.ClientInitialization, false, "aws sts get-caller-identity"
        },
        {
            "a clock that is wrong",
            LoopbackSageMaker.Error(
                403, "InvalidSignatureException", "Signature expired: 20261125T100000Z is now earlier than 20261125T120000Z"),
            1, ErrorCode.AwsConnection, true, "Set the clock"
        },
        { "a proxy's page instead of an error", Html(502), 1, ErrorCode.AwsConnection, true, "HTTPS_PROXY" },
        { "a sign-in page", Html(403), 1, ErrorCode.AwsConnection, true, "it was not AWS" },
        { "a page instead of an acceptance", Html(200), 1, ErrorCode.Invocation, false, "Whether a job was accepted is not known" },
        { "nothing at all", new LoopbackReply(200), 1, ErrorCode.Invocation, false, "names no OutputLocation" },
        {
            "an unheard-of error", LoopbackSageMaker.Error(409, "ConflictException", "Never seen"), 1, ErrorCode.Invocation, false,
            "Never seen"
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_named_and_says_what_to_do(
        string what, LoopbackReply answer, int tries, ErrorCode code, bool retryable, string hint)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script([.. Enumerable.Repeat(answer, Tries)]);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal((what, code), (what, fault.Code));
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
        Assert.Equal(retryable, Assert.IsType<ErrorDetails.Fault>(fault.Details).Retryable);
        Assert.Equal(tries, Aws.SageMaker.Requests.Count);
        Assert.Equal(!fault.Message.Contains("Nothing was submitted", StringComparison.Ordinal), fault.MayRun);
        Sentences.Check(fault);
    }

    [Theory]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "ThrottlingException")]
    public async Task A_passing_fault_is_overcome(int status, string code)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script(LoopbackSageMaker.Error(status, code));

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.Equal(Assert.Single(Aws.SageMaker.Jobs).Id, submission.OutputId);
        Assert.Equal(2, Aws.SageMaker.Requests.Count);
        Assert.Single(Aws.SageMaker.Requests.Select(it => it.Header("X-Amzn-SageMaker-Inference-Id")).Distinct());
    }

    public static TheoryData<string, LoopbackReply> LostAnswers => new()
    {
        { "a reset", LoopbackReply.Reset },
        { "a connection closed without a word", LoopbackReply.Close },
        { "half a head", new LoopbackReply(202, "{}") { Cut = 20 } },
        { "a failure inside", LoopbackSageMaker.Error(500, "InternalFailure") },
        { "a failure of a dependency", LoopbackSageMaker.Error(530, "InternalDependencyException") },
        { "a gateway's page", Html(502) },
        { "a gateway that is busy, and not AWS", Html(503) },
        { "a gateway whose patience ended", Html(504) },
    };

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task What_may_have_been_accepted_is_never_sent_again_and_never_called_not_submitted(string what, LoopbackReply answer)
    {
        using var backend = Make.Backend(Aws);
        // the connection is one that was used before, which HTTP clients like to replace quietly
        await backend.SubmitAsync(Make.Sequence(), Token);
        Aws.SageMaker.Script([.. Enumerable.Repeat(answer, Tries)]);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal((what, 2, true), (what, Aws.SageMaker.Requests.Count, fault.MayRun));
        var inference = Aws.SageMaker.Requests[^1].Header("X-Amzn-SageMaker-Inference-Id");
        Assert.Contains(
            $"Whether a job was accepted is not known; if so, it runs once, with the inference id {inference}", fault.Message,
            StringComparison.Ordinal);
        Assert.Contains($"`aws s3 ls s3://{Aws.Bucket}/async-inference-output/`", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task An_acceptance_counts_though_its_body_breaks_off()
    {
        using var backend = Make.Backend(Aws);
        var output = $"s3://{Aws.Bucket}/async-inference-output/x.out";
        Aws.SageMaker.Script(
            new LoopbackReply(202, "{\"Infer")
            {
                Headers = new Dictionary<string,
                string>
                { ["X-Amzn-SageMaker-OutputLocation"] = output },
                Missing = 40,
            });

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.Equal(output, submission.OutputPath);
        Assert.Single(Aws.SageMaker.Requests);
    }

    [Theory]
    [InlineData("s3://somebody-elses/async-inference-output/x.out")]
    [InlineData("s3://{0}/elsewhere/x.out")]
    [InlineData("s3://{0}/async-inference-output/deeper/x.out")]
    [InlineData("s3://{0}/async-inference-output/")]
    public async Task A_job_whose_result_could_never_be_read_is_reported_at_once(string location)
    {
        using var backend = Make.Backend(Aws);
        location = string.Format(null, location, Aws.Bucket);
        Aws.SageMaker.Script(
            new LoopbackReply(202, "{}") { Headers = new Dictionary<string, string> { ["X-Amzn-SageMaker-OutputLocation"] = location } });

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(ErrorCode.Invocation, fault.Code);
        Assert.Contains(location, fault.Message, StringComparison.Ordinal);
        Assert.Contains("it runs and is charged", fault.Message, StringComparison.Ordinal);
        Assert.Contains("S3_OUTPUT_PREFIX", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.MayRun);
    }

    private static LoopbackReply Html(int status) =>
        new(status, "<html><body>Bad gateway</body></html>")
        {
            Headers = new Dictionary<string,
            string>
            { ["Content-Type"] = "text/html" },
        };

    private static LoopbackReply InBody(int status, string type) => new(status, $$"""{"__type":"{{type}}","message":"Said by the test"}""")
    {
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
    };
}
