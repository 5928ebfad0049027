using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// Holds a request's params to the SDK's own types before the SDK reads them: its refusals come from the serializer, as internal errors
/// that name no member. An empty list where an object belongs is an empty object: PHP writes it so.
/// </summary>
internal static class RequestShape
{
    private const string Prefix = "io.modelcontextprotocol/";

    private static readonly Dictionary<string, Type> ParamsOf = new()
    {
        [RequestMethods.Initialize] = typeof(InitializeRequestParams),
        [RequestMethods.ServerDiscover] = typeof(DiscoverRequestParams),
        [RequestMethods.ToolsList] = typeof(ListToolsRequestParams),
        [RequestMethods.ToolsCall] = typeof(CallToolRequestParams),
        [RequestMethods.ResourcesList] = typeof(ListResourcesRequestParams),
        [RequestMethods.ResourcesTemplatesList] = typeof(ListResourceTemplatesRequestParams),
        [RequestMethods.ResourcesRead] = typeof(ReadResourceRequestParams),
        [RequestMethods.PromptsList] = typeof(ListPromptsRequestParams),
        [RequestMethods.PromptsGet] = typeof(GetPromptRequestParams),
        [RequestMethods.CompletionComplete] = typeof(CompleteRequestParams),
    };

    // What every request of the newest revision carries with it.
    private static readonly Dictionary<string, Type> MetaOf = new()
    {
        [Prefix + "protocolVersion"] = typeof(string),
        [Prefix + "clientInfo"] = typeof(Implementation),
        [Prefix + "clientCapabilities"] = typeof(ClientCapabilities),
    };

    /// <summary>What is wrong, as a sentence; null: the SDK can read it.</summary>
    public static string? Fit(JsonRpcRequest request, string? revision)
    {
        if (request.Params is JsonArray { Count: 0 }) request.Params = new JsonObject();
        if (request.Params is not (null or JsonObject)) return Wrong("params", request.Params, "an object");
        var isGone = request.Method == RequestMethods.Initialize && Revisions.Reaches(revision, Revisions.Stateless);
        if (isGone) return null; // the SDK says so

        var parameters = request.Params as JsonObject;
        if (ParamsOf.TryGetValue(request.Method, out var type))
        {
            if (parameters is null && TypeOf(type).Properties.Any(it => it.IsRequired)) request.Params = parameters = [];
            if (parameters is not null && Misfit(parameters, TypeOf(type), "") is { } misfit) return misfit;
        }

        if (parameters?["_meta"] is { } meta)
        {
            if (meta is JsonArray { Count: 0 }) parameters["_meta"] = meta = new JsonObject();
            if (meta is not JsonObject named) return Wrong("_meta", meta, "an object");
            foreach (var (name, kind) in MetaOf)
            {
                if (named.ContainsKey(name) && Misfit(named, name, TypeOf(kind), $"_meta.{name}") is { } misfit) return misfit;
            }

            KeepResources(named[Prefix + "clientCapabilities"]);
        }

        if (request.Method == RequestMethods.Initialize) KeepResources(parameters?["capabilities"]);
        return null;
    }

    // The SDK drops capabilities it does not know; this one says what answers a client can take.
    private static void KeepResources(JsonNode? capabilities)
    {
        if (capabilities is not JsonObject declared || declared[ClientReach.Resources] is not { } resources) return;
        if (declared["experimental"] is not JsonObject experimental) declared["experimental"] = experimental = [];
        experimental[ClientReach.Resources] = resources.DeepClone();
    }

    private static string? Misfit(JsonObject value, JsonTypeInfo type, string path)
    {
        foreach (var member in type.Properties)
        {
            var place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (value[member.Name] is null)
            {
                if (member.IsRequired) return $"{place} is missing. Send {NameOf(member.PropertyType)} there.";
            }
            else if (Misfit(value, member.Name, TypeOf(member.PropertyType), place) is { } misfit)
            {
                return misfit;
            }
        }

        return null;
    }

    private static string? Misfit(JsonObject parent, string name, JsonTypeInfo type, string path)
    {
        var value = parent[name];
        var isObject = type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary || type.Type == typeof(JsonObject);
        if (isObject && value is JsonArray { Count: 0 }) parent[name] = value = new JsonObject();
        if (isObject && value is not JsonObject) return Wrong(path, value, "an object");
        if (type.Kind == JsonTypeInfoKind.Object) return Misfit((JsonObject)value!, type, path);
        try
        {
            _ = value.Deserialize(type);
            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return Wrong(path, value, NameOf(type.Type));
        }
    }

    private static JsonTypeInfo TypeOf(Type type) => McpJsonUtilities.DefaultOptions.GetTypeInfo(type);

    private static string Wrong(string path, JsonNode? value, string expected) => $"{path} is {KindOf(value)}; send {expected}.";

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var it when it == typeof(string) => "text",
        var it when it == typeof(bool) => "true or false",
        var it when it.IsPrimitive => "a number",
        var it when typeof(IDictionary).IsAssignableFrom(it) => "an object",
        var it when it.IsArray || (it.IsGenericType && it.GetGenericTypeDefinition() == typeof(IList<>)) => "a list",
        var it when it == typeof(ProgressToken) => "text or a whole number",
        _ => "an object",
    };
}
