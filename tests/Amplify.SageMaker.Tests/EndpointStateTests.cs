using Amplify.Testing;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>What answers say of the endpoint where they may ask.</summary>
public sealed class EndpointStateTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Aws.Variables["AMPLIFY_DESCRIBE_ENDPOINT"] = "true";
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
    }

    [Fact]
    public async Task A_cold_endpoint_is_told_and_reckoned_with()
    {
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe("InService", 0);
        using var backend = Make.Backend(Aws);
        using var calls = new ToolCalls(backend, NullLogger<Tools.ToolRunner>.Instance);

        var submitted = (await calls.CallAsync("invoke_endpoint", new { sequence = Make.Protein })).GetProperty("data");
        var running = (await calls.CallAsync("get_results", new { output_id = submitted.GetProperty("output_id").GetString() }))
            .GetProperty("data");

        Assert.All(
            [submitted, running],
            it => Assert.Equal("""{"status":"InService","instances":0,"cold_start":true}""", it.GetProperty("endpoint").GetRawText()));
        Assert.True(
            submitted.GetProperty("estimated_completion_time")
                .GetDateTimeOffset() - submitted.GetProperty("submitted_at").GetDateTimeOffset() > TimeSpan.FromMinutes(10));
        Assert.Contains("no running instance", running.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Equal(120, running.GetProperty("check_interval_seconds").GetInt32());
    }

    [Fact]
    public async Task It_is_asked_once_in_a_while_however_often_callers_poll()
    {
        using var backend = Make.Backend(Aws, clock);
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => backend.FetchAsync(Make.Id(submission.OutputId), Token)));
        var asked = Aws.SageMaker.Descriptions.Count;
        clock.Advance(TimeSpan.FromSeconds(16));
        await backend.FetchAsync(Make.Id(submission.OutputId), Token);

        Assert.Equal(1, asked);
        Assert.Equal(2, Aws.SageMaker.Descriptions.Count);
    }

    [Fact]
    public async Task Without_the_right_the_answer_is_the_same_less_that_and_the_refusal_is_remembered()
    {
        Aws.SageMaker.Description = () => LoopbackSageMaker.Error(400, "AccessDeniedException");
        using var backend = Make.Backend(Aws, clock);
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        clock.Advance(TimeSpan.FromMinutes(4));
        var running = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));
        var asked = Aws.SageMaker.Descriptions.Count;
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe("InService", 2);
        clock.Advance(TimeSpan.FromMinutes(2));
        var allowed = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));

        Assert.Null(submission.Endpoint);
        Assert.Null(running.Endpoint);
        Assert.True(running.Known);
        Assert.Equal(1, asked);
        Assert.Equal(new("InService", 2), allowed.Endpoint);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task A_clock_that_is_set_right_does_not_make_an_old_description_last(int days)
    {
        var moved = new MovedClock { Moved = TimeSpan.FromDays(days) };
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe("InService", 0);
        using var backend = Make.Backend(Aws, moved);
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);

        moved.Moved = TimeSpan.Zero;
        moved.Advance(TimeSpan.FromSeconds(16));
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe("InService", 2);
        var running = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));

        Assert.True(submission.Endpoint!.ColdStart);
        Assert.False(running.Endpoint!.ColdStart);
    }

    [Fact]
    public async Task An_endpoint_that_serves_nobody_is_said_so()
    {
        using var backend = Make.Backend(Aws, clock);
        var submission = await backend.SubmitAsync(Make.Sequence(), Token);
        Aws.SageMaker.Description = () => Aws.SageMaker.Describe("OutOfService", 0);
        clock.Advance(TimeSpan.FromMinutes(1));

        var running = Assert.IsType<Prediction.InProgress>(await backend.FetchAsync(Make.Id(submission.OutputId), Token));

        Assert.Contains("OutOfService and answers nothing now", running.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_that_hangs_holds_up_a_poll_for_three_seconds_at_most()
    {
        var asked = new TaskCompletionSource();
        Aws.SageMaker.Description = () =>
        {
            asked.TrySetResult();
            return LoopbackReply.Hang;
        };
        using var backend = Make.Backend(Aws, clock);

        var fetching = backend.FetchAsync(Make.Id("some-job"), Token);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Null(Assert.IsType<Prediction.InProgress>(await fetching).Endpoint);
    }
}
