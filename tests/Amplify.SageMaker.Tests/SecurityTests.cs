using Amplify.Testing;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests;

public class SecurityTests(MotoServer moto) : OnLoopbackAws(moto)
{
    [Theory]
    [InlineData("s3://somebody-elses-bucket/async-inference-output/x.out")]
    [InlineData("s3://{0}/secrets/x.out")]
    [InlineData("s3://{0}/async-inference-output/../secrets/x.out")]
    [InlineData("s3://{0}/async-inference-output/%2e%2e%2fsecrets/x.out")]
    [InlineData("s3://{0}/async-inference-output/a/b.out")]
    [InlineData("s3://{0}/async-inference-output/a%2fb.out")]
    [InlineData("s3://{0}/async-inference-output/")]
    [InlineData("s3://{0}.evil.example/async-inference-output/x.out")]
    [InlineData("S3://{0}/async-inference-output/x.out")]
    [InlineData("https://{0}.s3.amazonaws.com/async-inference-output/x.out")]
    [InlineData("../async-inference-input/x")]
    [InlineData("x/../../y")]
    [InlineData("x\u0000y")]
    [InlineData("..")]
    [InlineData("-x")]
    public async Task A_place_that_is_not_ours_is_refused_without_a_single_call(string given)
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var envelope = await tools.CallAsync("get_results", new { output_id = string.Format(null, given, Aws.Bucket) });

        Assert.Equal("INVALID_S3_PATH", envelope.GetProperty("error_code").GetString());
        Assert.Contains("Nothing was read.", envelope.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Aws.S3.Requests);
    }

    [Fact]
    public async Task Whether_another_bucket_exists_cannot_be_learnt_here()
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());
        var (there, notThere) = ($"another-{Guid.NewGuid():N}", $"another-{Guid.NewGuid():N}");
        await Aws.Objects.PutBucketAsync(
            new Amazon.S3.Model.PutBucketRequest { BucketName = there, BucketRegionName = "eu-central-1" }, Token);

        var one = await tools.CallAsync("get_results", new { output_id = $"s3://{there}/async-inference-output/x.out" });
        var other = await tools.CallAsync("get_results", new { output_id = $"s3://{notThere}/async-inference-output/x.out" });

        Assert.Equal(
            one.GetProperty("message").GetString()!.Replace(there, "", StringComparison.Ordinal),
            other.GetProperty("message").GetString()!.Replace(notThere, "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Our_own_path_is_read_and_only_that_object()
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var submitted = (await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein })).GetProperty("data");
        Aws.S3.Forget();
        var envelope = await tools.CallAsync("get_results", new { output_id = submitted.GetProperty("s3_output_path").GetString() });

        Assert.True(envelope.GetProperty("success").GetBoolean());
        Assert.Equal(
            $"/{Aws.Bucket}/async-inference-output/{submitted.GetProperty("output_id").GetString()}.out",
            Assert.Single(Aws.S3.Requests).Target);
    }

    [Fact]
    public async Task Every_request_to_S3_names_the_account_it_expects()
    {
        Aws.Variables["S3_EXPECTED_BUCKET_OWNER"] = "123456789012";
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "failed");
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var submitted = await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein });
        var envelope = await tools.CallAsync(
            "get_results", new { output_id = submitted.GetProperty("data").GetProperty("output_id").GetString() });

        Assert.Equal("PREDICTION_FAILED", envelope.GetProperty("error_code").GetString());
        Assert.Equal(6, Aws.S3.Requests.Count);
        Assert.All(Aws.S3.Requests, it => Assert.Equal("123456789012", it.Header("x-amz-expected-bucket-owner")));
    }

    [Fact]
    public async Task Neither_sequence_nor_credential_nor_link_is_ever_logged()
    {
        var log = new CapturedLog();
        using var backend = Make.Backend(Aws, logger: log);
        using var tools = new ToolCalls(backend, log, maxBytes: 20_000);
        object sequence = new { sequence = Make.Protein };

        var submitted = await tools.CallAsync("invoke_endpoint", sequence);
        var completed = await tools.CallAsync(
            "get_results", new { output_id = submitted.GetProperty("data").GetProperty("output_id").GetString() });
        foreach (var fault in (LoopbackReply[])[LoopbackSageMaker.Error(400, "ValidationError"), new(502, "<html>"), LoopbackReply.Close])
        {
            Aws.SageMaker.Script([.. Enumerable.Repeat(fault, 20)]);
            await tools.CallAsync("invoke_endpoint", sequence);
        }

        Aws.S3.Fault = _ => LoopbackS3.Error(
            403, "SignatureDoesNotMatch", more: $"<AWSAccessKeyId>{LoopbackAws.Credentials.AccessKey}</AWSAccessKeyId>");
        await tools.CallAsync("invoke_endpoint", sequence);
        await tools.CallAsync("get_results", new { output_id = "some-job" });

        Assert.True(completed.GetProperty("data").TryGetProperty("results_url", out _));
        Assert.Contains("Accepted", log.Text, StringComparison.Ordinal);
        Assert.Contains(nameof(ErrorCode.ClientInitialization), log.Text, StringComparison.Ordinal);
        Sentences.CheckSecrets(log.Text);
    }
}
