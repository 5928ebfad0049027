using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Inputs;

/// <summary>1 to 10,000 of the twenty residues, upper case; valid because it exists. Remembers what was cleaned up on the way.</summary>
public sealed class ProteinSequence
{
    public const int MaxLength = 10_000;
    public const string Residues = "ACDEFGHIKLMNPQRSTVWY";
    private const int DnaFrom = 30;
    private const int EndLength = 10;

    private ProteinSequence(string value, IReadOnlyList<string> normalization) => (Value, Normalization) = (value, normalization);

    public string Value { get; }

    public int Length => Value.Length;

    /// <summary>One sentence for each thing that was changed in the pasted text.</summary>
    public IReadOnlyList<string> Normalization { get; }

    public string Sha256 => field ??= Hash(Value);

    public SequenceEnds Ends => new(Value[..Math.Min(EndLength, Length)], Value[^Math.Min(EndLength, Length)..]);

    /// <summary>What is allowed but unlikely to be meant.</summary>
    public string? Doubt => Length >= DnaFrom && Value.All("ACGTN".Contains)
        ? $"Only A, C, G, T or N in {Length} letters: this looks like DNA. Translate it first; scores of DNA read as protein mean nothing."
        : null;

    public static string Hash(string residues) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(residues)));

    /// <summary>Reads text as people paste it: one FASTA record or bare residues, any case, with blanks, line breaks and one trailing stop.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProteinSequence? sequence, [NotNullWhen(false)] out SequenceProblem? problem)
    {
        var pasted = PastedSequence.Read(text);
        problem = SequenceProblem.In(pasted);
        sequence = problem is null ? new(pasted.Letters, pasted.Normalization) : null;
        return sequence is not null;
    }
}
