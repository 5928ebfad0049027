using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Backends;

/// <summary>The jobs that one call submitted together, in the order they were sent. Holds no residues.</summary>
public sealed record BatchRecord(DateTimeOffset SubmittedAt, IReadOnlyList<BatchMember> Members)
{
    private const string Prefix = "batch-";

    /// <summary>What the caller calls all of it.</summary>
    public string? Name { get; init; }

    /// <summary>The same texts of one caller get the same id: a call that is repeated completes its batch instead of beginning
    /// another.</summary>
    public static string IdOf(IEnumerable<string> texts, string? caller) =>
        Prefix + ProteinSequence.Hash(string.Join('\0', [.. texts, caller ?? ""]))[..32];

    /// <summary>The id of one that has to be another.</summary>
    public static string NewId() => $"{Prefix}{Guid.NewGuid():N}";

    public static bool IsId(OutputId id) => id.Value.StartsWith(Prefix, StringComparison.Ordinal);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.BatchRecord);

    /// <summary>null: the bytes are no record.</summary>
    public static BatchRecord? Read(ReadOnlySpan<byte> utf8) => StoreJson.TryRead(utf8, StoreJson.Default.BatchRecord);
}

/// <summary>One record of a batch: a job, or a reason why there is none.</summary>
/// <param name="Error">What is wrong with it; null with no job either: it was not reached in time.</param>
public sealed record BatchMember(string Name, int? Length = null, string? OutputId = null, string? Error = null);
