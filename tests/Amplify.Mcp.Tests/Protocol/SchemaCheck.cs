using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Protocol;

/// <summary>JSON held to JSON Schema by a validator that others wrote.</summary>
internal static class SchemaCheck
{
    /// <returns>A line for each misfit.</returns>
    public static async Task<string> MisfitsAsync(IEnumerable<(string Name, JsonNode Schema, JsonNode Value)> values)
    {
        Needs.NodeModule("ajv");
        var script = Path.Combine(Needs.Root, "tests", "js", "validate.mjs");
        var input = new JsonArray([.. values.Select(it =>
            (JsonNode)new JsonObject { ["name"] = it.Name, ["schema"] = it.Schema, ["value"] = it.Value })]);

        var run = await ProgramRun.Of(Needs.Node24, [script], input: input.ToJsonString());

        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }
}
