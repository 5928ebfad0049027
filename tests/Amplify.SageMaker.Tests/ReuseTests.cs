using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>One job for one sequence, among callers who know nothing of each other.</summary>
public sealed class ReuseTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string ByKey = "async-inference-input/jobs/by-key/";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
    }

    [Fact]
    public async Task A_job_that_runs_or_is_done_is_given_again()
    {
        using var backend = Make.Backend(Aws);
        using var other = Make.Backend(Aws);

        var first = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        var running = await other.SubmitOnceAsync(Make.Sequence($">named\n{Make.Protein.ToLowerInvariant()}*"), Token);
        await Aws.SageMaker.CompleteAsync(Assert.Single(Aws.SageMaker.Jobs));
        var done = await other.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.False(first.Reused);
        Assert.All([running, done], it => Assert.Equal((first.OutputId, first.OutputPath, true), (it.OutputId, it.OutputPath, it.Reused)));
        Assert.Equal(first.SubmittedAt, done.SubmittedAt, TimeSpan.FromSeconds(1));
        Assert.Single(Aws.SageMaker.Jobs);
    }

    [Fact]
    public async Task Another_sequence_or_endpoint_is_another_job()
    {
        using var backend = Make.Backend(Aws);
        await backend.SubmitOnceAsync(Make.Sequence(), Token);
        Aws.Variables["SAGEMAKER_ENDPOINT_NAME"] = "other-endpoint";
        using var other = Make.Backend(Aws);

        Assert.False((await other.SubmitOnceAsync(Make.Sequence(), Token)).Reused);
        Assert.False((await other.SubmitOnceAsync(Make.Sequence("MKTV"), Token)).Reused);
        Assert.Equal(3, Aws.SageMaker.Jobs.Count);
    }

    [Fact]
    public async Task A_failed_job_does_not_count()
    {
        using var backend = Make.Backend(Aws);
        await backend.SubmitOnceAsync(Make.Sequence(), Token);
        await Aws.SageMaker.FailAsync(Assert.Single(Aws.SageMaker.Jobs), "out of memory");

        await AssertNewThenReusedAsync(backend);
    }

    [Fact]
    public async Task A_result_that_was_removed_does_not_count_once_no_job_could_still_run()
    {
        Aws.SageMaker.OnAccepted = Aws.SageMaker.CompleteAsync;
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var backend = Make.Backend(Aws, clock);
        var first = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        await Aws.Objects.DeleteObjectAsync(Aws.Bucket, $"async-inference-output/{first.OutputId}.out", Token);
        clock.Advance(TimeSpan.FromHours(8));

        await AssertNewThenReusedAsync(backend);
    }

    [Fact]
    public async Task A_job_without_its_record_does_not_count()
    {
        using var backend = Make.Backend(Aws);
        var first = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        await Aws.Objects.DeleteObjectAsync(Aws.Bucket, $"async-inference-input/jobs/{first.OutputId}.json", Token);

        await AssertNewThenReusedAsync(backend);
    }

    [Fact]
    public async Task Callers_that_ask_at_the_same_time_get_one_job_between_them()
    {
        var backends = Enumerable.Range(0, 3).Select(_ => Make.Backend(Aws)).ToList();

        var submissions = await Task.WhenAll(Enumerable.Range(0, 12).Select(it => PatientlyAsync(backends[it % 3])));

        Assert.Single(Aws.SageMaker.Jobs);
        Assert.Single(submissions.Select(it => it.OutputId).Distinct());
        Assert.Single(submissions, it => !it.Reused);
        backends.ForEach(it => it.Dispose());
    }

    [Fact]
    public async Task A_reservation_is_waited_for_and_after_half_a_minute_taken_over()
    {
        using var backend = Make.Backend(Aws);
        await backend.SubmitOnceAsync(Make.Sequence(), Token);
        var key = Assert.Single((await Aws.Objects.ListObjectsV2Async(new() { BucketName = Aws.Bucket, Prefix = ByKey }, Token)).S3Objects).Key;
        await Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = key, ContentBody = """{"owner":"somebody"}""" }, Token);
        using var later = Make.Backend(Aws, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(31)));

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitOnceAsync(Make.Sequence(), Token));
        var jobs = Aws.SageMaker.Jobs.Count;
        var taken = await later.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.True(((ErrorDetails.Fault)fault.Details!).Retryable);
        Sentences.Check(fault);
        Assert.Equal(1, jobs);
        Assert.False(taken.Reused);
    }

    [Fact]
    public async Task A_submission_that_failed_gives_its_reservation_back()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError"));

        await Assert.ThrowsAsync<BackendException>(() => backend.SubmitOnceAsync(Make.Sequence(), Token));

        await AssertNewThenReusedAsync(backend);
    }

    [Fact]
    public async Task A_reservation_whose_answer_was_lost_is_known_as_ones_own()
    {
        using var backend = Make.Backend(Aws);
        var lost = false;
        Aws.S3.Fault = request =>
        {
            if (lost || request.Header("If-None-Match") is null) return null;
            lost = true;
            Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = request.Target[(request.Target.IndexOf(ByKey, StringComparison.Ordinal))..].Split('?')[0], InputStream = new MemoryStream(request.Body) }).GetAwaiter().GetResult();
            return LoopbackReply.Close;
        };

        await AssertNewThenReusedAsync(backend);
        Assert.True(lost);
    }

    [Theory]
    [InlineData("PUT", 501, "NotImplemented")]
    [InlineData("GET", 403, "AccessDenied")]
    [InlineData("PUT", 403, "AccessDenied")]
    public async Task A_store_that_cannot_promise_it_gets_a_job_each_time(string method, int status, string code)
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = request => request.Method == method && request.Target.Contains(ByKey, StringComparison.Ordinal) ? LoopbackS3.Error(status, code) : null;

        var submissions = new[] { await backend.SubmitOnceAsync(Make.Sequence(), Token), await backend.SubmitOnceAsync(Make.Sequence(), Token) };

        Assert.All(submissions, it => Assert.False(it.Reused));
        Assert.Equal(2, Aws.SageMaker.Jobs.Count);
    }

    [Fact]
    public async Task A_key_holds_no_residue()
    {
        using var backend = Make.Backend(Aws);

        await backend.SubmitOnceAsync(Make.Sequence(), Token);

        var written = Aws.S3.Requests.Where(it => it.Method == "PUT" && it.Target.Contains(ByKey, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, written.Count);
        Assert.All(written, it => Sentences.CheckSecrets(it.Target + System.Text.Encoding.UTF8.GetString(it.Body)));
    }

    private async Task AssertNewThenReusedAsync(SageMakerBackend backend)
    {
        var before = Aws.SageMaker.Jobs.Count;

        var anew = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        var again = await backend.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.False(anew.Reused);
        Assert.Equal((anew.OutputId, true), (again.OutputId, again.Reused));
        Assert.Equal(before + 1, Aws.SageMaker.Jobs.Count);
    }

    // As the message says: repeated until the other caller is done.
    private static async Task<Submission> PatientlyAsync(SageMakerBackend backend)
    {
        while (true)
        {
            try
            {
                return await backend.SubmitOnceAsync(Make.Sequence(), Token);
            }
            catch (BackendException busy) when (busy.Details is ErrorDetails.Fault { Retryable: true })
            {
                // the winner is slow today
            }
        }
    }
}
