using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>Residues by their three-letter names: joined (MetLysThr), spaced, hyphenated, and the SEQRES lines of a PDB file.</summary>
internal static partial class ThreeLetterCode
{
    private const int MostText = 8 * ProteinSequence.MaxLength;
    private const int LongestStop = 4;

    public static bool IsSeqres(PastedText text) => text.Lines.All(it => Seqres.IsMatch(it));

    public static bool IsCode(string text) => text.Length <= MostText && Names(text) is not null;

    public static Reading? Read(PastedText text)
    {
        if (text.Text.Length > MostText) return null;
        var seqres = text.Lines.Count > 0 && IsSeqres(text);
        if (seqres && text.Lines.Select(it => Seqres.Match(it).Groups["chain"].Value).Distinct().ToList() is { Count: > 1 } chains)
            return Reading.Refuse($"SEQRES lines of {chains.Count} chains, {SafeText.Quote(string.Join(", ", chains))}. Send those of "
                + "one chain.");
        var code = seqres ? string.Join(' ', text.Lines.Select(it => it[Seqres.Match(it).Length..])) : text.Text;
        if (Names(code) is not { } names) return null;

        var found = names.Select(it => ModifiedResidues.Find(it)!.Value).ToList();
        if (found.Find(it => it.Refusal is not null).Refusal is { } refusal)
            return Reading.Refuse($"Three-letter code with {refusal}. Choose a residue, or send the part without it.");
        var (stop, mirrored, bonds) = (StopOf(code), Mirrored.Match(code), Bond.Matches(code).Select(it => it.Value).Distinct().ToList());
        return new(string.Concat(found.Select(it => it.Residue)))
        {
            Notes = [$"read three-letter code{(seqres ? " (SEQRES)" : "")}, {names.Count} residues: '{text.Quote(30)}'",
                .. stop is "" ? (string[])[] : [$"removed the stop '{stop}' from the end"],
                .. bonds.Count == 0 ? (string[])[] : [$"left out the marks of bonds {string.Join(", ", bonds.Take(5))}"]],
            Warnings = [.. found.Select(it => it.Warning).OfType<string>().Distinct().Take(3),
                .. mirrored.Success ? [$"'{mirrored.Value}' is a D-residue: it was read as the ordinary one."] : (string[])[]],
        };
    }

    /// <summary>Capitals throughout may be the one code or the other.</summary>
    public static string? MayBe(string letters) =>
        letters.Length is >= 6 and < 300 && letters.Length % 3 == 0 && letters.Chunk(3).All(it => AminoAcids.Read(it) is not null)
        ? $"'{SafeText.Quote(letters, 30)}' was read as {letters.Length} residues; if it is three-letter code, send "
            + $"{string.Concat(letters.Chunk(3).Select(it => AminoAcids.Read(it)))}."
        : null;

    // Two at least, every one a name; position numbers, the L or D before a name and a stop at the end are none.
    private static List<string>? Names(string text)
    {
        var names = new List<string>();
        foreach (Match token in Tokens.Matches(Handed.Replace(Bond.Replace(text[..^StopOf(text).Length], ""), "")))
        {
            var name = token.Value.Trim("0123456789".ToCharArray()) is { Length: >= 3 } bare ? bare : token.Value;
            if (name.All(char.IsAsciiDigit)) continue;
            if (name.Length != 3 && !Joined.IsMatch(name)) return null;
            names.AddRange(name.Chunk(3).Select(it => new string(it)));
            if (ModifiedResidues.Find(names[^1]) is null) return null;
        }

        return names.Count > 1 && names.TrueForAll(it => ModifiedResidues.Find(it) is not null) ? names : null;
    }

    private static string StopOf(string text) => Stop.Match(text, Math.Max(0, text.Length - LongestStop)).Value;

    [GeneratedRegex(@"\ASEQRES +[0-9]{1,4} +((?<chain>[A-Za-z0-9]) +)?[0-9]{1,6} +(?=\S)")]
    private static partial Regex Seqres { get; }

    [GeneratedRegex(@"[^ \t\r\n\u00A0–‐‑−·,;._/-]+")]
    private static partial Regex Tokens { get; }

    [GeneratedRegex(@"\A([A-Z][a-z]{2})+\z")]
    private static partial Regex Joined { get; }

    /// <summary>Of a disulfide or a branch: Cys(1).</summary>
    [GeneratedRegex(@"(?<=[a-z])\([0-9]{1,3}\)")]
    private static partial Regex Bond { get; }

    [GeneratedRegex(@"\b[LD][-‐‑](?=[A-Z][a-z]{2}\b)")]
    private static partial Regex Handed { get; }

    [GeneratedRegex(@"\bD[-‐‑][A-Z][a-z]{2}\b")]
    private static partial Regex Mirrored { get; }

    [GeneratedRegex(@"(?<=[A-Za-z\s-])(?:\*{1,3}|Ter|End|Stop|(?<=[\s-])(?:TER|END|STOP|ter|end|stop))\z")]
    private static partial Regex Stop { get; }
}
