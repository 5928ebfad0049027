using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Contract;

/// <summary>The rules of the wire: snake_case, no nulls, instants in UTC ending in Z, characters a model reads as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcInstant)])]
[JsonSerializable(typeof(Envelope))]
[JsonSerializable(typeof(Envelope.Failed))]
[JsonSerializable(typeof(ToolData.Submitted))]
[JsonSerializable(typeof(ToolData.Completed))]
[JsonSerializable(typeof(ToolData.InProgress))]
[JsonSerializable(typeof(ErrorDetails))]
[JsonSerializable(typeof(SummaryResults))]
[JsonSerializable(typeof(MatrixResults))]
[JsonSerializable(typeof(UnreadableResults))]
[JsonSerializable(typeof(ScanMetadata))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ErrorCode))]
public sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>As <see cref="JsonSerializerContext"/>'s default, but an apostrophe stays an apostrophe.</summary>
    public static ContractJson Wire =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static ContractJson Written => field ??= new(new JsonSerializerOptions(Wire.Options)
    {
        Converters = { new ByCase<Envelope>(), new ByCase<ToolData>(), new ByCase<ErrorDetails>() },
    });

    public static byte[] Write(Envelope envelope) => JsonSerializer.SerializeToUtf8Bytes(envelope, Written.Envelope);

    public static void Write(Envelope envelope, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, new() { Encoder = Wire.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, envelope, Written.Envelope);
    }

    /// <summary>
    /// Writes a case of a closed hierarchy as what it is. The same text, but the serializer's own way prepares every case there is before it writes the first one:
    /// a sixth of the processor time of a Lambda's cold start.
    /// </summary>
    private sealed class ByCase<T> : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Answers are written, never read");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
    }
}
