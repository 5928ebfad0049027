using System.Text.Json;

namespace Amplify.Tools.Tests.Support;

/// <summary>The part of JSON Schema our exported schemas use. A keyword it does not know is a problem, not a pass.</summary>
internal static class SchemaCheck
{
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value, string path = "$")
    {
        var problems = new List<string>();
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "description":
                    break;
                case "format":
                    if (!value.TryGetDateTimeOffset(out _)) problems.Add($"{path} is no {keyword.Value}");
                    break;
                case "anyOf":
                    if (!keyword.Value.EnumerateArray().Any(it =>
                        Problems(it, value).Count == 0)) problems.Add($"{path} is none of {keyword.Value}");
                    break;
                case "type":
                    if (!IsOf(keyword.Value.GetString()!, value)) problems.Add($"{path} is {value.ValueKind}, not {keyword.Value}");
                    break;
                case "enum":
                    if (!keyword.Value.EnumerateArray().Any(it =>
                        JsonElement.DeepEquals(it, value))) problems.Add($"{path} is {value}, none of {keyword.Value}");
                    break;
                case "required":
                    problems.AddRange(keyword.Value.EnumerateArray().Select(it => it.GetString()!)
                        .Where(it => value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(it, out _))
                            .Select(it => $"{path}.{it} is missing"));
                    break;
                case "properties":
                    if (value.ValueKind != JsonValueKind.Object) break;
                    foreach (var property in value.EnumerateObject())
                    {
                        // Open by JSON Schema's rules, but what we write ourselves is declared.
                        if (keyword.Value.TryGetProperty(property.Name, out var inner)) problems.AddRange(Problems(inner, property.Value,
                            $"{path}.{property.Name}"));
                        else problems.Add($"{path}.{property.Name} is not declared");
                    }

                    break;
                case "items":
                    if (value.ValueKind != JsonValueKind.Array) break;
                    problems.AddRange(value.EnumerateArray().SelectMany((it, index) => Problems(keyword.Value, it, $"{path}[{index}]")));
                    break;
                default:
                    problems.Add($"{path}: the schema uses '{keyword.Name}'");
                    break;
            }
        }

        return problems;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => false,
    };
}
