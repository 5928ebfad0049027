using System.Text.Json;

namespace Amplify.Tools.Inputs;

/// <summary>Text out of other people's JSON. Half a surrogate pair and bytes that are no UTF-8 pass its reader and are no text: they read as U+FFFD.</summary>
public static class JsonText
{
    public static string? Of(JsonElement value) => Read(value.GetString);

    public static string NameOf(JsonProperty property) => Read(() => property.Name)!;

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
