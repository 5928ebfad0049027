using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Protocol;

/// <summary>A call of a tool, as skills and prompts print it.</summary>
internal sealed partial record Step(string Tool, JsonObject Arguments)
{
    public const string Placeholder = "OUTPUT_ID";

    public static IReadOnlyList<Step> Of(string text) =>
        [.. Block.Matches(text).Select(it => JsonNode.Parse(it.Groups[1].Value)!.AsObject())
            .Select(it => new Step(it["tool"]!.GetValue<string>(), it["arguments"]!.AsObject()))];

    public IReadOnlyDictionary<string, object?> With(string? outputId) => Arguments.ToDictionary(it => it.Key, it => (object?)
        (it.Value!.GetValueKind() == JsonValueKind.String && it.Value.GetValue<string>() == Placeholder
            ? JsonSerializer.SerializeToElement(outputId) : it.Value.Deserialize<JsonElement>()));

    /// <summary>What the tools' published schemas object to, and arguments that they do not know.</summary>
    public static async Task<string> MisfitsAsync(IEnumerable<(string Name, Step Step)> steps)
    {
        var contract = await File.ReadAllTextAsync(Path.Combine(Needs.Root, "contract", "mcp-tools.json"));
        var tools = JsonNode.Parse(contract)!["tools"]!.AsArray();
        return await SchemaCheck.MisfitsAsync(steps.Select(it =>
        {
            var schema = tools.Single(tool => tool!["name"]!.GetValue<string>() == it.Step.Tool)!["inputSchema"]!.DeepClone().AsObject();
            schema["additionalProperties"] = false;
            return (it.Name, (JsonNode)schema, (JsonNode)it.Step.Arguments.DeepClone());
        }));
    }

    [GeneratedRegex(@"```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
