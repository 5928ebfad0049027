using Amplify.Tools.Inputs;

namespace Amplify.Tools.Backends;

/// <summary>What makes two submissions one job: the residues, and all else their scores depend on.</summary>
public static class JobKey
{
    /// <param name="sequence">Only its residues and combinations count, not how they were pasted.</param>
    /// <param name="scorer">Endpoint, model, weights, method: whatever would change a score; and whose job it is, if anybody's.</param>
    public static string Of(ProteinSequence sequence, params IEnumerable<string> scorer) =>
        ProteinSequence.Hash(string.Join('\n', [sequence.Value, .. scorer, .. sequence.Variants]));
}
