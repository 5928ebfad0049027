using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Backends;

/// <summary>What is remembered of a job beside its input, so that a poll can say how it stands. Holds no residues.</summary>
public sealed record JobRecord(int SequenceLength, string SequenceSha256, DateTimeOffset SubmittedAt, DateTimeOffset ExpectedAt)
{
    /// <summary>What the user calls the protein.</summary>
    public string? Name { get; init; }

    /// <summary>Where the service said a failure would be written.</summary>
    public string? FailureLocation { get; init; }

    /// <summary>The only scorer that may answer it, where there is a choice.</summary>
    public Scorer? Scorer { get; init; }

    /// <summary>What earlier versions wrote in place of the scorer: a model's name and nothing of its method.</summary>
    public string? Predictor { get; init; }

    /// <summary>What the work alone was expected to take.</summary>
    public double? WorkSeconds { get; init; }

    /// <summary>Who asked for it, as the host tells callers apart; not their name.</summary>
    public string? Caller { get; init; }

    /// <summary>Whose it is (<see cref="Backends.Owner.Key"/>): an HMAC of what the caller is called; null: nobody's.</summary>
    public string? Owner { get; init; }

    /// <summary>What the user was told at submission and should know with the result.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Where the weights lay on this machine, and the threads that were allowed: to score it elsewhere in the same way.</summary>
    public string? ModelDirectory { get; init; }

    /// <inheritdoc cref="ModelDirectory"/>
    public int? Threads { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.JobRecord);

    /// <summary>null: the bytes are no record.</summary>
    public static JobRecord? Read(ReadOnlySpan<byte> utf8) => StoreJson.TryRead(utf8, StoreJson.Default.JobRecord);
}

/// <summary>The input object, in the words the container reads.</summary>
public sealed record JobInput(string Sequence)
{
    /// <summary>Combinations to score besides; null: none.</summary>
    public IReadOnlyList<string>? Variants { get; init; }

    /// <summary>Residues, in all chains.</summary>
    [JsonIgnore] public int Length => Sequence.Count(it => it != ProteinSequence.ChainBreak);

    public static JobInput Of(ProteinSequence sequence) =>
        new(sequence.Value) { Variants = sequence.Variants is { Count: > 0 } variants ? variants : null };

    // By hand: a cold start submits, and the serializer's getting ready costs it more than everything else in this class.
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(Sequence.Length + 32);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sequence"u8, Sequence);
            if (Variants is { Count: > 0 } variants)
            {
                json.WriteStartArray("variants"u8);
                foreach (var variant in variants) json.WriteStringValue(variant);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static JobInput? Read(ReadOnlySpan<byte> utf8) => StoreJson.TryRead(utf8, StoreJson.Default.JobInput);
}

/// <summary>What an object store keeps under a <see cref="JobKey"/>: the job's id, or who is about to submit it; neither: free.</summary>
public sealed record JobPointer
{
    public string? OutputId { get; init; }

    public string? Owner { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.JobPointer);

    public static JobPointer? Read(ReadOnlySpan<byte> utf8) => StoreJson.TryRead(utf8, StoreJson.Default.JobPointer);
}

/// <summary>The failure object of the local store.</summary>
public sealed record JobFailure(string ErrorMessage, string ErrorType)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.JobFailure);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobInput))]
[JsonSerializable(typeof(JobPointer))]
[JsonSerializable(typeof(JobFailure))]
[JsonSerializable(typeof(BatchRecord))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    public static T? TryRead<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
