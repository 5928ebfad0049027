using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

public class ConnectionTests(MotoServer moto)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_that_went_stale_while_the_function_was_frozen_cost_no_second_submission(bool reset)
    {
        await using var function = await Published.StartAsync(moto);
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        await function.Lambda.FreezeAsync();
        function.Aws.S3.DropConnections(reset);
        function.Aws.SageMaker.DropConnections(reset);
        function.Lambda.Thaw();

        var answer = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTVRQ"));

        Assert.True(answer.GetProperty("success").GetBoolean(), answer.ToString());
        Assert.Equal(["MKTV", "MKTVRQ"], function.Aws.SageMaker.Jobs.Select(it => it.Sequence));
        Assert.Equal(2, function.Aws.SageMaker.Requests.Count);
    }

    [Fact]
    public async Task A_submission_is_answered_before_its_record_is_written_and_asks_for_more_work_after()
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        await function.Lambda.IdleAsync();

        var id = answer.GetProperty("data").GetProperty("output_id").GetString();
        var puts = function.Aws.S3.Requests.Where(it => it.Method == "PUT").Select(it => it.Target);
        Assert.EndsWith($"/jobs/{id}.json", puts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_never_taken_keeps_nobody_waiting()
    {
        await using var function = await Published.StartAsync(moto);
        var asked = new TaskCompletionSource<DateTimeOffset>();
        function.Aws.S3.Fault = it =>
        {
            if (!it.Target.Contains("/jobs/", StringComparison.Ordinal)) return null;
            asked.TrySetResult(TimeProvider.System.GetUtcNow());
            return LoopbackReply.Hang;
        };

        var answer = await function.Lambda.InvokeAsync(
            Encoding.UTF8.GetBytes(Published.Sequence("MKTV")), Published.Direct("invoke_endpoint"));

        Assert.True(JsonElement.Parse(answer.Payload.Span).GetProperty("success").GetBoolean());
        Assert.True(answer.At <= await asked.Task);
    }

    [Fact]
    public async Task A_start_without_TLS_asks_AWS_for_nothing()
    {
        await using var function = await Published.StartAsync(moto);

        await function.InvokeAsync("{}", clientContext: null);

        Assert.Empty(function.Aws.S3.Requests);
        Assert.Empty(function.Aws.SageMaker.Requests);
    }
}
