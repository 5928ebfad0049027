using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Residues by their three-letter names: joined (MetLysThr), spaced, hyphenated, and the SEQRES lines of a PDB file.</summary>
internal static partial class ThreeLetterCode
{
    private const int MostText = 8 * ProteinSequence.MaxLength;
    private static readonly string[] Caps = ["H", "OH", "NH2", "AC", "ACE", "NME", "COOH", "H2N"];

    public static bool IsSeqres(PastedText text) => text.Lines.All(it => Seqres.IsMatch(it));

    public static bool IsCode(string text) => text.Length <= MostText && Names(text) is not null;

    public static Reading? Read(PastedText text)
    {
        if (text.Text.Length > MostText) return null;
        var seqres = text.Lines.Count > 0 && IsSeqres(text);
        if (seqres && text.Lines.Select(it => Seqres.Match(it).Groups["chain"].Value).Distinct().ToList() is { Count: > 1 } chains)
            return Reading.Refuse($"SEQRES lines of {chains.Count} chains, {SafeText.Quote(string.Join(", ", chains))}. Send those of "
                + "one chain.");
        var names = Names(seqres ? string.Join(' ', text.Lines.Select(it => it[Seqres.Match(it).Length..])) : text.Text);
        if (names is null) return null;

        var found = names.Select(it => ModifiedResidues.Find(it)!.Value).ToList();
        if (found.FirstOrDefault(it => it.Refusal is not null) is { Refusal: { } refusal }) return Reading.Refuse($"Three-letter code "
            + $"with {refusal}. Choose a residue, or send the part without it.");
        return new(string.Concat(found.Select(it => it.Residue)))
        {
            Notes = [$"read three-letter code{(seqres ? " (SEQRES)" : "")}, {names.Count} residues: '{text.Quote(30)}'"],
            Doubts = [.. found.Select(it => it.Doubt).OfType<string>().Distinct().Take(3)],
        };
    }

    /// <summary>Capitals throughout may be the one code or the other.</summary>
    public static string? MayBe(string letters) =>
        letters.Length is >= 6 and < 300 && letters.Length % 3 == 0 && letters.Chunk(3).All(it => AminoAcids.Read(it) is not null)
        ? $"'{SafeText.Quote(letters, 30)}' was read as {letters.Length} residues; if it is three-letter code, send "
            + $"{string.Concat(letters.Chunk(3).Select(it => AminoAcids.Read(it)))}."
        : null;

    // Two at least, every one a name; position numbers and a peptide's caps are none.
    private static List<string>? Names(string text)
    {
        var tokens = text.Split([' ', '\t', '\n', '\r', '-', '–', '‐', '‑', '−', '·', ',', ';', '.', '_', '/', '\u00A0'],
            StringSplitOptions.RemoveEmptyEntries).ToList();
        if (tokens.Count > 1 && Caps.Contains(tokens[0].ToUpperInvariant())) tokens.RemoveAt(0);
        if (tokens.Count > 1 && Caps.Contains(tokens[^1].ToUpperInvariant())) tokens.RemoveAt(tokens.Count - 1);
        var names = new List<string>();
        foreach (var token in tokens.Where(it => !it.All(char.IsAsciiDigit)))
        {
            var joined = token.Length > 3 && token.Length % 3 == 0 && Joined.IsMatch(token);
            if (token.Length != 3 && !joined) return null;
            foreach (var name in token.Chunk(3).Select(it => new string(it)))
            {
                if (ModifiedResidues.Find(name) is null) return null;
                names.Add(name);
            }
        }

        return names.Count > 1 ? names : null;
    }

    [GeneratedRegex(@"\ASEQRES +[0-9]{1,4} +((?<chain>[A-Za-z0-9]) +)?[0-9]{1,6} +(?=\S)")]
    private static partial Regex Seqres { get; }

    [GeneratedRegex(@"\A([A-Z][a-z]{2})+\z")]
    private static partial Regex Joined { get; }
}
