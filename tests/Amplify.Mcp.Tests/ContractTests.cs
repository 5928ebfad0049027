using Amplify.Mcp.Commands;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

public class ContractTests
{
    [Theory]
    [InlineData("mcp", "contract/mcp-tools.json")]
    [InlineData("gateway", "contract/gateway-target.json")]
    [InlineData("input", "docs/input.md")]
    public async Task The_committed_contract_is_what_the_code_says(string format, string file)
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(Needs.Root, file), TestContext.Current.CancellationToken);

        var contract = ToolsCommand.Contract(format);

        Assert.True(committed == contract,
            $"{file} is not what the code says; if the change is meant, run `make contract` and review the difference");
    }
}
