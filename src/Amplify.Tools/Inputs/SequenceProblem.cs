using System.Text;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs;

/// <summary>Why a text is no protein sequence: a headline, and every reason with its positions.</summary>
public sealed record SequenceProblem(string Message, ErrorDetails.SequenceProblems Details)
{
    private const int MostCharacters = 20;
    private const int MostPositions = 20;
    private const string Ending = " Nothing was submitted.";

    /// <summary>The texts of several records, where each could be read alone.</summary>
    public IReadOnlyList<string> Parts { get; private init; } = [];

    internal static SequenceProblem? In(Reading reading)
    {
        if (reading.Refusal is { } refusal)
            return Of(refusal, [.. reading.Records.Select(it => new FastaRecord(it.Name, it.Length))]) with { Parts = reading.Parts };
        if (reading.Letters.Length == 0) return Of(Empty(reading));
        var chains = reading.Letters.Split(ProteinSequence.ChainBreak);
        if (chains.Length > 1 && chains.Any(it => it.Length == 0))
            return Of($"A chain break (|) has no residues on one side: '{SafeText.Quote(reading.Letters, 40)}'. Write HEAVY|LIGHT.");

        var letters = string.Concat(chains);
        var strangers = Strangers(letters.AsSpan(0, Math.Min(letters.Length, ProteinSequence.MaxLength)));
        var tooLong = letters.Length > ProteinSequence.MaxLength
            ? $"Sequence is too long (maximum {ProteinSequence.MaxLength:N0} characters): it has {letters.Length:N0}. Submit one "
                + "domain at a time."
            : null;
        if (strangers.Count == 0) return tooLong is null ? null : Of(tooLong);

        var names = string.Join(", ", strangers.Keys);
        var errors = new List<string> { $"Invalid characters found: {names}" };
        if (tooLong is not null) errors.Add(tooLong);
        errors.AddRange(Advice(letters, strangers));
        var where = string.Join("; ", strangers.Take(3).Select(it => $"{it.Key} at {Places(it.Value)}"))
            + (strangers.Count > 3 ? "; …" : "");
        return new(
            $"Sequence contains invalid amino acid characters: {where}. {string.Join(' ', errors.Skip(1))}".TrimEnd() + Ending,
            new(errors, [.. strangers.Keys], strangers.ToDictionary(it => it.Key, it => it.Value), ProteinSequence.Residues));
    }

    private static SequenceProblem Of(string error, IReadOnlyList<FastaRecord>? records = null) =>
        new(error + Ending, new([error], [], null, ProteinSequence.Residues, records is { Count: > 0 } ? records : null));

    private static string Empty(Reading reading) => reading.Records.Count == 1
        ? $"The FASTA record '{reading.Records[0].Name}' has no residues: the line break after its header may have been lost. Send the "
            + "header on a line of its own."
        : "Sequence is empty. Send 1 to 10,000 residues in one-letter code; if you did, the client may have dropped a long argument.";

    /// <summary>Characters that are no residue, in order of first appearance, with the first of their positions.</summary>
    private static Dictionary<string, IReadOnlyList<int>> Strangers(ReadOnlySpan<char> letters)
    {
        var found = new Dictionary<string, IReadOnlyList<int>>();
        var position = 0;
        foreach (var rune in letters.EnumerateRunes())
        {
            position++;
            if (rune.IsAscii && ProteinSequence.Residues.Contains((char)rune.Value)) continue;
            var name = SafeText.Name(rune);
            if (found.TryGetValue(name, out var positions))
            {
                if (positions.Count < MostPositions) ((List<int>)positions).Add(position);
            }
            else if (found.Count < MostCharacters)
            {
                found.Add(name, new List<int> { position });
            }
        }

        return found;
    }

    private static IEnumerable<string> Advice(string letters, Dictionary<string, IReadOnlyList<int>> strangers)
    {
        bool Has(string names) => names.EnumerateRunes().Any(it => strangers.ContainsKey(it.ToString()));

        if (NucleicAcid.Guess(string.Concat(letters.Where(char.IsAsciiLetter))) is { } kind)
        {
            yield return $"Nearly all letters are A, C, G, U, T or N: this looks like {kind}. Translate it first.";
            yield break;
        }

        if (Has("UO"))
            yield return "U (selenocysteine) and O (pyrrolysine) are outside the model's twenty letters; some people score C or K "
                + "instead, but that is your decision.";
        if (Has("X")) yield return "X is an unknown residue: replace it with the real one, or submit the part without it.";
        if (Has("BZJ")) yield return "B is Asn or Asp, Z is Gln or Glu, J is Leu or Ile: choose one.";
        if (strangers.TryGetValue("*", out var stops)) yield return $"Stop codon (*) at position {Places(stops)}: is this an "
            + "untranslated or wrongly framed reading frame?";
        if (letters.Contains("...", StringComparison.Ordinal) || Has("…"))
            yield return "Three dots stand for residues that are not there: send all of them.";
        else if (Has("-.~")) yield return "Gaps look like a row of an alignment: submit the ungapped sequence.";
        if (Has("0123456789")) yield return "Digits look like position numbers: remove them.";
        if (Has(":/,;+&")) yield return "Marks like : and / part chains: submit one chain at a time.";
        if (Has("^↓▼'")) yield return "Marks of a cleavage site or of an end are no residues: send the residues alone.";
        if (Has("()[]{}")) yield return "Brackets mark modified residues: send plain residues in one-letter code.";
        if (Has("_#=@")) yield return "A name or a title seems to be among the residues: send the sequence alone, or as FASTA.";
        if (letters.EnumerateRunes().FirstOrDefault(SafeText.IsLookAlike) is { Value: > 0 } alike)
            yield return $"{SafeText.Name(alike)} is no Latin letter, though it may look like one: type it again.";
    }

    private static string Places(IReadOnlyList<int> positions) =>
        string.Join(", ", positions.Take(5)) + (positions.Count > 5 ? ", …" : "");
}
