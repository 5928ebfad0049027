using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Tests.Support;

/// <summary>
/// What holds for every envelope: its schema, snake_case, no nulls, instants ending in Z. Stored results pass through and are not judged.
/// </summary>
internal static partial class WireRules
{
    private static readonly string[] Order = ["success", "error_code", "message", "data", "details", "timestamp"];

    public static void Check(JsonElement envelope, ITool tool)
    {
        Assert.Empty(SchemaCheck.Problems(JsonElement.Parse(ContractExport.OutputSchema(tool).ToJsonString()), envelope));
        Assert.Equal(Order.Where(it => envelope.TryGetProperty(it, out _)), envelope.EnumerateObject().Select(it => it.Name));
        Assert.Equal(envelope.GetProperty("success").GetBoolean(), envelope.TryGetProperty("data", out _));
        Assert.NotEqual(envelope.GetProperty("success").GetBoolean(), envelope.TryGetProperty("error_code", out _));
        Walk(envelope, "");
    }

    private static void Walk(JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when name is "positions":
                break; // keyed by residue letters
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(it => it.Name != "results"))
                {
                    Assert.Matches(SnakeCase, property.Name);
                    Walk(property.Value, property.Name);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Walk(item, name);
                break;
            case JsonValueKind.Null:
                Assert.Fail($"'{name}' is null");
                break;
            case JsonValueKind.String when name is "timestamp" || name.EndsWith("_at", StringComparison.Ordinal)
                || name.EndsWith("_time", StringComparison.Ordinal):
                Assert.Matches(Instant, value.GetString());
                break;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex Instant { get; }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase { get; }
}
