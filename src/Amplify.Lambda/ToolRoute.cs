using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Lambda;

/// <summary>Which tool an invocation is for, whether the AgentCore Gateway sent it, and for whom.</summary>
/// <param name="Caller">null: results belong to nobody, or the context names no caller.</param>
internal sealed record ToolRoute(string? Tool, bool FromGateway, Caller? Caller = null)
{
    private const string ToolKey = "bedrockAgentCoreToolName";
    private const string GatewayKey = "bedrockAgentCoreGatewayId";
    private const string HeadersKey = "bedrockAgentCorePropagatedHeaders";
    private const string Delimiter = "___";

    /// <exception cref="JsonException">The client context is no JSON.</exception>
    public static ToolRoute Read(string? clientContext, JsonElement arguments, CallerSettings? callers = null)
    {
        // An argument must not choose the tool where the platform has named it.
        if (clientContext is null) return new(TextOf(arguments, "tool_name", StringComparison.Ordinal), FromGateway: false);

        using var context = JsonDocument.Parse(clientContext);
        if (JsonText.Find(context.RootElement, "custom") is not { } custom) return new(null, FromGateway: false);
        return new(
            TextOf(custom, ToolKey, StringComparison.OrdinalIgnoreCase),
            TextOf(custom, GatewayKey, StringComparison.OrdinalIgnoreCase) is not null,
            callers is null ? null : CallerOf(custom, callers));
    }

    // What one gateway lets in as a name, another may let in as somebody else's.
    private static Caller? CallerOf(JsonElement custom, CallerSettings callers) =>
        Only(custom, HeadersKey) is { } headers && Only(headers, callers.Name) is { ValueKind: JsonValueKind.String } value
            ? callers.Of(
                Only(custom, GatewayKey) is { ValueKind: JsonValueKind.String } gateway ? JsonText.Of(gateway)! : "", JsonText.Of(value))
            : null;

    // A name that is there twice, in whatever case, says two things.
    private static JsonElement? Only(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object
        && parent.EnumerateObject().Where(it => JsonText.NameOf(it).Equals(name, StringComparison.OrdinalIgnoreCase)).ToList() is [var only]
            ? only.Value : null;

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
