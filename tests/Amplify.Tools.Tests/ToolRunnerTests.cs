using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class ToolRunnerTests
{
    [Fact]
    public async Task An_unknown_tool_is_told_which_there_are()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var answer = await tools.CallAsync("predict\u0007", "{}");

        Assert.Equal("UNKNOWN_TOOL", answer.Text("error_code"));
        Assert.Equal("Unknown tool: predict\uFFFD. Supported tools are: invoke_endpoint, get_results", answer.Text("message"));
        Assert.Equal(2, answer.At("details.supported").GetArrayLength());
    }

    [Theory]
    [InlineData("invoke_endpoint", """{ "sequence": "MKTV" }""", "INVOCATION_ERROR")]
    [InlineData("get_results", """{ "output_id": "job-1" }""", "RESULT_RETRIEVAL_ERROR")]
    public async Task What_nobody_foresaw_is_named_without_a_trace_of_machinery(string tool, string arguments, string code)
    {
        var tools = new ToolBench(new BrokenBackend(new InvalidCastException("Unable to cast System.Object")));

        var answer = await tools.CallAsync(tool, arguments);

        Assert.Equal(code, answer.Text("error_code"));
        Assert.Equal(
            "Something unexpected went wrong, and the server's log says what. Whether a job was submitted is not known.",
            answer.Text("message"));
        Assert.DoesNotContain("System", answer.ToString());
    }

    [Fact]
    public async Task A_wrong_setting_is_a_configuration_error_that_names_its_variable()
    {
        var tools = new ToolBench(new BrokenBackend(new SettingException("S3_BUCKET_NAME", "S3_BUCKET_NAME is not set")));

        var answer = await tools.SubmitAsync("MKTV");

        Assert.Equal("CONFIGURATION_ERROR", answer.Text("error_code"));
        Assert.Equal("S3_BUCKET_NAME", answer.Text("details.supported.0"));
    }

    [Fact]
    public async Task A_backend_that_never_answers_is_given_up_at_the_deadline()
    {
        var backend = new SilentBackend();
        var tools = new ToolBench(backend);

        var call = tools.SubmitAsync("MKTV");
        await backend.Called.Task;
        tools.Clock.Advance(ToolRunner.Deadline);
        var answer = await call;

        Assert.Equal("AWS_CONNECTION_ERROR", answer.Text("error_code"));
        Assert.Equal("No answer within 25 seconds. Repeat the call; a job that was accepted before keeps running.", answer.Text("message"));
        Assert.True(answer.At("details.retryable").GetBoolean());
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(60, 25)]
    public async Task A_host_with_less_time_than_a_call_may_take_has_its_answer_within_that(int seconds, int answered)
    {
        var backend = new SilentBackend();
        var tools = new ToolBench(backend);
        var host = ToolBench.Direct with { Time = new(tools.Clock, TimeSpan.FromSeconds(seconds)) };

        var call = tools.CallAsync("get_results", """{ "output_id": "job-1" }""", host);
        await backend.Called.Task;
        tools.Clock.Advance(TimeSpan.FromSeconds(answered) - TimeSpan.FromMilliseconds(1));
        var early = call.IsCompleted;
        tools.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var answer = await call;

        Assert.False(early);
        Assert.StartsWith($"No answer within {answered} seconds.", answer.Text("message"), StringComparison.Ordinal);
        Assert.Equal(answered, backend.Time!.Limit.TotalSeconds);
    }

    [Theory]
    [InlineData(true, 3, true)]
    [InlineData(false, 3, false)]
    [InlineData(true, 60, false)]
    public async Task Who_gives_a_call_too_little_time_to_wait_is_told_so(bool waited, int seconds, bool told)
    {
        var fault = new BackendException(ErrorCode.AwsConnection, "S3 did not answer in time.", inner: waited
            ? new OperationCanceledException() : new IOException());
        var tools = new ToolBench(new BrokenBackend(fault));

        var answer = await tools.CallAsync(
            "get_results", """{ "output_id": "job-1" }""",
                ToolBench.Direct with { Time = new(tools.Clock, TimeSpan.FromSeconds(seconds)) });

        Assert.Equal(
            "S3 did not answer in time." + (told ? " The host's limit left this call 3 seconds; if it happens again, raise that "
                + "limit." : ""),
            answer.Text("message"));
    }

    [Fact]
    public async Task Every_answer_is_stamped_and_recorded_under_a_known_name()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));
        var context = ToolBench.Mcp with { RequestId = "request-7" };

        var refused = await tools.Runner.RunAsync(() => new HostCall.Refused(new(ErrorCode.MissingToolName, "No tool was named.")), context,
            TestContext.Current.CancellationToken);
        await tools.CallAsync("predict", "{}", context);
        await tools.CallAsync("get_results", "{}", context);

        Assert.Equal(ScriptedBackend.Noon, refused.Envelope.Timestamp);
        Assert.Equal(["unknown", "unknown", "get_results"], tools.Recorded.Select(it => it.Tool));
        Assert.All(tools.Recorded, it => Assert.Equal("request-7", it.RequestId));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_answered()
    {
        var backend = new SilentBackend();
        var tools = new ToolBench(backend);
        using var caller = new CancellationTokenSource();
        using var arguments = JsonDocument.Parse("""{ "output_id": "job-1" }""");

        var call = tools.Runner.RunAsync("get_results", arguments.RootElement, ToolBench.Mcp, caller.Token);
        await backend.Called.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private sealed class BrokenBackend(Exception fault) : IPredictionBackend
    {
        public string OutputLocation => ScriptedBackend.Location;

        public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) => throw fault;

        public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => throw fault;
    }

    private sealed class SilentBackend : IPredictionBackend
    {
        public TaskCompletionSource Called { get; } = new();

        public CallTime? Time { get; private set; }

        public IPredictionBackend Within(CallTime? time)
        {
            Time = time;
            return this;
        }

        public string OutputLocation => ScriptedBackend.Location;

        public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
            NeverAsync<Submission>(cancellationToken);

        public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => NeverAsync<Prediction>(cancellationToken);

        private async Task<T> NeverAsync<T>(CancellationToken cancellationToken)
        {
            Called.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new System.Diagnostics.UnreachableException();
        }
    }
}
