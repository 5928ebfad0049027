using System.Text.Json;

namespace Amplify.Lambda.Tests;

public class ToolRouteTests
{
    [Theory]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockagentcoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"BEDROCKAGENTCORETOOLNAME":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"vep-target___invoke_endpoint"}}""", "{}")]
    [InlineData(
        """{"client":{"app_title":"é 漢"},"custom":{"n":1,"b":true,"o":{"a":[]},"bedrockAgentCoreToolName":"invoke_endpoint"},"env":{}}""",
        "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":17,"bedrockagentcoreToolName":"invoke_endpoint"}}""", "{}")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"invoke_endpoint"}}""", """{"tool_name":"get_results"}""")]
    [InlineData(null, """{"tool_name":"invoke_endpoint"}""")]
    [InlineData(null, """{"tool_name":"vep-target___invoke_endpoint"}""")]
    public void The_tool_is_found(string? clientContext, string payload) =>
        Assert.Equal(new ToolRoute("invoke_endpoint", FromGateway: false), Read(clientContext, payload));

    [Theory]
    [InlineData(null, "{}")]
    [InlineData(null, "[]")]
    [InlineData("{}", """{"tool_name":"invoke_endpoint"}""")]
    [InlineData("""{"custom":null}""", """{"tool_name":"invoke_endpoint"}""")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":17}}""", """{"tool_name":"invoke_endpoint"}""")]
    [InlineData("""{"custom":{"bedrockAgentCoreToolName":"target___"}}""", "{}")]
    [InlineData(null, """{"tool_name":42}""")]
    [InlineData(null, """{"\udc00":"x"}""")]
    public void No_tool_is_named(string? clientContext, string payload) => Assert.Null(Read(clientContext, payload).Tool);

    [Theory]
    [InlineData("a___b___get_results", "b___get_results")]
    [InlineData("Get_Results", "Get_Results")]
    [InlineData("\\ud800", "\uFFFD")]
    public void A_name_is_taken_as_it_stands_behind_the_first_target(string sent, string tool) =>
        Assert.Equal(tool, Read($$$"""{"custom":{"\udc00":"x","bedrockAgentCoreToolName":"{{{sent}}}"}}""", "{}").Tool);

    [Theory]
    [InlineData("bedrockAgentCoreGatewayId")]
    [InlineData("bedrockagentcoregatewayid")]
    public void The_gateway_says_that_it_is_one(string key) =>
        Assert.True(Read($$$"""{"custom":{"{{{key}}}":"gw","bedrockAgentCoreToolName":"get_results"}}""", "{}").FromGateway);

    [Fact]
    public void A_client_context_that_is_no_JSON_is_not_guessed_at() =>
        Assert.ThrowsAny<JsonException>(() => Read("{", """{"tool_name":"invoke_endpoint"}"""));

    private static ToolRoute Read(string? clientContext, string payload) => ToolRoute.Read(clientContext, JsonElement.Parse(payload));
}
