namespace Amplify.Tools.Inputs;

/// <summary>What a user calls a protein: shown wherever its job is, never logged, part of no key.</summary>
public static class ProteinName
{
    public const int Longest = 80;

    /// <summary>A FASTA header's first word; null: it has none.</summary>
    public static string? OfHeader(string header) =>
        Of(header.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());

    /// <summary>A name fit to be shown: one line, no longer than allowed; null: nothing is left of it.</summary>
    public static string? Of(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Trim() is { Length: <= Longest } name ? SafeText.Quote(name, Longest + 1) : SafeText.Quote(text, Longest - 2);
}
