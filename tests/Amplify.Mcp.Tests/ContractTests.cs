using System.Text;
using System.Text.Json.Nodes;
using Amplify.Mcp.Commands;
using Amplify.Testing;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Tests;

public class ContractTests
{
    [Theory]
    [InlineData("mcp", "contract/mcp-tools.json")]
    [InlineData("gateway", "contract/gateway-target.json")]
    [InlineData("answers", "contract/answers.json")]
    [InlineData("input", "docs/input.md")]
    public async Task The_committed_contract_is_what_the_code_says(string format, string file)
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(Needs.Root, file), TestContext.Current.CancellationToken);

        var contract = ToolsCommand.Contract(format);

        Assert.True(committed == contract,
            $"{file} is not what the code says; if the change is meant, run `make contract` and review the difference");
    }

    /// <summary>Every conversation carries it, before a question is asked.</summary>
    [Fact]
    public void What_tools_list_answers_is_short()
    {
        const int Most = 8_000;
        var tools = JsonNode.Parse(ToolsCommand.Contract("mcp"))!["tools"]!.AsArray();

        var parts = tools.SelectMany(tool => tool!.AsObject().Select(part => (Of: $"{tool["name"]}.{part.Key}", Size: SizeOf(part.Value))));

        Assert.True(SizeOf(tools) <= Most,
            $"{SizeOf(tools)} bytes: {string.Join(", ", parts.OrderByDescending(it => it.Size).Take(4))}");
    }

    private static int SizeOf(JsonNode? node) =>
        Encoding.UTF8.GetByteCount(node!.ToJsonString(new() { Encoder = ContractJson.Wire.Options.Encoder }));
}
