using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs;

/// <summary>
/// 1 to 10,000 of the twenty residues, upper case, in one chain or several; valid because it exists. Remembers what was cleaned up on the
/// way.
/// </summary>
public sealed class ProteinSequence
{
    public const int MaxLength = 10_000;
    public const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    /// <summary>AMPLIFY's own mark between two chains: a token of its vocabulary, no residue.</summary>
    public const char ChainBreak = '|';
    private const int MostOfAName = 10;
    private const int EndLength = 10;

    private readonly IReadOnlyList<string> warnings;

    private ProteinSequence(string value, Reading reading)
    {
        (Value, Normalization, warnings) = (value, reading.Notes, reading.Warnings);
        Name = reading.Name;
        Chains = value.Split(ChainBreak);
        Letters = string.Concat(Chains);
    }

    /// <summary>What the model is given: the residues, with a break between chains. Two sequences are the same where this is.</summary>
    public string Value { get; }

    /// <summary>The residues of all chains. Positions count in these, from 1.</summary>
    public string Letters { get; }

    public IReadOnlyList<string> Chains { get; }

    public int Length => Letters.Length;

    /// <summary>As its header or the caller calls it: <see cref="ProteinName"/>.</summary>
    public string? Name { get; private set; }

    /// <summary>Combinations for the model to score besides: <see cref="VariantCombination.Name"/>.</summary>
    public IReadOnlyList<string> Variants { get; private set; } = [];

    /// <summary>One sentence for each thing that was changed in the pasted text.</summary>
    public IReadOnlyList<string> Normalization { get; }

    public string Sha256 => field ??= Hash(Value);

    public SequenceEnds Ends => new(Letters[..Math.Min(EndLength, Length)], Letters[^Math.Min(EndLength, Length)..]);

    /// <summary>What was read one way and may be meant another, and what is allowed but unlikely to be meant.</summary>
    public IReadOnlyList<string> Warnings => [.. warnings, .. Unlikely()];

    public static string Hash(string residues) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(residues)));

    /// <summary>Reads text as people paste it; docs/input.md says what is read.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProteinSequence? sequence,
        [NotNullWhen(false)] out SequenceProblem? problem)
    {
        var reading = SequenceReaders.Read(text);
        problem = SequenceProblem.In(reading);
        sequence = problem is null ? new(reading.Letters, reading) : null;
        return sequence is not null;
    }

    /// <summary>The same sequence under another name.</summary>
    public ProteinSequence Called(string? name)
    {
        var it = (ProteinSequence)MemberwiseClone();
        it.Name = ProteinName.Of(name);
        return it;
    }

    /// <summary>The same sequence with combinations of its own to score.</summary>
    public ProteinSequence With(IEnumerable<VariantCombination> variants)
    {
        var it = (ProteinSequence)MemberwiseClone();
        it.Variants = [.. variants.Select(variant => variant.Name)];
        return it;
    }

    private IEnumerable<string> Unlikely()
    {
        if (NucleicAcid.Guess(Letters) is { } kind)
            yield return $"Nearly all of {Length} letters are A, C, G, T or N: this looks like {kind}. Translate it first; scores of "
                + $"{kind} read as protein mean nothing.";
        foreach (var chain in Chains.Where(it => it.Length < MostOfAName && KnownNames.Contains(it)))
            yield return $"'{chain}' was read as {chain.Length} {(chain.Length == 1 ? "residue" : "residues")}, but it is also a gene's "
                + "name or a word; no database is asked here. If you meant that, send its sequence.";
        if (Chains.Count > 1) yield return ChainNote(Chains.Select(it => it.Length), 0)!;
    }

    /// <summary>How positions count through several chains; null: there is one.</summary>
    /// <param name="offset">Added to every position.</param>
    public static string? ChainNote(IEnumerable<int> lengths, int offset)
    {
        var (all, start, starts) = (lengths.ToList(), 1 + offset, new List<int>());
        foreach (var length in all)
        {
            starts.Add(start);
            start += length;
        }

        return all.Count < 2 ? null : $"{all.Count} chains of {string.Join(", ", all.SkipLast(1))} and {all[^1]} residues: positions "
            + "count through all of them, and the "
            + string.Join(", the ", starts.Skip(1).Select((it, index) => $"{Ordinal(index)} begins at {it}")) + ".";
    }

    private static string Ordinal(int index) => index switch { 0 => "second", 1 => "third", 2 => "fourth", _ => $"{index + 2}th" };
}
