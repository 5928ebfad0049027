using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amplify.Mcp.Commands.Batches;

/// <summary>What became of one record: a line of a batch's journal, and of what `--json` prints.</summary>
/// <param name="Key">The record's text, as a hash: tells on the next run that it has been done.</param>
/// <param name="Status">completed, failed (its job did), or refused (it became none).</param>
internal sealed record BatchLine(string Key, string Name, string Status)
{
    public string? OutputId { get; init; }
    public int? Length { get; init; }
    public string? Best { get; init; }
    public double? BestScore { get; init; }
    public int? AboveZero { get; init; }

    /// <summary>The page, the picture and the table beside this journal, without their endings.</summary>
    public string? Files { get; init; }
    public string? Error { get; init; }

    /// <summary>What was read otherwise than it stands there, or should be looked at.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Mean scores along the sequence, as a small PNG.</summary>
    public byte[]? Strip { get; init; }

    /// <summary>The length of the table of all once this record's rows are in it.</summary>
    public long? TableEnd { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, BatchJson.Default.BatchLine);

    /// <summary>null: a line that was cut off, or is none of ours.</summary>
    public static BatchLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, BatchJson.Default.BatchLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BatchLine))]
internal sealed partial class BatchJson : JsonSerializerContext;
