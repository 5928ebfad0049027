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
        var (core, set, doubts) = (text.Text, new List<string>(), new List<string>());
        if (Cyclic.IsMatch(core)) return Reading.Refuse($"'{text.Quote()}' is a cyclic peptide, and the model reads open chains only. "
            + "Send the residues alone if that is what you mean.");
        if (Repeat.Match(core) is { Success: true } repeat) return Reading.Refuse($"'{SafeText.Quote(repeat.Value)}' is a repeat "
            + "written short. Write all of its residues.");
        if (FirstCap.Match(core) is { Success: true } first) core = Cut(first.Value, core[first.Length..]);
        if (LastCap.Match(core) is { Success: true } last) core = Cut(last.Value, core[..^last.Length]);
        if (Bare(core)) return set.Count == 0 ? null : Read(core, set, doubts);

        var residues = new StringBuilder(core.Length);
        for (var at = 0; at < core.Length;)
        {
            var group = Group.Match(core, at, Math.Min(80, core.Length - at));
            if (!group.Success)
            {
                if (!char.IsAsciiLetter(core[at])) return null;
                residues.Append(core[at++]);
                continue;
            }

            at += group.Length;
            var inside = group.Value.TrimStart('(', '[', '{').TrimEnd(')', ']', '}', '-');
            if (inside.Length == 3 && ModifiedResidues.Find(inside) is { } found)
            {
                if (found.Residue is not { } residue) return Reading.Refuse($"'{SafeText.Quote(group.Value)}': {found.Refusal}. Choose "
                    + "a residue, or send the part without it.");
                residues.Append(residue);
                doubts.Add(found.Doubt ?? $"'{group.Value}' was read as {residue}.");
            }
            else if (Modification.IsMatch(inside)) set.Add(group.Value);
            else return Reading.Refuse($"'{SafeText.Quote(group.Value)}' in brackets marks a modified residue this server does not "
                + "know. Send plain residues in one-letter code.");
        }

        return Read(residues.ToString(), set, doubts);

        string Cut(string cap, string rest)
        {
            set.Add(cap);
            return rest;
        }
    }

    private static Reading? Read(string core, List<string> set, List<string> doubts)
    {
        if (core.Length == 0 || !Bare(core)) return null;
        if (set.Count > 0)
            doubts.Insert(0,
                $"Set aside {string.Join(", ", set.Take(5).Select(it => $"'{SafeText.Quote(it, 20)}'"))}{(set.Count > 5 ? ", …" : "")}: "
                    + "terminal caps and modifications are not scored, only the plain residues.");
        return Reading.Body([core]) with { Doubts = [.. doubts.Distinct().Take(6)] };
    }

    private static bool Bare(string text) => text.All(char.IsAsciiLetter);

    [GeneratedRegex(@"\A(Ac|H|H2N|NH2|NH3\+|Fmoc|Boc|Cbz|Z|Biotin|Bio|Btn|FITC|FAM|5-FAM|TAMRA|Cy[0-9]|Dansyl|Dns|Abz|Mca|pGlu|For|Formyl|Myr|Pal|Palm|Suc|Acetyl|Bz|Tos|Stearyl|Lauryl|\[[^\[\]]{1,30}\]|_|-?\.|[A-Z-]\.(?=[^.]{3,200}\.[A-Z-]?\z))[-‐‑–]?(?<=[-‐‑–\]_.])(?=[A-Za-z(\[])", RegexOptions.IgnoreCase)]
    private static partial Regex FirstCap { get; }

    [GeneratedRegex(@"(?:[-‐‑–](NH2|OH|COOH|CONH2|COO-|amide|OMe|OEt|OtBu|AMC|AFC|pNA|CMK|FMK|CHO|NHMe|NMe|NHEt|Biotin|FITC|Dnp|EDANS|SBzl|\[[^\[\]]{1,30}\])|_|(?<=[A-Za-z)\]])\.[A-Z-])\z", RegexOptions.IgnoreCase)]
    private static partial Regex LastCap { get; }

    [GeneratedRegex(@"\G(\((?:[^()]|\([^()]{1,20}\)){1,40}\)|\[[^\[\]]{1,40}\]|\{[^{}]{1,40}\})-?")]
    private static partial Regex Group { get; }

    [GeneratedRegex(@"\A(ox|ph|p|ac|me[123]?|de|gl|cam|am|nh2|hy|su|ub|gg|cm|pyr?|UNIMOD:[0-9]+|MOD:[0-9]+|[+-]?[0-9.]+|[A-Z0-9+-]*(oxid|phos|acetyl|methyl|carb|amid|hydrox|succin|ubiq|glygly|pyro|formyl|sulf|nitro|biotin|tmt|itraq|label|glu->|gln->|hex|deam)[A-Z0-9 :()>+._-]*)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Modification { get; }

    [GeneratedRegex(@"\A(cyclo|cyc|c)[-(\[]", RegexOptions.IgnoreCase)]
    private static partial Regex Cyclic { get; }

    [GeneratedRegex(@"\([A-Z][A-Z0-9]{0,30}\)[-_x×*]?([0-9]{1,4}|n\b)")]
    private static partial Regex Repeat { get; }
}
