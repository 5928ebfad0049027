using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>What failure carries beyond its message.</summary>
[JsonDerivedType(typeof(SequenceProblems)), JsonDerivedType(typeof(ModelFailure)), JsonDerivedType(typeof(Fault)),
    JsonDerivedType(typeof(Choice))]
public abstract record ErrorDetails
{
    private ErrorDetails()
    {
    }

    /// <summary>
    /// Why a text is no protein sequence. Positions count residues from 1 in the text without header, blanks and line breaks.
    /// </summary>
    public sealed record SequenceProblems(
        IReadOnlyList<string> Errors,
        IReadOnlyList<string> InvalidCharacters,
        IReadOnlyDictionary<string, IReadOnlyList<int>>? Positions,
        string ValidCharacters,
        IReadOnlyList<FastaRecord>? Records = null) : ErrorDetails;

    /// <summary>A prediction that ended in failure, in the shape the first callers learnt.</summary>
    public sealed record ModelFailure(
        string Status,
        string OutputId,
        string? S3FailurePath,
        DateTimeOffset? FailureTime,
        ModelError ErrorDetails,
        string Suggestion,
        bool Retryable,
        string? Name = null) : ErrorDetails;

    /// <summary>Broken machinery: may the same call be repeated, and which job goes on meanwhile.</summary>
    public sealed record Fault(bool Retryable, int? RetryAfterSeconds = null, FaultReason? Reason = null, string? OutputId = null)
        : ErrorDetails;

    /// <summary>A wrong choice among known ones: tools, settings, views.</summary>
    public sealed record Choice(string? Given, IReadOnlyList<string> Supported) : ErrorDetails;
}

public sealed record ModelError(string ErrorMessage, string ErrorType);

public sealed record FastaRecord(string Name, int Length);
