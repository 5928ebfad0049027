using System.Text.Json;

namespace Amplify.Tools.Inputs;

/// <summary>Text out of other people's JSON. Half a surrogate pair and bytes that are no UTF-8 pass its reader: here they are U+FFFD.</summary>
public static class JsonText
{
    public static string? Of(JsonElement value) => Read(value.GetString);

    public static string Of(ref Utf8JsonReader text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    public static string NameOf(JsonProperty property) => Read(() => property.Name)!;

    /// <summary>An object's member by its name, the last of several; null where there is none, or no object.</summary>
    public static JsonElement? Find(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object
        ? parent.EnumerateObject().Where(it => NameOf(it) == name).Select(it => (JsonElement?)it.Value).LastOrDefault()
        : null;

    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
