using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

public class RoutingTests(MotoServer moto)
{
    [Theory]
    [InlineData(
        """{"custom":{"bedrockAgentCoreToolName":"vep-target___invoke_endpoint"}}""", "{}", "INVALID_EVENT_STRUCTURE", "'sequence'")]
    [InlineData(null, "{}", "MISSING_TOOL_NAME", "invoke_endpoint or get_results")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"Get_Results"}}""", "{}", "UNKNOWN_TOOL", "invoke_endpoint, get_results")]
    public async Task The_function_goes_by_the_route(string? clientContext, string payload, string code, string words)
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.InvokeAsync(payload, clientContext);

        Assert.Equal(code, answer.GetProperty("error_code").GetString());
        Assert.Contains(words, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(false, "summary", true)]
    [InlineData(true, "full", false)]
    public async Task The_gateway_gets_summaries_and_direct_callers_the_stored_result_unless_told_otherwise(
        bool gateway, string? defaultView, bool summary)
    {
        await using var function = await Published.StartAsync(moto, variables: ("DEFAULT_VIEW", defaultView));
        await function.CallAsync("invoke_endpoint", Published.Sequence(Published.Protein));
        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;

        var answer = await function.InvokeAsync(
            Published.Id(id), gateway ? Published.Gateway("get_results") : Published.Direct("get_results"));

        var data = answer.GetProperty("data");
        Assert.Equal(summary, data.TryGetProperty("summary", out _));
        Assert.Equal(!summary, data.GetProperty("results").TryGetProperty("heatmap", out _));
        if (!summary)
        {
            Assert.Equal(
                await function.Aws.SageMaker.Model(Published.Protein), JsonSerializer.SerializeToUtf8Bytes(data.GetProperty("results")));
        }
    }
}
