using Microsoft.AspNetCore.Http;

namespace Amplify.Mcp.Inference;

/// <summary>What SageMaker hands on of an asynchronous request, for the log: less what repeats a part of the sequence.</summary>
internal sealed record RequestIds(string? InferenceId, string? CustomAttributes)
{
    /// <summary>Residues in a row that a header may share with the sequence by chance.</summary>
    private const int Run = 8;

    private const int Longest = 1_024; // SageMaker's own limit
    private const string Withheld = "(withheld: it repeats residues)";

    public static RequestIds Of(HttpRequest request, string sequence)
    {
        string? Shown(string header) => (string?)request.Headers[header] switch
        {
            null or "" => null,
            var value when Repeats(value, sequence) => Withheld,
            { Length: > Longest } value => value[..Longest],
            var value => value,
        };

        return new(Shown("X-Amzn-SageMaker-Inference-Id"), Shown("X-Amzn-SageMaker-Custom-Attributes"));
    }

    private static bool Repeats(string value, string sequence)
    {
        var letters = string.Concat(value.Where(char.IsAsciiLetter)).ToUpperInvariant();
        var run = Math.Min(Run, sequence.Length);
        return run > 0 && Enumerable.Range(0, sequence.Length - run + 1)
            .Any(it => letters.Contains(sequence.Substring(it, run), StringComparison.Ordinal));
    }
}
