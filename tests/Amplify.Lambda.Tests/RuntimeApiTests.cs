using System.Buffers;
using System.Text;
using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.RuntimeApi;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Lambda.Tests;

public class RuntimeApiTests(MotoServer moto)
{
    [Fact]
    public async Task A_response_too_large_for_the_platform_does_not_end_the_loop()
    {
        await using var function = await Published.StartAsync(moto, it => it with { PayloadLimit = 400 });

        var refused = await function.Lambda.InvokeAsync(
            Encoding.UTF8.GetBytes(Published.Sequence("MKTV")), Published.Direct("invoke_endpoint"));
        var next = await function.InvokeAsync("{}", clientContext: null);
        var exit = await function.Lambda.StopAsync();

        Assert.True(refused.IsError);
        Assert.Contains("Function.ResponseSizeTooLarge", Encoding.UTF8.GetString(refused.Payload.Span), StringComparison.Ordinal);
        Assert.Equal("MISSING_TOOL_NAME", next.GetProperty("error_code").GetString());
        Assert.Contains(
            function.Logs,
            it => it.GetProperty("level").GetString() == "ERROR"
                && it.TryGetProperty("status", out var status) && status.GetInt32() == 413);
        Assert.Equal((0, 1), (exit, function.Lambda.Starts));
    }

    [Fact]
    public async Task A_response_in_the_wrong_state_does_not_end_the_loop()
    {
        await using var function = await Published.StartAsync(moto);

        function.Lambda.RefuseNextResponse(403);
        await function.InvokeAsync("{}", clientContext: null);
        await function.InvokeAsync("{}", clientContext: null);

        Assert.Equal(0, await function.Lambda.StopAsync());
        Assert.Equal(1, function.Lambda.Starts);
    }

    [Fact]
    public async Task A_broken_environment_ends_the_process_and_the_next_invocation_finds_a_new_one()
    {
        await using var function = await Published.StartAsync(moto);

        function.Lambda.RefuseNextResponse(500);
        await function.InvokeAsync("{}", clientContext: null);
        var exit = await function.Lambda.EndedAsync();
        await function.InvokeAsync("{}", clientContext: null);

        Assert.Equal(1, exit);
        Assert.Equal(2, function.Lambda.Starts);
    }

