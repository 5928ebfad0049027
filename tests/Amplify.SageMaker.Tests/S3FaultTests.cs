using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests;

/// <summary>What S3 can answer: to the upload of an input, to the read of a result, and to the look for a failure.</summary>
public class S3FaultTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private static readonly LoopbackReply Elsewhere = LoopbackS3.Error(
        301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.",
        "<Endpoint>bucket.s3.us-west-2.amazonaws.com</Endpoint>");
    private static readonly LoopbackReply OtherRegion = LoopbackS3.Error(
        400, "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region 'eu-central-1' is wrong; expecting 'us-west-2'", "<Region>us-west-2</Region>");

    private static readonly LoopbackReply WrongSignature = LoopbackS3.Error(
        403, "SignatureDoesNotMatch", "The request signature we calculated does not match",
        $"<AWSAccessKeyId>{LoopbackAws.Credentials.AccessKey}</AWSAccessKeyId><StringToSign>x</StringToSign>");

    public static TheoryData<string, LoopbackReply, ErrorCode, bool, string> Uploads => new()
    {
        { "denied", LoopbackS3.Error(403, "AccessDenied"), ErrorCode.S3Upload, false, "/async-inference-input/* to the policy" },
        { "no bucket", LoopbackS3.Error(404, "NoSuchBucket"), ErrorCode.S3Upload, false, "S3_BUCKET_NAME" },
        { "slow down", LoopbackS3.Error(503, "SlowDown"), ErrorCode.S3Upload, true, "SlowDown" },
        { "unavailable", LoopbackS3.Error(503, "ServiceUnavailable"), ErrorCode.S3Upload, true, "HTTP 503" },
        { "inside", LoopbackS3.Error(500, "InternalError"), ErrorCode.S3Upload, true, "InternalError" },
        { "elsewhere", Elsewhere, ErrorCode.S3Upload, false, "AWS_REGION" },
        { "other region", OtherRegion, ErrorCode.S3Upload, false, "aws s3api get-bucket-location" },
        {
            "expired", LoopbackS3.Error(400, "ExpiredToken", "The provided token has expired."), ErrorCode.AwsConnection, true,
            "aws sso login"
        },
        {
            "unknown key", LoopbackS3.Error(403, "InvalidAccessKeyId"), ErrorCode.ClientInitialization, false, "aws sts get-caller-identity"
        },
        { "wrong signature", WrongSignature, ErrorCode.ClientInitialization, false, "SignatureDoesNotMatch" },
        {
            "another's bucket", LoopbackS3.Error(400, "InvalidBucketOwnerAWSAccountID"), ErrorCode.S3Upload, false,
            "InvalidBucketOwnerAWSAccountID"
        },
        { "a clock that is wrong", LoopbackS3.Error(403, "RequestTimeTooSkewed"), ErrorCode.AwsConnection, true, "Set the clock" },
        { "a proxy", new LoopbackReply(407, "<html>Sign in</html>"), ErrorCode.AwsConnection, true, "HTTPS_PROXY" },
    };

    public static TheoryData<string, LoopbackReply, ErrorCode, bool, string> Reads => new()
    {
        { "denied", LoopbackS3.Error(403, "AccessDenied"), ErrorCode.AccessDenied, false, "s3:ListBucket" },
        { "no bucket", LoopbackS3.Error(404, "NoSuchBucket"), ErrorCode.Configuration, false, "S3_BUCKET_NAME" },
        { "slow down", LoopbackS3.Error(503, "SlowDown"), ErrorCode.ResultRetrieval, true, "SlowDown" },
        { "unavailable", LoopbackS3.Error(503, "ServiceUnavailable"), ErrorCode.ResultRetrieval, true, "HTTP 503" },
        { "elsewhere", Elsewhere, ErrorCode.Configuration, false, "AWS_REGION" },
        { "other region", OtherRegion, ErrorCode.Configuration, false, "aws s3api get-bucket-location" },
        {
            "expired", LoopbackS3.Error(400, "ExpiredToken", "The provided token has expired."), ErrorCode.AwsConnection, true,
            "aws sso login"
        },
        {
            "unknown key", LoopbackS3.Error(403, "InvalidAccessKeyId"), ErrorCode.ClientInitialization, false, "aws sts get-caller-identity"
        },
        {
            "archived", LoopbackS3.Error(403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
            ErrorCode.ResultRetrieval, false, "storage class"
        },
        { "a clock that is wrong", LoopbackS3.Error(403, "RequestTimeTooSkewed"), ErrorCode.AwsConnection, true, "Set the clock" },
        { "a proxy", new LoopbackReply(407, "<html>Sign in</html>"), ErrorCode.AwsConnection, true, "HTTPS_PROXY" },
    };

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task A_refused_upload_is_named_and_SageMaker_is_not_called(
        string what, LoopbackReply answer, ErrorCode code, bool retryable, string hint)
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => answer;

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Check(fault, what, code, retryable, hint);
        Assert.Contains("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Aws.SageMaker.Requests);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_refused_read_is_named_and_never_taken_for_a_running_job(
        string what, LoopbackReply answer, ErrorCode code, bool retryable, string hint)
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => answer;

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Check(fault, what, code, retryable, hint);
        Assert.Equal("some-job", ((ErrorDetails.Fault)fault.Details!).OutputId);
    }

    [Theory]
    [InlineData("list-type=2", false, ErrorCode.AccessDenied)]
    [InlineData("-error.out", true, ErrorCode.AccessDenied)]
    public async Task A_failure_that_may_not_be_seen_is_no_running_job_either(string target, bool isOnRecord, ErrorCode code)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "out of memory");
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        if (!isOnRecord) await Aws.Objects.DeleteObjectAsync(Aws.Bucket, $"async-inference-input/jobs/{submission.OutputId}.json", Token);
        Aws.S3.Fault = request => request.Target.Contains(target, StringComparison.Ordinal) ? LoopbackS3.Error(403, "AccessDenied") : null;

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id(submission.OutputId), Token));

        Assert.Equal(code, fault.Code);
        Sentences.Check(fault);
    }

    [Fact]
    public async Task What_was_left_of_another_answer_is_not_taken_for_the_receipt_of_an_upload()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => new LoopbackReply(200, "<html>") { IsUnmeasured = true };

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Contains("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Aws.SageMaker.Jobs);
    }

    [Fact]
    public async Task A_result_cut_off_on_its_way_is_an_error_and_not_a_short_result()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => new LoopbackReply(200, """{"heatmap": [[""") { Missing = 1000 };

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Check(fault, "cut off", ErrorCode.ResultRetrieval, true, "broke off");
    }

    [Fact]
    public async Task A_result_that_does_not_match_its_checksum_is_an_error()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => new LoopbackReply(200, """{"heatmap": []}""")
        {
            Headers = new Dictionary<string,
            string>
            { ["x-amz-checksum-crc32"] = "AAAAAA==" },
        };

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Check(fault, "damaged", ErrorCode.ResultRetrieval, true, "damaged it");
    }

    [Fact]
    public async Task A_result_of_absurd_size_is_not_read()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = _ => new LoopbackReply(200, "{") { Missing = 70_000_000 };

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Check(fault, "too large", ErrorCode.ResultRetrieval, false, $"aws s3 cp s3://{Aws.Bucket}/async-inference-output/some-job.out");
    }

    [Fact]
    public async Task A_job_record_that_cannot_be_written_costs_nobody_the_job()
    {
        var log = new CapturedLog();
        using var backend = Make.Backend(Aws, logger: log);
        Aws.S3.Fault = request => request.Target.Contains("/jobs/", StringComparison.Ordinal)
            ? LoopbackS3.Error(403, "AccessDenied")
            : null;

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        Assert.IsType<Prediction.Completed>(prediction);
        Assert.Contains($"Job record not written {submission.OutputId}", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_record_that_may_not_be_read_leaves_open_whether_the_job_is_known()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = request => request.Target.Contains("/jobs/", StringComparison.Ordinal)
            ? LoopbackS3.Error(403, "AccessDenied")
            : null;

        var prediction = await backend.FetchAsync(Make.Id("some-job"), Token);

        Assert.Null(Assert.IsType<Prediction.InProgress>(prediction).Known);
    }

    private static void Check(BackendException fault, string what, ErrorCode code, bool retryable, string hint)
    {
        Assert.Equal((what, code), (what, fault.Code));
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
        Assert.Equal(retryable, Assert.IsType<ErrorDetails.Fault>(fault.Details).Retryable);
        Sentences.Check(fault);
    }
}
