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
        function.Lambda.Freeze();
        function.Aws.S3.DropConnections(reset);
        function.Aws.SageMaker.DropConnections(reset);
        function.Lambda.Thaw();

        var answer = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTVRQ"));

        Assert.True(answer.GetProperty("success").GetBoolean(), answer.ToString());
        Assert.Equal(["MKTV", "MKTVRQ"], function.Aws.SageMaker.Jobs.Select(it => it.Sequence));
        Assert.Equal(2, function.Aws.SageMaker.Requests.Count);
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
