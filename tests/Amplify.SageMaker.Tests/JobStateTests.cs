using Amplify.Testing;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>Jobs whose answer comes late, wrong, twice or never.</summary>
public class JobStateTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData("async-inference-failures/{0}-error.out")]
    [InlineData("async-inference-failures/{0}.out")]
    public async Task A_failure_is_found_under_both_of_its_names(string name)
    {
        Aws.SageMaker.FailurePath = name;
        var failed = Assert.IsType<Prediction.Failed>(
            await FateAsync(
                job => Aws.SageMaker.FailAsync(job, "Received server error (500) from primary with message \"CUDA out of memory\"")));

        Assert.Contains("CUDA out of memory", failed.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith(string.Format(null, name, Aws.SageMaker.Jobs[0].Id), failed.FailurePath, StringComparison.Ordinal);
        Assert.Contains("/aws/sagemaker/Endpoints/amplify-async", failed.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_announced_under_a_name_of_its_own_is_found_there()
    {
        Aws.SageMaker.FailurePath = "async-inference-failures/of-{0}.txt";

        var failed = Assert.IsType<Prediction.Failed>(
            await FateAsync(job => Aws.SageMaker.FailAsync(job, """{"error_message": "too long", "error_type": "model_error"}""")));

        Assert.Equal(("too long", "model_error"), (failed.Error.ErrorMessage, failed.Error.ErrorType));
    }

    [Fact]
    public async Task Failures_outside_our_prefix_are_never_read_and_announced_at_submission()
    {
        Aws.SageMaker.FailurePath = "elsewhere/{0}-error.out";
        using var backend = Make.Backend(Aws, clock);
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "unseen");

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        Assert.Contains("S3_FAILURE_PREFIX", Assert.Single(submission.Warnings), StringComparison.Ordinal);
        var running = Assert.IsType<Prediction.InProgress>(prediction);
        Assert.Equal($"s3://{Aws.Bucket}/elsewhere/{submission.OutputId}-error.out", running.Paths.Failure);
        Assert.DoesNotContain(Aws.S3.Requests, it => it.Target.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_neighbours_failure_is_not_ours()
    {
        var prediction = await FateAsync(job => Aws.SageMaker.FailAsync(job with { Id = job.Id + "-2" }, "of another job"));

        Assert.IsType<Prediction.InProgress>(prediction);
    }

    [Fact]
    public async Task A_result_outweighs_a_failure_and_the_last_of_two_results_counts()
    {
        var prediction = await FateAsync(async job =>
        {
            await Aws.SageMaker.FailAsync(job, "first try");
            await Aws.SageMaker.CompleteAsync(job, [1]);
            await Aws.SageMaker.CompleteAsync(job, "{\"second\":1}"u8.ToArray());
        });

        Assert.Equal("{\"second\":1}"u8, Assert.IsType<Prediction.Completed>(prediction).Stored.Span);
    }

    [Theory]
    [InlineData("async-inference-output/{0}.json")]
    [InlineData("async-inference-output/{0}.csv.out")]
    public async Task The_id_comes_from_where_the_service_writes_whatever_the_name(string path)
    {
        Aws.SageMaker.OutputPath = path;

        Assert.IsType<Prediction.Completed>(await FateAsync(Aws.SageMaker.CompleteAsync));
    }

    [Fact]
    public async Task A_job_is_running_then_slow_then_expired()
    {
        using var backend = Make.Backend(Aws, clock);
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        var id = Make.Id((await backend.SubmitAsync(Make.Sequence(), Token)).OutputId);

        var running = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(id, Token));
        Aws.S3.Clock = new FakeTimeProvider(clock.GetUtcNow().AddMinutes(30));
        var slow = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(id, Token));
        Aws.S3.Clock = new FakeTimeProvider(clock.GetUtcNow().AddHours(7.5));
        var expired = Assert.IsType<Prediction.Failed>(await backend.FetchAsync(id, Token));

        Assert.Equal((true, null, 30), (running.Known, running.Advice, running.CheckIntervalSeconds));
        Assert.Contains("aws sagemaker describe-endpoint --endpoint-name amplify-async", slow.Advice, StringComparison.Ordinal);
        Assert.Contains("Do not submit again", slow.Advice, StringComparison.Ordinal);
        Assert.Equal("request_expired", expired.Error.ErrorType);
        Assert.True(expired.Retryable);
        Assert.Null(expired.FailurePath);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-8)]
    [InlineData(24 * 400)]
    public async Task A_clock_that_is_hours_off_makes_no_running_job_expire_or_slow(int hours)
    {
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        using var there = Make.Backend(Aws);
        using var here = Make.Backend(Aws, new FakeTimeProvider(clock.GetUtcNow().AddHours(hours)));
        var id = Make.Id((await there.SubmitAsync(Make.Sequence(), Token)).OutputId);

        var running = Assert.IsType<Prediction.InProgress>(await here.FetchAsync(id, Token));

        Assert.Equal((true, null), (running.Known, running.Advice));
    }

    [Fact]
    public async Task A_record_that_is_no_record_still_says_that_the_job_is_known()
    {
        using var backend = Make.Backend(Aws, clock);
        await Aws.Objects.PutObjectAsync(
            new() { BucketName = Aws.Bucket, Key = "async-inference-input/jobs/odd.json", ContentBody = "{\"half\":" }, Token);

        var prediction = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id("odd"), Token));

        Assert.True(prediction.Known);
        Assert.Equal($"s3://{Aws.Bucket}/async-inference-failures/odd.out", prediction.Paths.Failure);
    }

    [Fact]
    public async Task Giving_up_after_acceptance_does_not_lose_the_job()
    {
        using var givenUp = new CancellationTokenSource();
        using var backend = Make.Backend(Aws, clock);
        Aws.SageMaker.OnAccepted = async job =>
        {
            await givenUp.CancelAsync();
            await Aws.SageMaker.CompleteAsync(job);
        };

        var submission = await backend.SubmitAsync(Make.Sequence(), givenUp.Token);
        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        Assert.IsType<Prediction.Completed>(prediction);
        Assert.Contains(
            Aws.S3.Requests, it => it.Method == "PUT" && it.Target.EndsWith($"/jobs/{submission.OutputId}.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Giving_up_during_the_upload_submits_nothing()
    {
        using var givenUp = new CancellationTokenSource();
        using var backend = Make.Backend(Aws, clock);
        Aws.S3.Fault = _ =>
        {
            givenUp.Cancel();
            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backend.SubmitAsync(Make.Sequence(), givenUp.Token));

        Assert.Empty(Aws.SageMaker.Requests);
    }

    [Fact]
    public async Task A_sequence_longer_than_the_model_reads_is_submitted_with_a_warning()
    {
        using var backend = Make.Backend(Aws, clock);

        var submission = await backend.SubmitAsync(Make.Sequence(new string('A', 2047)), Token);

        Assert.Contains("2,047 residues and the model reads 2,046", Assert.Single(submission.Warnings), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(4), submission.ExpectedAt - submission.SubmittedAt);
    }

    private async Task<Prediction> FateAsync(Func<LoopbackJob, Task> fate)
    {
        using var backend = Make.Backend(Aws, clock);
        Aws.SageMaker.OnAccepted = fate;
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        return await backend.FetchAsync(Make.Id(submission.OutputId), Token);
    }
}
