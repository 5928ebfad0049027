using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>
/// JSON that goes through byte for byte: a float keeps its digits, and nothing is parsed twice. Whoever makes one vouches for the bytes.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public static RawJson From(JsonElement element) => new(JsonSerializer.SerializeToUtf8Bytes(element, ContractJson.Default.JsonElement));

    /// <summary>Public for the serialization contexts of other projects.</summary>
    public sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            From(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
