using System.Text.Json.Nodes;

namespace Amplify.Deploy.Tests;

public sealed class ContractTests(Template template) : IClassFixture<Template>
{
    private static readonly string[] ToolKeys = ["Name", "Description", "InputSchema", "OutputSchema"];
    private static readonly string[] SchemaKeys = ["Type", "Properties", "Required", "Items", "Description"];

    private JsonArray Inline => template
        .Resources["GatewayTarget"]!["Properties"]!["TargetConfiguration"]!["Mcp"]!["Lambda"]!["ToolSchema"]!["InlinePayload"]!.AsArray();

    [Fact]
    public async Task The_gateway_offers_exactly_the_tools_of_the_contract()
    {
        var contract = JsonNode.Parse(await Needed.ReadAsync("contract", "gateway-target.json"));

        JsonArray offered = [.. Inline.Select(tool => new JsonObject(tool!.AsObject().Select(it => KeyValuePair.Create<string, JsonNode?>(
            Uncapitalised(it.Key),
            it.Key.EndsWith("Schema", StringComparison.Ordinal) ? AsContract(it.Value!) : it.Value!.DeepClone()))))];

        Assert.True(JsonNode.DeepEquals(contract, offered), $"Run `make contract`. The template offers {offered}");
    }

    [Fact]
    public void The_gateway_is_told_nothing_it_would_refuse()
    {
        Assert.NotEmpty(Inline);
        foreach (var tool in Inline)
        {
            Assert.Empty(tool!.AsObject().Select(it => it.Key).Except(ToolKeys));
            Assert.Empty(Unknown(tool["InputSchema"]!).Concat(Unknown(tool["OutputSchema"]!)));
        }
    }

    private static IEnumerable<string> Unknown(JsonNode schema) => schema.AsObject().SelectMany(it => it.Key switch
    {
        "Properties" => it.Value!.AsObject().SelectMany(property => Unknown(property.Value!)),
        "Items" => Unknown(it.Value!),
        _ => SchemaKeys.Contains(it.Key) ? [] : [it.Key],
    });

    // The names of properties are data, not keywords, and keep their spelling.
    private static JsonObject AsContract(JsonNode schema) => new(schema.AsObject().Select(it => KeyValuePair.Create<string, JsonNode?>(
        Uncapitalised(it.Key),
        it.Key switch
        {
            "Properties" => new JsonObject(it.Value!.AsObject().Select(property =>
                KeyValuePair.Create<string, JsonNode?>(property.Key, AsContract(property.Value!)))),
            "Items" => AsContract(it.Value!),
            _ => it.Value!.DeepClone(),
        })));

    private static string Uncapitalised(string key) => char.ToLowerInvariant(key[0]) + key[1..];
}
