using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Lambda;

/// <summary>Which tool an invocation is for, and whether the AgentCore Gateway sent it.</summary>
internal sealed record ToolRoute(string? Tool, bool FromGateway)
{
    private const string ToolKey = "bedrockAgentCoreToolName";
    private const string GatewayKey = "bedrockAgentCoreGatewayId";
    private const string Delimiter = "___";

    /// <exception cref="JsonException">The client context is no JSON.</exception>
    public static ToolRoute Read(string? clientContext, JsonElement arguments)
    {
        // An argument must not choose the tool where the platform has named it.
        if (clientContext is null) return new(TextOf(arguments, "tool_name", StringComparison.Ordinal), FromGateway: false);

        using var context = JsonDocument.Parse(clientContext);
        if (JsonText.Find(context.RootElement, "custom") is not { } custom) return new(null, FromGateway: false);
        return new(
            TextOf(custom, ToolKey, StringComparison.OrdinalIgnoreCase),
            TextOf(custom, GatewayKey, StringComparison.OrdinalIgnoreCase) is not null);
    }

    // The gateway writes target___tool. Both spellings of the key were in use: bedrockagentcoreToolName came first.
    private static string? TextOf(JsonElement parent, string key, StringComparison comparison)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in parent.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !JsonText.NameOf(property).Equals(key, comparison)) continue;
            var text = JsonText.Of(property.Value)!;
            var target = text.IndexOf(Delimiter, StringComparison.Ordinal);
            return (target < 0 ? text : text[(target + Delimiter.Length)..]) is { Length: > 0 } tool ? tool : null;
        }

        return null;
    }
}
