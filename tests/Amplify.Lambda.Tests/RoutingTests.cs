using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

public class RoutingTests(MotoServer moto)
{
    [Theory]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockagentcoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"BEDROCKAGENTCORETOOLNAME":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"vep-target___invoke_endpoint"}}""", "{}")]
    [InlineData("""{"client":{"app_title":"é 漢"},"custom":{"n":1,"b":true,"o":{"a":[]},"z":null,"bedrockAgentCoreToolName":"invoke_endpoint"},"env":{}}""", "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":17,"bedrockagentcoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"invoke_endpoint"}}""", """{"tool_name":"get_results"}""")]
    [InlineData(null, """{"tool_name":"invoke_endpoint"}""")]
    [InlineData(null, """{"tool_name":"vep-target___invoke_endpoint"}""")]
    public async Task The_tool_is_found(string? clientContext, string payload)
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.InvokeAsync(payload, clientContext);

        Assert.Equal("INVALID_EVENT_STRUCTURE", answer.GetProperty("error_code").GetString());
        Assert.Contains("'sequence'", answer.GetProperty("message").GetString(), StringComparison.Ordinal); // only invoke_endpoint asks for one
    }

    [Theory]
    [InlineData(null, "{}", "MISSING_TOOL_NAME")]
    [InlineData("{}", """{"tool_name":"invoke_endpoint"}""", "MISSING_TOOL_NAME")]
    [InlineData("""{"custom":null}""", """{"tool_name":"invoke_endpoint"}""", "MISSING_TOOL_NAME")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":17}}""", """{"tool_name":"invoke_endpoint"}""", "MISSING_TOOL_NAME")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"target___"}}""", "{}", "MISSING_TOOL_NAME")]
    [InlineData(null, """{"tool_name":42}""", "MISSING_TOOL_NAME")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"a___b___get_results"}}""", "{}", "UNKNOWN_TOOL")]
    [InlineData("""{"custom":{"\udc00":"x","bedrockAgentCoreToolName":"\ud800"}}""", "{}", "UNKNOWN_TOOL")]
    [InlineData(null, """{"\udc00":"x"}""", "MISSING_TOOL_NAME")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"Get_Results"}}""", "{}", "UNKNOWN_TOOL")]
    public async Task No_tool_is_found(string? clientContext, string payload, string code)
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.InvokeAsync(payload, clientContext);

        Assert.Equal(code, answer.GetProperty("error_code").GetString());
        Assert.Contains("invoke_endpoint", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("get_results", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(false, "summary", true)]
    [InlineData(true, "full", false)]
    public async Task The_gateway_gets_summaries_and_direct_callers_the_stored_result_unless_told_otherwise(bool gateway, string? defaultView, bool summary)
    {
        await using var function = await Published.StartAsync(moto, variables: ("DEFAULT_VIEW", defaultView));
        await function.CallAsync("invoke_endpoint", Published.Sequence(Published.Protein));
        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;

        var answer = await function.InvokeAsync(Published.Id(id), gateway ? Published.Gateway("get_results") : Published.Direct("get_results"));

        var data = answer.GetProperty("data");
        Assert.Equal(summary, data.TryGetProperty("summary", out _));
        Assert.Equal(!summary, data.GetProperty("results").TryGetProperty("heatmap", out _));
        if (!summary) Assert.Equal(await function.Aws.SageMaker.Model(Published.Protein), JsonSerializer.SerializeToUtf8Bytes(data.GetProperty("results")));
    }
}
