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
        using var backend = Make.Backend(Aws);
        var first = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        await Aws.Objects.DeleteObjectAsync(Aws.Bucket, $"async-inference-output/{first.OutputId}.out", Token);
        Aws.S3.Clock = Later(TimeSpan.FromHours(8));

        var anew = await backend.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.False(anew.Reused);
        Assert.Equal(2, Aws.SageMaker.Jobs.Count);
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
        Aws.S3.Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()); // however slow this machine is, no reservation grows old
        var backends = Enumerable.Range(0, 3).Select(_ => Make.Backend(Aws)).ToList();

        var submissions = await Task.WhenAll(Enumerable.Range(0, 12).Select(it => PatientlyAsync(backends[it % 3])));

        Assert.Single(Aws.SageMaker.Jobs);
        Assert.Single(submissions.Select(it => it.OutputId).Distinct());
        Assert.Single(submissions, it => !it.Reused);
        backends.ForEach(it => it.Dispose());
    }

    [Theory]
    [InlineData("GET", ByKey)] // the first question,
    [InlineData("PUT", ByKey)] // the reservation,
    [InlineData("GET", "/jobs/")] // and what becomes of the job of an earlier one
    [InlineData("GET", "list-type=2")]
    public async Task A_claim_that_S3_holds_up_for_longer_than_its_time_submits_nothing_whoever_asks(string method, string target)
    {
        const int Callers = 5;
        var (clock, held, release) = (
            new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new SemaphoreSlim(0), new TaskCompletionSource());
        var earlier = target == ByKey ? null : await SubmitAsync();
        Aws.S3.Gate = request =>
        {
            if (request.Method != method
                || !request.Target.Contains(target, StringComparison.Ordinal)
                || (earlier is not null && request.Target.Contains(ByKey, StringComparison.Ordinal)))
                return Task.CompletedTask;
            held.Release();
            return release.Task;
        };
        using var backend = Make.Backend(Aws, clock);

        var asking = Enumerable.Range(0, Callers)
            .Select(_ => Assert.ThrowsAsync<BackendException>(() => backend.SubmitOnceAsync(Make.Sequence(), Token))).ToList();
        for (var caller = 0; caller < Callers; caller++) await held.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(4));
        var faults = await Task.WhenAll(asking);
        var submitted = Aws.SageMaker.Jobs.Count;
        release.SetResult();
        // a reservation of theirs that arrived after all is nobody's by now
        (Aws.S3.Gate, Aws.S3.Clock) = (_ => Task.CompletedTask, Later(TimeSpan.FromSeconds(35)));
        var repeated = await SubmitAsync();

        Assert.All(faults, AssertNothingSubmitted);
        Assert.Equal(earlier is null ? 0 : 1, submitted);
        Assert.Equal((earlier?.OutputId ?? repeated.OutputId, earlier is not null), (repeated.OutputId, repeated.Reused));
        Assert.Single(Aws.SageMaker.Jobs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3_600)]
    [InlineData(40)]
    [InlineData(31_536_000)]
    public async Task A_reservation_is_waited_for_and_after_half_a_minute_of_S3s_clock_and_not_of_ours_taken_over(int secondsAhead)
    {
        await ReserveAsync();
        using var backend = Make.Backend(Aws, new HastyClock(TimeProvider.System.GetUtcNow().AddSeconds(secondsAhead)));

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitOnceAsync(Make.Sequence(), Token));
        var jobs = Aws.SageMaker.Jobs.Count;
        Aws.S3.Clock = Later(TimeSpan.FromSeconds(35));
        var taken = await backend.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.Equal(FaultReason.BeingSubmitted, ((ErrorDetails.Fault)fault.Details!).Reason);
        Sentences.Check(fault);
        Assert.Equal((0, false), (jobs, taken.Reused));
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
            Aws.Objects.PutObjectAsync(
                new()
                {
                    BucketName = Aws.Bucket,
                    Key = request.Target[(request.Target.IndexOf(ByKey, StringComparison.Ordinal))..].Split('?')[0],
                    InputStream = new MemoryStream(request.Body),
                }).GetAwaiter().GetResult();
            return LoopbackReply.Close;
        };

        await AssertNewThenReusedAsync(backend);
        Assert.True(lost);
    }

    [Fact]
    public async Task A_store_without_conditional_writes_gets_a_job_each_time_and_it_is_said()
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = request => request.Method == "PUT" && request.Target.Contains(ByKey, StringComparison.Ordinal)
            ? LoopbackS3.Error(501, "NotImplemented")
            : null;

        var submissions = new[]
        {
            await backend.SubmitOnceAsync(Make.Sequence(), Token), await backend.SubmitOnceAsync(Make.Sequence(), Token)
        };

        Assert.All(submissions, it => Assert.False(it.Reused));
        Assert.All(submissions, it => Assert.Contains("no conditional writes", Assert.Single(it.Warnings), StringComparison.Ordinal));
        Assert.Equal(2, Aws.SageMaker.Jobs.Count);
    }

    [Theory]
    [InlineData("GET", 403, "AccessDenied", ErrorCode.AccessDenied)]
    [InlineData("PUT", 403, "AccessDenied", ErrorCode.AccessDenied)]
    [InlineData("GET", 400, "InvalidObjectState", ErrorCode.AwsConnection)]
    [InlineData("PUT", 503, "SlowDown", ErrorCode.AwsConnection)]
    public async Task A_store_that_could_promise_it_and_does_not_gets_no_job(string method, int status, string code, ErrorCode expected)
    {
        using var backend = Make.Backend(Aws);
        Aws.S3.Fault = request => request.Method == method && request.Target.Contains(ByKey, StringComparison.Ordinal)
            ? LoopbackS3.Error(status, code)
            : null;

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitOnceAsync(Make.Sequence(), Token));

        Assert.Equal(expected, fault.Code);
        Assert.EndsWith("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(expected == ErrorCode.AwsConnection, ((ErrorDetails.Fault)fault.Details!).Retryable);
        Sentences.Check(fault);
        Assert.Empty(Aws.SageMaker.Requests);
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

    private static FakeTimeProvider Later(TimeSpan time) => new(TimeProvider.System.GetUtcNow() + time);

    private async Task<Submission> SubmitAsync()
    {
        using var backend = Make.Backend(Aws);
        return await PatientlyAsync(backend);
    }

    /// <summary>The key of the sequence is somebody's who has not submitted yet.</summary>
    private async Task ReserveAsync()
    {
        var key = JobKey.Of(Make.Sequence(), Make.Settings(Aws).EndpointName, $"s3://{Aws.Bucket}/async-inference-output/");
        await Aws.Objects.PutObjectAsync(new() { BucketName = Aws.Bucket, Key = $"{ByKey}{key}.json", ContentBody = """{"owner":"somebody"}""" }, Token);
    }

    private static void AssertNothingSubmitted(BackendException fault)
    {
        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.True(((ErrorDetails.Fault)fault.Details!).Retryable);
        Assert.Contains("Repeat the call", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
        Sentences.Check(fault);
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
