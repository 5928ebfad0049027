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

    public static byte[] Write(Envelope envelope) => JsonSerializer.SerializeToUtf8Bytes(envelope, Wire.Envelope);

    public static void Write(Envelope envelope, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, new() { Encoder = Wire.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, envelope, Wire.Envelope);
    }
}
