using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Amplify.Tools.Contract;

namespace Amplify.Tools;

/// <summary>The tools as others need to see them: JSON Schema for MCP, and the five keywords the AgentCore Gateway takes.</summary>
public static class ContractExport
{
    private static readonly string[] GatewayKeywords = ["type", "properties", "required", "items", "description"];

    private static readonly JsonSchemaExporterOptions Exporter =
        new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    /// <summary>What tools/list answers, less what belongs to the protocol alone.</summary>
    public static JsonObject ForMcp(ITool tool) => new()
    {
        ["name"] = tool.Name,
        ["title"] = tool.Title,
        ["description"] = tool.Description,
        ["inputSchema"] = InputSchema(tool),
        ["outputSchema"] = Outline(tool),
        ["annotations"] = new JsonObject
        {
            ["title"] = tool.Title,
            ["destructiveHint"] = false,
            ["idempotentHint"] = tool.ReadsOnly,
            ["openWorldHint"] = true,
            ["readOnlyHint"] = tool.ReadsOnly,
        },
    };

    /// <summary>A ready inlinePayload. Limits and choices move into the descriptions.</summary>
    public static JsonArray ForGateway(IEnumerable<ITool> tools) => [.. tools.Select(JsonNode (tool) => new JsonObject
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["inputSchema"] = Reduce(InputSchema(tool)),
        ["outputSchema"] = Reduce(Outline(tool)),
    })];

    public static JsonObject InputSchema(ITool tool) => JsonObject.Create(tool.InputSchema)!;

    /// <summary>Every answer in full, by tool: what lies within lists and objects too, and what each member means.</summary>
    public static JsonObject Answers(IEnumerable<ITool> tools) =>
        new(tools.Select(it => KeyValuePair.Create(it.Name, (JsonNode?)OutputSchema(it))));

    /// <summary>The envelope, success and failure in one flat object: clients check errors against it too.</summary>
    public static JsonObject OutputSchema(ITool tool)
    {
        var failure = Export(ContractJson.Wire.Failed);
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["success"] = new JsonObject { ["type"] = "boolean" },
                ["error_code"] = Property(failure, "error_code", "Only when success is false"),
                ["message"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = "What happened; for an error also what to do, and whether anything was submitted"
                },
                ["data"] = Merge([.. tool.DataTypes.Select(Export)]),
                ["details"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "Only when success is false: what was wrong, as data"
                },
                ["timestamp"] = new JsonObject { ["type"] = "string", ["description"] = "UTC" },
            },
            ["required"] = new JsonArray("success", "message", "timestamp"),
        };
    }

    // As every conversation carries it: which members an answer's data have, and of what type. What is within them, and the prose, is in
    // Answers, for whoever wants it.
    private static JsonObject Outline(ITool tool)
    {
        var schema = OutputSchema(tool);
        var members = schema["properties"]!["data"]!["properties"]!.AsObject();
        foreach (var member in members.Select(it => it.Value!.AsObject()))
        {
            foreach (var keyword in (string[])["description", "format", "properties", "required"]) member.Remove(keyword);
            if (member["items"] is { } items) member["items"] = new JsonObject { ["type"] = items["type"]?.DeepClone() };
        }

        schema["properties"]!["error_code"]!.AsObject().Remove("enum");
        schema["properties"]!["details"]!.AsObject().Remove("description");
        return schema;
    }

    private static JsonObject Export(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(Exporter).AsObject();
        return Inline(schema, schema).AsObject();
    }

    // A type that occurs twice comes as a reference from the root, and the root is not where it will stand.
    private static JsonNode Inline(JsonNode node, JsonObject root) => node switch
    {
        JsonObject it when it["$ref"] is { } reference => Inline(Target(reference.GetValue<string>(), root), root),
        JsonObject it => new JsonObject(it.Select(member =>
            KeyValuePair.Create(member.Key, member.Value is { } value ? Inline(value, root) : null))),
        JsonArray it => new JsonArray([.. it.Select(element => Inline(element!, root))]),
        _ => node.DeepClone(),
    };

    private static JsonNode Target(string reference, JsonObject root) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode)root, (node, step) => node[step]!);

    private static JsonObject Property(JsonObject schema, string name, string description)
    {
        var property = schema["properties"]![name]!.DeepClone().AsObject();
        property["type"] = "string";
        property["description"] = description;
        return property;
    }

    // One schema that every case satisfies: all properties, required where all agree.
    private static JsonObject Merge(JsonObject[] cases)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in cases.SelectMany(it => it["properties"]!.AsObject())) properties[name] ??= schema!.DeepClone();
        var shared = cases.Select(it => it["required"]!.AsArray().Select(name => name!.GetValue<string>()))
            .Aggregate((all, more) => all.Intersect(more));
        return new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. shared.Select(it => (JsonNode)it)])
        };
    }

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node) node = Unknown(context.TypeInfo.Type);
        else if (context.TypeInfo.Type == typeof(BatchRow) || context.TypeInfo.Type == typeof(BatchRefusal))
            node = new() { ["type"] = "object" }; // of no use before there is one, and every conversation would pay for it
        else if (node["type"] is JsonArray types) node["type"] = types.First(it => it!.GetValue<string>() != "null")!.DeepClone();
        if (node["enum"] is JsonArray values) values.Remove(values.FirstOrDefault(it => it is null)); // of an optional one
        node.Remove("default"); // of a record's constructor, nothing a reader can use
        if (context.PropertyInfo?.AttributeProvider is { } provider
            && provider.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute description])
            node["description"] = description.Description;
        return node;
    }

    // The exporter cannot see into our converters: instants, and raw JSON, which is any value.
    private static JsonObject Unknown(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset)
        ? new() { ["type"] = "string", ["format"] = "date-time" }
        : new()
        {
            ["anyOf"] = new JsonArray([.. ((string[])["object", "array", "string", "number", "boolean"])
            .Select(it => new JsonObject { ["type"] = it })])
        };

    private static JsonObject Reduce(JsonObject schema)
    {
        var reduced = new JsonObject();
        foreach (var keyword in GatewayKeywords)
        {
            if (schema[keyword] is not { } value) continue;
            reduced[keyword] = keyword switch
            {
                "properties" => new JsonObject(value.AsObject()
                    .Select(it => KeyValuePair.Create(it.Key, (JsonNode?)Reduce(it.Value!.AsObject())))),
                "items" => Reduce(value.AsObject()),
                _ => value.DeepClone(),
            };
        }

        reduced["type"] ??= "object";
        if (Limits(schema) is { Length: > 0 } limits) reduced["description"] = $"{reduced["description"]} ({limits})".TrimStart();
        return reduced;
    }

    private static string Limits(JsonObject schema) => schema switch
    {
        _ when schema["enum"] is JsonArray choices => "one of " + string.Join(", ", choices.Select(it => it!.GetValue<string>())),
        _ when schema["minimum"] is { } least && schema["maximum"] is { } most => $"{least} to {most}",
        _ => "",
    };
}
