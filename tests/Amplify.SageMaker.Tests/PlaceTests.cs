using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.SageMaker.Tests;

/// <summary>An endpoint that writes elsewhere than it reads: into other buckets, and at a bucket's root.</summary>
public class PlaceTests(MotoServer moto) : OnLoopbackAws(moto)
{
    [Theory]
    [InlineData(false, "/", "{0}.out", "/", "{0}-error.out")]
    [InlineData(true, "/", "{0}.out", "/", "{0}-error.out")]
    [InlineData(true, "results/of/ours", "results/of/ours/{0}.out", "failed/", "failed/{0}-error.out")]
    [InlineData(
        false, "async-inference-output/", "async-inference-output/{0}.out", "async-inference-output/",
        "async-inference-output/{0}-error.out")]
    public async Task Results_and_failures_are_found_where_the_endpoint_writes_them(
        bool elsewhere, string outputs, string output, string failures, string failure)
    {
        await WriteAsync(elsewhere, outputs, output, failures, failure);
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog(), maxBytes: 20_000);

        var done = await backend.SubmitAsync(Make.Sequence(), Token);
        var completed = Assert.IsType<Prediction.Completed>(await backend.FetchAsync(Make.Id(done.OutputId), Token));
        var byPath = await tools.CallAsync("get_results", new { output_id = done.OutputPath });
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "out of memory");
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        var failed = Assert.IsType<Prediction.Failed>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        var running = await backend.SubmitAsync(Make.Sequence(), Token);
        var waiting = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(running.OutputId), Token));

        Assert.Equal($"s3://{Aws.SageMaker.OutputBucket ?? Aws.Bucket}/{string.Format(null, output, done.OutputId)}", completed.OutputPath);
        Assert.Equal(completed.OutputPath, done.OutputPath);
        Assert.True(byPath.GetProperty("success").GetBoolean());
        Assert.Contains(
            $"/{Aws.SageMaker.OutputBucket ?? Aws.Bucket}/{string.Format(null, output, done.OutputId)}?", completed.Link!().Url,
            StringComparison.Ordinal);
        Assert.Equal(
            $"s3://{Aws.SageMaker.FailureBucket ?? Aws.Bucket}/{string.Format(null, failure, submission.OutputId)}", failed.FailurePath);
        Assert.Empty(submission.Warnings);
        Assert.Equal(
            $"s3://{Aws.SageMaker.FailureBucket ?? Aws.Bucket}/{string.Format(null, failure, running.OutputId)}", waiting.Paths.Failure);
        Assert.Equal((string?[])[null], (await backend.CheckAsync(Token)).Select(it => it.Problem));
    }

    [Fact]
    public async Task A_result_that_comes_while_a_failure_is_looked_for_at_the_same_place_is_no_failure()
    {
        await WriteAsync(elsewhere: false, "/", "{0}.out", "/", "{0}-error.out");
        Aws.S3.Fault = it =>
        {
            if (it.Target.Contains("list-type=2", StringComparison.Ordinal))
                Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = "late.out", ContentBody = "{}" }, Token).Wait(Token);
            return null;
        };
        using var backend = Make.Backend(Aws);

        Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id("late"), Token));
        Assert.IsType<Prediction.Completed>(await backend.FetchAsync(Make.Id("late"), Token));
    }

    [Theory]
    [InlineData("s3://{0}/deeper/some-job.out")]
    [InlineData("s3://{1}/some-job.out")]
    public async Task At_the_root_a_path_is_still_ours_only_as_a_whole(string path)
    {
        await WriteAsync(elsewhere: true, "/", "{0}.out", "/", "{0}-error.out");
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var envelope = await tools.CallAsync(
            "get_results", new { output_id = string.Format(null, path, Aws.SageMaker.OutputBucket, Aws.Bucket) });

        Assert.Equal("INVALID_S3_PATH", envelope.GetProperty("error_code").GetString());
        Assert.Contains(
            $"reads only s3://{Aws.SageMaker.OutputBucket}/<output_id>.out", envelope.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.Empty(Aws.S3.Requests);
    }

    [Fact]
    public async Task A_bucket_of_results_that_is_not_there_is_named_by_its_own_variable()
    {
        Aws.Variables["S3_OUTPUT_BUCKET_NAME"] = "nobody-has-this";
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.FetchAsync(Make.Id("some-job"), Token));

        Assert.StartsWith("There is no bucket 'nobody-has-this'. Set S3_OUTPUT_BUCKET_NAME", fault.Message, StringComparison.Ordinal);
    }

    private async Task WriteAsync(bool elsewhere, string outputs, string output, string failures, string failure)
    {
        (Aws.Variables["S3_OUTPUT_PREFIX"], Aws.Variables["S3_FAILURE_PREFIX"]) = (outputs, failures);
        (Aws.SageMaker.OutputPath, Aws.SageMaker.FailurePath) = (output, failure);
        if (!elsewhere) return;
        (Aws.SageMaker.OutputBucket, Aws.SageMaker.FailureBucket) = ($"results-{Guid.NewGuid():N}", $"failures-{Guid.NewGuid():N}");
        (Aws.Variables["S3_OUTPUT_BUCKET_NAME"], Aws.Variables["S3_FAILURE_BUCKET_NAME"]) =
            (Aws.SageMaker.OutputBucket, Aws.SageMaker.FailureBucket);
        foreach (var name in (string[])[Aws.SageMaker.OutputBucket, Aws.SageMaker.FailureBucket])
            await Aws.Objects.PutBucketAsync(
                new Amazon.S3.Model.PutBucketRequest { BucketName = name, BucketRegionName = "eu-central-1" }, Token);
    }
}
