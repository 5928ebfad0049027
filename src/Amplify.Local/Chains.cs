using Amplify.Tools.Inputs;

namespace Amplify.Local;

/// <summary>The chains of a complex, where a sequence has several.</summary>
internal static class Chains
{
    public static string[] Of(string sequence) => sequence.Split(ProteinSequence.ChainBreak);

    /// <summary>As a result's metadata has them; null: there is one.</summary>
    public static string? Lengths(string sequence) =>
        Of(sequence) is { Length: > 1 } chains ? string.Join(", ", chains.Select(it => it.Length)) : null;
}
