using System.Text.Json;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Local;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class WaitingTests
{
    [Fact]
    public async Task A_wait_ends_as_soon_as_the_job_does_and_tells_of_progress_meanwhile()
    {
        var looks = 0;
        var backend = new ScriptedBackend(_ => ++looks < 3
            ? ScriptedBackend.Running() with { PercentComplete = looks * 40 }
            : new Prediction.Completed(Examples.Told("MKTV"), "p", ScriptedBackend.Noon));
        var tools = new ToolBench(backend);
        var told = new List<int?>();

        var call = tools.ResultsAsync("\"wait_seconds\": 20", ToolBench.Mcp with { Progress = (percent, _) => told.Add(percent) });
        tools.Clock.Advance(TimeSpan.FromSeconds(3));
        tools.Clock.Advance(TimeSpan.FromSeconds(3));
        var answer = await call;

        Assert.Equal("completed", answer.Text("data.status"));
        Assert.Equal([40, 80], told);
        Assert.Equal(3, looks);
    }

    [Theory]
    [InlineData(null, "The prediction is still running")]
    [InlineData(2, "The prediction is still running")]
    [InlineData(0, "The endpoint is starting an instance")]
    public async Task Progress_says_what_is_waited_for(int? instances, string words)
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running() with { Endpoint = new("InService", instances) }));
        var told = new List<string>();

        var call = tools.ResultsAsync("\"wait_seconds\": 1", ToolBench.Mcp with { Progress = (_, state) => told.Add(state) });
        tools.Clock.Advance(TimeSpan.FromSeconds(1));
        await call;

        Assert.Equal([words], told);
    }

    [Fact]
    public async Task A_wait_that_runs_out_is_an_ordinary_answer_in_time_and_with_few_looks()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var call = tools.ResultsAsync("\"wait_seconds\": 20");
        for (var second = 0; second < 20 && !call.IsCompleted; second++) tools.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await call;

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal("in_progress", answer.Text("data.status"));
        Assert.InRange(backend.Fetched.Count, 6, 8);
    }

    [Fact]
    public async Task A_wait_longer_than_its_host_has_time_for_is_an_ordinary_answer_in_that_time()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));
        var started = tools.Clock.GetUtcNow();

        var call = tools.ResultsAsync("\"wait_seconds\": 20", ToolBench.Direct with { Time = new(tools.Clock, TimeSpan.FromSeconds(6)) });
        while (!call.IsCompleted && tools.Clock.GetUtcNow() - started < TimeSpan.FromSeconds(20)) tools.Clock.Advance(
            TimeSpan.FromSeconds(1));
        var answer = await call;

        Assert.Equal("in_progress", answer.Text("data.status"));
        Assert.InRange((tools.Clock.GetUtcNow() - started).TotalSeconds, 3, 5);
    }

    [Fact]
    public async Task A_caller_that_leaves_is_told_what_is_known_and_nothing_is_asked_again()
    {
        using var leaving = new CancellationTokenSource();
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var call = tools.ResultsAsync("\"wait_seconds\": 20", ToolBench.Mcp with { Leaving = leaving.Token });
        await leaving.CancelAsync();

        Assert.Equal("in_progress", (await call).Text("data.status"));
        Assert.Single(backend.Fetched);
    }

    [Fact]
    public async Task A_short_wait_is_waited_too()
    {
        var looks = 0;
        var tools = new ToolBench(new ScriptedBackend(_ => ++looks == 1 ? ScriptedBackend.Running() : new Prediction.Completed(
            Examples.Told("MKTV"),
            "p",
            ScriptedBackend.Noon)));

        var call = tools.ResultsAsync("\"wait_seconds\": 1");
        tools.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("completed", (await call).Text("data.status"));
    }

    [Fact]
    public async Task Who_waits_inside_the_call_may_ask_again_at_once()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));
        await tools.ResultsAsync();

        var call = tools.ResultsAsync("\"wait_seconds\": 1");
        tools.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await call).GetProperty("data").TryGetProperty("advice", out _));
    }

    [Fact]
    public async Task Nobody_waits_for_an_id_that_is_not_known()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running(known: false));
        var tools = new ToolBench(backend);

        var answer = await tools.ResultsAsync("\"wait_seconds\": 20");

        Assert.Single(backend.Fetched);
        Assert.Contains("do not keep polling", Advice(answer));
    }

    [Fact]
    public async Task A_cold_endpoint_is_told_with_its_instances_and_a_long_interval()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running() with { Endpoint = new("InService", 0) }));

        var data = (await tools.ResultsAsync()).GetProperty("data");

        Assert.Equal(
            ("InService", 0, true),
            (data.Text("endpoint.status"), data.At("endpoint.instances").GetInt32(), data.At("endpoint.cold_start").GetBoolean()));
        Assert.Equal(120, data.GetProperty("check_interval_seconds").GetInt32());
        Assert.Contains("no running instance", data.Text("advice"));
    }

    [Fact]
    public async Task Without_permission_to_look_the_answer_is_the_same_less_that_line()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var data = (await tools.ResultsAsync()).GetProperty("data");

        Assert.False(data.TryGetProperty("endpoint", out _));
        Assert.False(data.TryGetProperty("advice", out _));
        Assert.Equal(30, data.GetProperty("check_interval_seconds").GetInt32());
    }

    [Theory]
    [InlineData(100, 60, false)]
    [InlineData(119, 60, false)]
    [InlineData(121, 60, true)]
    [InlineData(61, 5, false)]
    [InlineData(66, 5, true)]
    [InlineData(14_400, 120, true)]
    public async Task A_job_far_over_its_time_is_called_slow(int elapsed, int expected, bool slow)
    {
        var since = ScriptedBackend.Noon.AddSeconds(-elapsed);
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running() with
        {
            SubmittedAt = since,
            ExpectedAt = since.AddSeconds(expected)
        }));

        var answer = await tools.ResultsAsync();

        Assert.Equal(
            slow,
            answer.At("data").Has("advice") && Advice(answer)!.StartsWith("Slower than usual: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var first = await tools.ResultsAsync();
        tools.Clock.Advance(TimeSpan.FromSeconds(2));
        var soon = await tools.ResultsAsync();
        tools.Clock.Advance(TimeSpan.FromSeconds(30));
        var patient = await tools.ResultsAsync();

        Assert.False(first.GetProperty("data").TryGetProperty("advice", out _));
        Assert.Contains("wait_seconds", Advice(soon));
        Assert.False(patient.GetProperty("data").TryGetProperty("advice", out _));
    }

    [Fact]
    public void A_clock_that_was_set_back_by_a_year_makes_nobody_ask_too_often()
    {
        var clock = new MovedClock();
        var patience = new Patience(clock);
        Assert.True(OutputId.TryParse("job-1", ScriptedBackend.Location, out var id));
        var running = ScriptedBackend.Running() with { SubmittedAt = null };

        patience.Advise(id, running, waited: false);
        clock.Moved = TimeSpan.FromDays(-365);
        var soon = patience.Advise(id, running, waited: false);
        clock.Advance(TimeSpan.FromSeconds(30));
        var patient = patience.Advise(id, running, waited: false);

        Assert.Contains("wait_seconds", soon);
        Assert.Null(patient);
    }

    [Theory]
    [InlineData(0, 30, 30)]
    [InlineData(29.5, 30, 1)]
    [InlineData(0, 600, 60)]
    [InlineData(30, 30, 8)]
    [InlineData(0, 0, 1)]
    [InlineData(240, 30, 60)]
    [InlineData(36_000, 30, 120)]
    public void The_interval_shrinks_until_a_job_is_due_and_grows_afterwards(double elapsed, double expected, int seconds) =>
        Assert.Equal(seconds, Patience.CheckInterval(TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(expected)));

    [Fact]
    public async Task A_receipt_for_an_earlier_job_says_so_and_force_makes_a_new_one()
    {
        await using var store = new LocalStore();
        var tools = new ToolBench(store.Open(new GatedPredictor(open: false)), reuse: true);

        var first = await tools.SubmitAsync("MKTV");
        var again = await tools.SubmitAsync("mktv");
        var forced = await tools.CallAsync("invoke_endpoint", """{ "force": true, "sequence": "MKTV" }""");

        Assert.False(first.GetProperty("data").TryGetProperty("reused", out _));
        Assert.True(again.At("data.reused").GetBoolean());
        Assert.Contains("nothing new was submitted", again.Text("message"));
        Assert.Equal(Id(first), Id(again));
        Assert.NotEqual(Id(first), Id(forced));
        Assert.False(forced.GetProperty("data").TryGetProperty("reused", out _));
    }

    [Fact]
    public async Task With_reuse_off_every_submission_is_a_new_job()
    {
        await using var store = new LocalStore();
        var tools = new ToolBench(store.Open(new GatedPredictor(open: false)));

        Assert.NotEqual(Id(await tools.SubmitAsync("MKTV")), Id(await tools.SubmitAsync("MKTV")));
    }

    [Fact]
    public async Task Force_takes_true_or_false()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var answer = await tools.CallAsync("invoke_endpoint", """{ "force": "very", "sequence": "MKTV" }""");

        Assert.Equal("'force' is 'very'; it takes true or false. Nothing was submitted.", answer.Text("message"));
    }

    private static string? Advice(JsonElement answer) => answer.Text("data.advice");

    private static string? Id(JsonElement answer) => answer.Text("data.output_id");
}
