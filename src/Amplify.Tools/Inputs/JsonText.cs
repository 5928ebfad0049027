using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Amplify.Tools.Inputs;

/// <summary>
/// Text out of other people's JSON. Half a surrogate pair and bytes that are no UTF-8 pass its reader: here they are U+FFFD.
/// </summary>
public static class JsonText
{
    private const int EscapeLength = 6; // \uD83D

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

    /// <summary>The same JSON, mended for readers that throw: every text in it can be read and written.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        if (json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0) return json;
        var mended = json.ToArray();
        for (var at = 0; at < mended.Length; at++)
        {
            if (mended[at] != '\\') continue;
            var (unit, next) = (UnitAt(mended, at), UnitAt(mended, at + EscapeLength));
            if (unit is null || !char.IsSurrogate(unit.Value)) at++; // whatever is escaped, it ends here or holds no backslash
            else if (next is not null && char.IsSurrogatePair(unit.Value, next.Value)) at += (2 * EscapeLength) - 1;
            else "\\ufffd"u8.CopyTo(mended.AsSpan(at));
        }

        return mended;
    }

    private static char? UnitAt(ReadOnlySpan<byte> json, int at) =>
        at + EscapeLength <= json.Length && json[at..].StartsWith("\\u"u8)
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
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
