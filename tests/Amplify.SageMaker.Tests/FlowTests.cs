using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Tests;

public class FlowTests(MotoServer moto) : OnLoopbackAws(moto)
{
    [Fact]
    public async Task A_sequence_is_submitted_with_three_calls_and_its_result_fetched_with_one()
    {
        using var backend = Make.Backend(Aws);

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        var submitCalls = Calls();
        Assert.DoesNotContain(Aws.S3.Requests, it => it.Header("Expect") is not null); // each would be a wait of its own
        Aws.S3.Forget();
        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        var job = Assert.Single(Aws.SageMaker.Jobs);
        Assert.Equal(job.Id, submission.OutputId);
        Assert.Equal(["PUT input", "PUT record"], submitCalls);
        Assert.Single(Aws.SageMaker.Requests);
        Assert.Equal(["GET output"], Calls());
        var completed = Assert.IsType<Prediction.Completed>(prediction);
        Assert.Equal(await Stored($"async-inference-output/{job.Id}.out"), completed.Stored.ToArray());
        Assert.Equal($"s3://{Aws.Bucket}/async-inference-output/{job.Id}.out", completed.OutputPath);
    }

    [Fact]
    public async Task A_running_job_costs_three_calls_a_poll()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        Aws.S3.Forget();

        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        var running = Assert.IsType<Prediction.InProgress>(prediction);
        Assert.True(running.Known);
        Assert.Equal(submission.SubmittedAt, running.SubmittedAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(["GET output", "GET record", "LIST failures"], Calls().Order());
        Assert.Empty(Aws.SageMaker.Descriptions);
    }

    [Theory]
    [InlineData("-error.out")]
    [InlineData(".out")]
    public async Task A_failed_job_costs_one_call_more_however_many_names_begin_like_its_own(string end)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.FailurePath = "async-inference-failures/{0}" + end;
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "out of memory");
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        for (var i = 0; i < 20; i++) await PutAsync($"async-inference-failures/{submission.OutputId}-a{i:00}");
        Aws.S3.Forget();

        var prediction = await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        Assert.Equal("out of memory", Assert.IsType<Prediction.Failed>(prediction).Error.ErrorMessage);
        Assert.Equal(["GET failure", "GET output", "GET record", "LIST failures"], Calls().Order());
    }

    [Theory]
    [InlineData(20, "-error.out")]
    [InlineData(20, ".out")]
    [InlineData(120, "-error.out")]
    [InlineData(120, ".out")]
    public async Task Many_names_hide_no_failure_of_a_job_that_is_not_on_record(int names, string end)
    {
        using var backend = Make.Backend(Aws);
        for (var i = 0; i < names; i++) await PutAsync($"async-inference-failures/lost-a{i:000}");
        await PutAsync("async-inference-failures/lost" + end);

        var prediction = await backend.FetchAsync(Make.Id("lost"), Token);

        Assert.EndsWith("/lost" + end, Assert.IsType<Prediction.Failed>(prediction).FailurePath, StringComparison.Ordinal);
    }

    private async Task PutAsync(string key) =>
        await Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = key, ContentBody = "said" }, Token);

    private async Task<byte[]> Stored(string key)
    {
        using var stored = await Aws.Objects.GetObjectAsync(Aws.Bucket, key, Token);
        using var content = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    private IReadOnlyList<string> Calls() => [.. Aws.S3.Requests.Select(it => (it.Method, it.Target) switch
    {
        ("GET", var target) when target.Contains("prefix=async-inference-failures%2F", StringComparison.Ordinal) => "LIST failures",
        var (method, target) when target.Contains("/async-inference-failures/", StringComparison.Ordinal) => $"{method} failure",
        var (method, target) when target.Contains("/async-inference-input/jobs/", StringComparison.Ordinal) => $"{method} record",
        var (method, target) when target.Contains("/async-inference-input/", StringComparison.Ordinal) => $"{method} input",
        var (method, target) when target.Contains("/async-inference-output/", StringComparison.Ordinal) => $"{method} output",
        var (method, target) => $"{method} {target}",
    })];
}
