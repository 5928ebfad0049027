using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SageMakerRuntime;
using Amazon.SageMakerRuntime.Model;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>SUBMIT_INLINE: the sequence travels within the request, where the service takes it so.</summary>
public class InlineTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private static readonly LoopbackReply NotKnown = LoopbackSageMaker.Error(
        400, "ValidationError",
        "1 validation error detected: Value at 'inputLocation' failed to satisfy constraint: Member must not be null");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Aws.Variables["SUBMIT_INLINE"] = "true";
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ProteinSequence.MaxLength)]
    public async Task One_call_comes_before_the_answer_and_no_object_holds_the_sequence(int length)
    {
        using var backend = Make.Backend(Aws);
        var residues = new string('M', length);
        Aws.SageMaker.Model = _ => Task.FromResult("{}"u8.ToArray());

        var submission = await backend.SubmitAsync(Make.Sequence(residues), Token);

        var request = Assert.Single(Aws.SageMaker.Requests);
        Assert.Equal($$"""{"sequence":"{{residues}}"}""", Encoding.UTF8.GetString(request.Body));
        Assert.Null(request.Header("X-Amzn-SageMaker-InputLocation"));
        Assert.EndsWith($"/jobs/{submission.OutputId}.json", Assert.Single(Aws.S3.Requests).Target, StringComparison.Ordinal);
        Assert.IsType<Prediction.Completed>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));
    }

    [Fact]
    public async Task A_service_that_does_not_take_it_gets_an_object_once_it_was_asked_and_the_user_is_told()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script(NotKnown);

        var first = await backend.SubmitAsync(Make.Sequence(), Token);
        var second = await backend.Within(null).SubmitAsync(Make.Sequence(), Token);

        Assert.Equal([false, true, true], Aws.SageMaker.Requests.Select(it => it.Header("X-Amzn-SageMaker-InputLocation") is not null));
        Assert.All(Aws.SageMaker.Requests.Skip(1), it => Assert.Empty(it.Body));
        Assert.All([first, second], it => Assert.Contains("SUBMIT_INLINE", Assert.Single(it.Warnings), StringComparison.Ordinal));
        Assert.Single(Aws.SageMaker.Requests.Take(2).Select(it => it.Header("X-Amzn-SageMaker-Inference-Id")).Distinct());
    }

    // What is wrong with a request either way says nothing of inline submission.
    [Fact]
    public async Task A_wrong_endpoint_is_told_as_ever_and_the_next_call_is_inline_again()
    {
        using var backend = Make.Backend(Aws);
        var unknown = LoopbackSageMaker.Error(400, "ValidationError", "Could not find endpoint");
        Aws.SageMaker.Script(unknown, unknown);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        Assert.StartsWith("SageMaker validation error: Could not find endpoint", fault.Message, StringComparison.Ordinal);
        Assert.Empty(submission.Warnings);
        Assert.NotEmpty(Aws.SageMaker.Requests[^1].Body);
    }

    [Theory]
    [InlineData(400, "ThrottlingException", ErrorCode.SageMakerServiceUnavailable)]
    [InlineData(500, "InternalFailure", ErrorCode.SageMakerInternal)]
    [InlineData(403, "AccessDeniedException", ErrorCode.Invocation)]
    public async Task No_other_fault_writes_an_object(int status, string code, ErrorCode expected)
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script([.. Enumerable.Repeat(LoopbackSageMaker.Error(status, code), 3)]);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(expected, fault.Code);
        Assert.Empty(Aws.S3.Requests);
    }

    [Fact]
    public async Task Where_the_role_may_write_records_alone_a_refused_fallback_names_the_right()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script(NotKnown);
        Aws.S3.Fault = it => it.Target.Contains("/jobs/", StringComparison.Ordinal) ? null : LoopbackS3.Error(403, "AccessDenied");

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Equal(ErrorCode.S3Upload, fault.Code);
        Assert.Contains("Add s3:PutObject on", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_refusal_leaves_the_rest_of_the_submission_its_time_and_no_more()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var backend = Make.Backend(Aws, clock);
        var (asked, uploading) = (new TaskCompletionSource(), new TaskCompletionSource());
        Aws.SageMaker.OnRequest = _ =>
        {
            if (!asked.TrySetResult()) return;
            clock.Advance(TimeSpan.FromSeconds(8.9)); // the service's time for its refusal
        };
        Aws.SageMaker.Script(NotKnown);
        Aws.S3.Fault = _ =>
        {
            uploading.TrySetResult();
            return LoopbackReply.Hang;
        };

        var submitting = backend.SubmitAsync(Make.Sequence(), Token);
        await uploading.Task;
        clock.Advance(TimeSpan.FromSeconds(2.2));
        var fault = await Assert.ThrowsAsync<BackendException>(() => submitting);

        Assert.Equal(ErrorCode.AwsConnection, fault.Code);
        Assert.Contains("Nothing was submitted.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_that_nobody_answered_is_not_sent_again_by_another_way()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.Script([.. Enumerable.Repeat(LoopbackReply.Close, 3)]);

        var fault = await Assert.ThrowsAsync<BackendException>(() => backend.SubmitAsync(Make.Sequence(), Token));

        Assert.Contains("Whether a job was accepted is not known", fault.Message, StringComparison.Ordinal);
        Assert.Single(Aws.SageMaker.Requests);
        Assert.Empty(Aws.S3.Requests);
    }

    [Fact]
    public async Task One_sequence_is_one_job_inline_too()
    {
        using var backend = Make.Backend(Aws);
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;

        var first = await backend.SubmitOnceAsync(Make.Sequence(), Token);
        var second = await backend.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.Equal((first.OutputId, true), (second.OutputId, second.Reused));
        Assert.DoesNotContain(Aws.S3.Requests, it => it.Method == "PUT" && !it.Target.Contains("/jobs/", StringComparison.Ordinal));
    }

    // moto's endpoint knows no body and refuses it as the service did before it did.
    [Fact]
    public async Task A_server_that_is_not_ours_and_does_not_know_it_is_served_by_an_object()
    {
        Aws.UseMotoItself();
        using var backend = Make.Backend(Aws);

        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        var running = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));
        var inputs = await Aws.Objects.ListObjectsV2Async(new() { BucketName = Aws.Bucket, Prefix = "async-inference-input/" }, Token);

        Assert.True(running.Known);
        Assert.Equal(AwsFaults.NoInline, Assert.Single(submission.Warnings));
        Assert.Equal(2, inputs.S3Objects.Count);
    }

    [Fact]
    public async Task The_request_is_the_one_that_AWSs_own_client_sends()
    {
        Needs.NodeModule("@aws-sdk/client-sagemaker-runtime");
        var seen = new List<LoopbackRequest>();
        await using var endpoint = new LoopbackHttp(request =>
        {
            seen.Add(request);
            return Task.FromResult(new LoopbackReply(202, "{}"));
        });
        const string body = """{"sequence":"MKTV"}""";
        var request = new InvokeEndpointAsyncRequest
        {
            EndpointName = "amplify-async",
            ContentType = "application/json",
            Accept = "application/json",
            InferenceId = "0197a",
            CustomAttributes = """{"sequence_length":4}""",
            InvocationTimeoutSeconds = 3600,
            RequestTTLSeconds = 21600,
        };
        var members = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            [nameof(request.EndpointName)] = request.EndpointName,
            [nameof(request.ContentType)] = request.ContentType,
            [nameof(request.Accept)] = request.Accept,
            [nameof(request.InferenceId)] = request.InferenceId,
            [nameof(request.CustomAttributes)] = request.CustomAttributes,
            [nameof(request.InvocationTimeoutSeconds)] = request.InvocationTimeoutSeconds,
            [nameof(request.RequestTTLSeconds)] = request.RequestTTLSeconds,
        });
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var client = new AmazonSageMakerRuntimeClient(
            new SessionAWSCredentials("key", "secret", "token"),
            new() { ServiceURL = endpoint.Address, AuthenticationRegion = "eu-central-1" });

        await client.InvokeEndpointAsyncAsync(request, Token);
        var script = Path.Combine(Needs.Root, "tests", "js", "inline-request.mjs");
        var run = await ProgramRun.Of(Needs.OnPath("node", "install Node"), [script, endpoint.Address, members, body]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, seen.Count);
        Assert.Equal(Sent(seen[1]), Sent(seen[0]));
        Assert.Equal(seen[1].Body, seen[0].Body);
    }

    [Fact]
    public void The_longest_sequence_is_within_what_a_request_may_carry() =>
        Assert.InRange(new JobInput(new string('M', ProteinSequence.MaxLength)).Write().Length, 0, Intake.MostInline);

    // All but what names the client, the moment and the connection.
    private static IEnumerable<string> Sent(LoopbackRequest request) => request.Headers
        .Select(it => (Name: it.Key.ToLowerInvariant(), it.Value))
        .Where(it => it.Name.StartsWith("x-amzn-sagemaker-", StringComparison.Ordinal)
            || it.Name is "content-type" or "content-length" or "x-amz-content-sha256" or "x-amz-security-token")
        .Select(it => $"{it.Name}: {it.Value}")
        .Order(StringComparer.Ordinal)
        .Prepend($"{request.Method} {request.Target}");
}
