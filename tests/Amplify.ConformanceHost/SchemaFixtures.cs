using System.Text.Json;
using ModelContextProtocol.Server;

namespace Amplify.ConformanceHost;

/// <summary>Tools that are nothing but a schema with rare keywords, which must reach the client whole.</summary>
internal static class SchemaFixtures
{
    public static IEnumerable<McpServerTool> All =>
    [
        Tool("json_schema_2020_12_tool", """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": { "$anchor": "addressDef", "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } }
              },
              "properties": {
                "name": { "type": "string" },
                "address": { "$ref": "#/$defs/address" },
                "contactMethod": { "type": "string", "enum": ["phone", "email"] },
                "phone": { "type": "string" },
                "email": { "type": "string" }
              },
              "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
              "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
              "then": { "required": ["phone"] },
              "else": { "required": ["email"] },
              "additionalProperties": false
            }
            """),
        Tool("header_tool",
            """{ "type": "object", "properties": { "region": { "type": "string", "x-mcp-header": "Region" } }, "required": ["region"] }"""),
    ];

    private static McpServerTool Tool(string name, string schema)
    {
        var tool = McpServerTool.Create(() => "called", new() { Name = name, Description = "A schema" });
        tool.ProtocolTool.InputSchema = JsonElement.Parse(schema);
        return tool;
    }
}
