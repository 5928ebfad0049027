using System.Net;
using System.Net.Sockets;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>The ways a peer can fail to answer at all.</summary>
public class NetworkFaultTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_hanging_endpoint_gets_one_request_and_no_more_than_its_time()
    {
        using var backend = Make.Backend(Aws, clock);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Aws.SageMaker.OnRequest = _ => asked.TrySetResult();
        Aws.SageMaker.Script([LoopbackReply.Hang, LoopbackReply.Hang, LoopbackReply.Hang]);

        var submitting = backend.SubmitAsync(Make.Sequence(), Token);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(9));
        var fault = await Assert.ThrowsAsync<BackendException>(() => submitting);

        Check(fault, "SageMaker", "did not answer in time");
        Assert.Contains("Whether a job was accepted is not known", fault.Message, StringComparison.Ordinal);
        Assert.Single(Aws.SageMaker.Requests);
    }

    [Fact]
    public async Task Whatever_hangs_a_submission_ends_before_its_callers_deadline()
    {
        using var backend = Make.Backend(Aws, clock);
        var (uploading, invoking, recording) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var accept = new TaskCompletionSource();
        Aws.SageMaker.OnAccepted = job =>
        {
            invoking.TrySetResult();
            return accept.Task;
        };
        Aws.S3.Fault = request =>
        {
            if (!request.Target.Contains("/jobs/", StringComparison.Ordinal)) return null;
            recording.TrySetResult();
            return LoopbackReply.Hang;
        };
        var started = clock.GetUtcNow();

        var submitting = backend.SubmitAsync(Make.Sequence(), Token);
        await invoking.Task;
        clock.Advance(TimeSpan.FromSeconds(8.9));
        accept.SetResult();
        await recording.Task;
        clock.Advance(TimeSpan.FromSeconds(4));
        var submission = await submitting;

        Assert.Equal(Assert.Single(Aws.SageMaker.Jobs).Id, submission.OutputId);
        Assert.True(SageMakerBackend.LongestCall < ToolRunner.Deadline);
        Assert.True(OnceSubmission.Longest < ToolRunner.Deadline);
        Assert.True(clock.GetUtcNow() - started < SageMakerBackend.LongestCall);
    }

    [Fact]
    public async Task A_hanging_bucket_ends_a_poll_in_time()
    {
        using var backend = Make.Backend(Aws, clock);
        var asked = new TaskCompletionSource();
        Aws.S3.Fault = _ =>
        {
            asked.TrySetResult();
            return LoopbackReply.Hang;
        };

        var fetching = backend.FetchAsync(Make.Id("some-job"), Token);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(20));
        var fault = await Assert.ThrowsAsync<BackendException>(() => fetching);

        Check(fault, "S3", "did not answer in time");
    }

    [Theory]
    [InlineData("list-type=2", 200)]
    [InlineData("list-type=2", 500)]
    [InlineData("/some-job.out", 403)]
    [InlineData("/some-job.out", 200)]
    public async Task A_body_that_never_ends_ends_a_poll_in_time(string spoilt, int status)
    {
        using var backend = Make.Backend(Aws, clock);
        var dripping = new TaskCompletionSource();
        Aws.S3.Fault = request => request.Target.Contains(spoilt, StringComparison.Ordinal)
            ? LoopbackS3.Error(status, "SlowDown") with { Drip = TimeSpan.FromMinutes(1), Dripping = () => dripping.TrySetResult() }
            : null;

        var fetching = backend.FetchAsync(Make.Id("some-job"), Token);
        await dripping.Task; // the head is there: sooner, it would be a poll without an answer
        clock.Advance(TimeSpan.FromSeconds(20));

        Check(await Assert.ThrowsAsync<BackendException>(() => fetching), "S3", "did not answer in time");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endpoint_that_ends_the_connection_without_a_word_is_asked_once_and_named(bool reset)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script([.. Enumerable.Repeat(reset ? LoopbackReply.Reset : LoopbackReply.Close, 20)]);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Check(fault, "SageMaker", "the connection broke off");
        Assert.Single(Aws.SageMaker.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_that_ended_between_two_submissions_cost_nothing(bool reset)
    {
        using var backend = Make.Backend(Aws);
        await backend.SubmitAsync(Make.Sequence(), Token);

        Aws.SageMaker.DropConnections(reset);
        Aws.S3.DropConnections(reset);
        await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.Equal(2, Aws.SageMaker.Requests.Count);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", "SageMaker")]
    [InlineData("AWS_ENDPOINT_URL_S3", "S3")]
    public async Task A_refused_connection_is_named(string variable, string service)
    {
        Aws.Variables[variable] = $"http://127.0.0.1:{UnusedPort()}";
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Check(fault, service, "the connection was refused");
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", "SageMaker")]
    [InlineData("AWS_ENDPOINT_URL_S3", "S3")]
    public async Task A_name_that_does_not_resolve_is_named(string variable, string service)
    {
        Aws.Variables[variable] = "http://no-such-host.invalid";
        using var backend = Make.Backend(Aws);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Check(fault, service, "its name cannot be resolved");
    }

    private static void Check(BackendException fault, string service, string hint)
    {
        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.StartsWith(service, fault.Message, StringComparison.Ordinal);
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<ErrorDetails.Fault>(fault.Details).Retryable);
        Sentences.Check(fault);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