    [Fact]
    public async Task A_start_that_fails_is_told_to_the_platform()
    {
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_MAX_CONCURRENCY", "many"));

        var answer = await function.Lambda.InvokeAsync("{}"u8.ToArray(), clientContext: null);

        Assert.Equal(1, await function.Lambda.EndedAsync());
        Assert.True(answer.IsError);
        var error = JsonElement.Parse(function.Lambda.InitError!.Payload.Span);
        Assert.Equal("Runtime.InitError", error.GetProperty("errorType").GetString());
        Assert.Contains("AWS_LAMBDA_MAX_CONCURRENCY is 'many'", error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Lambda_the_program_says_where_it_belongs()
    {
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_RUNTIME_API", null));

        Assert.Equal(1, await function.Lambda.ExitAsync());
        Assert.Contains(function.Lambda.Output, it => it.Contains("runs inside AWS Lambda", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invocation_that_fails_past_every_envelope_is_reported_as_an_error()
    {
        await using var lambda = await LambdaEmulator.StartAsync(new("/bin/sleep", "60"));
        using var api = new RuntimeApi(lambda.RuntimeHost);
        using var stop = new CancellationTokenSource();
        var calls = 0;
        var loop = new RuntimeLoop(
            api, (_, response, _) => calls++ == 0 ? throw new InvalidOperationException("secret") : Answer(response), TimeProvider.System,
            NullLogger.Instance);
        var running = loop.RunAsync(stop.Token);

        var failed = await lambda.InvokeAsync("{}"u8.ToArray(), clientContext: null);
        var next = await lambda.InvokeAsync("{}"u8.ToArray(), clientContext: null);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(failed.IsError);
        var error = JsonElement.Parse(failed.Payload.Span);
        Assert.Equal(
            ("Function.Unhandled", 0), (error.GetProperty("errorType").GetString(), error.GetProperty("stackTrace").GetArrayLength()));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.False(next.IsError);

        static Task Answer(IBufferWriter<byte> response)
        {
            response.Write("{}"u8);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_idle_function_ends_at_once_when_told_to()
    {
        await using var function = await Published.StartAsync(moto);
        await function.InvokeAsync("{}", clientContext: null);

        Assert.Equal(0, await function.Lambda.StopAsync());
    }

    [Fact]
    public async Task A_busy_function_finishes_its_invocation_before_it_ends()
    {
        await using var function = await Published.StartAsync(moto);
        var (accepted, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        function.Aws.SageMaker.OnAccepted = async job =>
        {
            accepted.SetResult();
            await release.Task;
        };

        var answering = function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        await accepted.Task;
        var stopping = function.Lambda.StopAsync();
        release.SetResult();

        Assert.True((await answering).GetProperty("success").GetBoolean());
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task As_many_invocations_run_at_once_as_the_platform_allows()
    {
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_MAX_CONCURRENCY", "3"));
        var (together, release) = (new CountdownEvent(3), new TaskCompletionSource());
        function.Aws.SageMaker.OnAccepted = async job =>
        {
            if (together.Signal()) release.SetResult(); // only the third lets the first two go
            await release.Task;
        };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"))));

        Assert.All(answers, it => Assert.True(it.GetProperty("success").GetBoolean()));
        Assert.Equal(3, answers.Select(it => it.GetProperty("data").GetProperty("output_id").GetString()).Distinct().Count());
        Assert.Equal(1, function.Lambda.Starts);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("2", false)]
    public async Task The_trace_is_passed_on_where_one_invocation_runs_at_a_time(string? concurrency, bool passed)
    {
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_MAX_CONCURRENCY", concurrency));

        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));

        var trace = Assert.Single(function.Aws.SageMaker.Requests).Header("X-Amzn-Trace-Id");
        Assert.Equal(passed ? LambdaEmulator.TraceId : null, trace);
    }

    [Theory]
    [InlineData(1, 0)] // posted again, and taken
    [InlineData(2, 1)] // the platform is gone: so ends the process, once the record is written
    public async Task A_platform_that_resets_the_answer_costs_no_job_its_record(int resets, int exit)
    {
        await using var function = await Published.StartAsync(moto);

        function.Lambda.ResetNextResponses(resets);
        var answering = function.Lambda.InvokeAsync(
            Encoding.UTF8.GetBytes(Published.Sequence("MKTV")), Published.Direct("invoke_endpoint"));
        var answer = await answering;
        var ended = await (exit == 0 ? function.Lambda.StopAsync() : function.Lambda.EndedAsync());

        var job = Assert.Single(function.Aws.SageMaker.Jobs);
        using var record = await function.Aws.Objects.GetObjectAsync(
            function.Aws.Bucket, $"async-inference-input/jobs/{job.Id}.json", TestContext.Current.CancellationToken);
        Assert.Equal((exit, exit != 0), (ended, answer.IsError));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("99999999999999999", 900)]
    [InlineData("no number", 900)]
    [InlineData(null, 59)]
    public async Task A_deadline_that_makes_no_sense_ends_nothing(string? deadline, int atMost)
    {
        await using var lambda = await LambdaEmulator.StartAsync(new FunctionSetup("/bin/sleep", "60") with { Deadline = deadline });

        var left = await LeftAsync(lambda, TimeProvider.System);

        Assert.InRange(left.TotalSeconds, atMost / 2, atMost + 1);
    }

    [Theory]
    [InlineData(-50)]
    [InlineData(50)]
    [InlineData(365 * 300)]
    public async Task A_clock_that_is_days_off_leaves_an_invocation_its_time(int days)
    {
        await using var lambda = await LambdaEmulator.StartAsync(new("/bin/sleep", "60"));

        var left = await LeftAsync(lambda, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days)));

        Assert.InRange(left.TotalSeconds, 30, 59.5);
    }

    // What a handler is told it has left, of an invocation that says 60 seconds.
    private static async Task<TimeSpan> LeftAsync(LambdaEmulator lambda, TimeProvider clock)
    {
        using var api = new RuntimeApi(lambda.RuntimeHost);
        using var stop = new CancellationTokenSource();
        var told = new TaskCompletionSource<TimeSpan>();
        var loop = new RuntimeLoop(api, (_, response, time) =>
        {
            response.Write("{}"u8);
            told.SetResult(time.Limit);
            return Task.CompletedTask;
        }, clock, NullLogger.Instance);
        var running = loop.RunAsync(stop.Token);

        await lambda.InvokeAsync("{}"u8.ToArray(), clientContext: null);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return await told.Task;
    }
}
