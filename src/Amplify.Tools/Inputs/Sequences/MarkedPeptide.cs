using System.Text;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Inputs.Sequences;

/// <summary>A peptide as chemists and mass spectrometry write it: caps at its ends, modifications in brackets.</summary>
internal static partial class MarkedPeptide
{
    private const int MostText = 4 * ProteinSequence.MaxLength;

    public static Reading? Read(PastedText text)
    {
        if (text.Lines.Count != 1 || text.Text.Length > MostText || text.Text[0] == '>' || ThreeLetterCode.IsCode(text.Text)) return null;
        var core = text.Text;
        if (Cyclic.IsMatch(core)) return Reading.Refuse($"'{text.Quote()}' is a cyclic peptide, and the model reads open chains only. "
            + "Send the residues alone if that is what you mean.");
        if (Repeat.Match(core) is { Success: true } repeat) return Reading.Refuse($"'{SafeText.Quote(repeat.Value)}' is a repeat "
            + "written short. Write all of its residues.");

        var first = FirstCap.Match(core).Value;
        var last = LastCap.Match(core[first.Length..]).Value;
        core = core[first.Length..^last.Length];
        var (set, warnings) = (new List<string>([first, last]), new List<string>());
        if (Pyro.Match(core) is { Success: true } pyro)
        {
            core = (ThreeLetterCode.IsCode(core[pyro.Length..]) ? "Glu-" : "E") + core[pyro.Length..];
            warnings.Add($"'{pyro.Value.TrimEnd('-')}' is pyroglutamate: it was read as E, and is scored as that.");
        }

        if (!core.All(char.IsAsciiLetter) && !ThreeLetterCode.IsCode(core))
        {
            if (!Group.Replace(core, "").All(char.IsAsciiLetter)) return null;
            var (residues, at) = (new StringBuilder(core.Length), 0);
            foreach (Match group in Group.Matches(core))
            {
                residues.Append(core, at, group.Index - at);
                at = group.Index + group.Length;
                var inside = group.Groups["inside"].Value;
                if (inside is ['p', ('S' or 'T' or 'Y') and var phospho]) residues.Append(phospho);
                if (ModifiedResidues.Find(inside) is { } found)
                {
                    if (found.Refusal is { } refusal) return Reading.Refuse($"'{SafeText.Quote(group.Value)}': {refusal}. Choose a "
                        + "residue, or send the part without it.");
                    residues.Append(found.Residue);
                    warnings.Add(found.Warning ?? $"'{group.Value}' was read as {found.Residue}.");
                }
                else if (Modification.IsMatch(inside)) set.Add(group.Value);
                else if (Plain.IsMatch(inside)) return Reading.Refuse($"'{SafeText.Quote(group.Value)}' in brackets may be "
                    + "alternatives, or a part that may be missing. Write the residues you mean without brackets.");
                else return Reading.Refuse($"'{SafeText.Quote(group.Value)}' in brackets marks a modified residue this server does not "
                    + "know. Send plain residues in one-letter code.");
            }

            core = residues.Append(core, at, core.Length - at).ToString();
        }

        set.RemoveAll(it => it.Length == 0);
        if (core.Length == 0 || (set.Count == 0 && warnings.Count == 0)) return null;
        if (set.Count > 0)
            warnings.Insert(0, $"Set aside {string.Join(", ", set.Take(5).Select(it => $"'{SafeText.Quote(it, 20)}'"))}"
                + $"{(set.Count > 5 ? ", …" : "")}: terminal caps and modifications are not scored, only the plain residues.");
        return Reading.Body([core]) with { Warnings = [.. warnings.Distinct().Take(6)] };
    }

    [GeneratedRegex("""
        \A(Ac|H|H2N|NH2|NH3\+|Fmoc|Boc|Cbz|Z|Biotin|Bio|Btn|FITC|FAM|5-FAM|TAMRA|Cy[0-9]|Dansyl|Dns|Abz|Mca|For|Formyl|Myr|Pal|Palm|Suc
        |Acetyl|Bz|Tos|Stearyl|Lauryl|(?-i:n?)\[[^\[\]]{1,30}\]|_|-?\.
        |[A-Z-]\.(?=.{3,200}\.[A-Z-]?\z))[-‐‑–]?(?<=[-‐‑–\]_.])(?=[A-Za-z(\[])
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex FirstCap { get; }

    [GeneratedRegex("""
        (?:[-‐‑–](NH2|OH|COOH|CONH2|COO-|SH|amide|OMe|OEt|OtBu|AMC|AFC|pNA|CMK|FMK|CHO|NHMe|NMe|NHEt|Biotin|FITC|Dnp|EDANS|SBzl
        |\[[^\[\]]{1,30}\])|_|(?<=[A-Za-z)\]])\.[A-Z-])\z
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex LastCap { get; }

    [GeneratedRegex(@"(\((?<inside>(?:[^()]|\([^()]{1,20}\)){1,40})\)|\[(?<inside>[^\[\]]{1,40})\]|\{(?<inside>[^{}]{1,40})\})-?")]
    private static partial Regex Group { get; }

    [GeneratedRegex(@"\A(?:pGlu|PGLU|[Pp]yr|<)-?(?=[A-Z])(?:(?<=<)E)?-?|\ApE-")]
    private static partial Regex Pyro { get; }

    [GeneratedRegex(@"\A(?:[ACDEFGHIKLMNPQRSTVWY]|[A-Z](?:[/,|]?[A-Z]){1,39})\z")]
    private static partial Regex Plain { get; }

    [GeneratedRegex("""
        \A(ox|ph|p|p[STY]|ac|me[123]?|de|gl|cam|am|nh2|hy|su|ub|gg|cm|pyr?|UNIMOD:[0-9]+|MOD:[0-9]+|[+-]?[0-9.]+
        |[A-Z0-9+-]*(oxid|phos|acetyl|methyl|carb|amid|hydrox|succin|ubiq|glygly|pyro|formyl|sulf|nitro|biotin|fitc|tmt|itraq|label|glu->
        |gln->|hex|deam)[A-Z0-9\ :()>+._-]*)\z
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Modification { get; }

    [GeneratedRegex(@"\A(?:(?:[Cc]yclo|CYCLO|[Cc]yc)[-(\[]|c[(\[].{3,}[)\]]\z|c-\()")]
    private static partial Regex Cyclic { get; }

    [GeneratedRegex(@"(\([A-Z][A-Z0-9]{0,30}\)|\[[A-Z]{2,30}\])[-_x×*]?([0-9]{1,4}|n\b)")]
    private static partial Regex Repeat { get; }
}
