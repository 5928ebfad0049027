using System.Text.Json;

namespace Amplify.Testing.RuntimeApi;

/// <summary>Flat JSON objects, as AWS's errors are.</summary>
internal static class Json
{
    public static byte[] Write(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members) json.WriteString(name, value);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
