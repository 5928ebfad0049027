using System.Diagnostics;
using System.Text.RegularExpressions;
using static Amplify.Tools.Inputs.MutationQuery;
using Single = Amplify.Tools.Inputs.MutationQuery.Single;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>An item of a list, taken apart: a name before it, p. and brackets around it, alternatives or several changes within.</summary>
internal static partial class MutationItem
{
    private const int MostParts = 10;
    private const int LongestItem = 80;

    /// <summary>
    /// Blanks part items, where they are not within one: V 3 A, Val15 to Ile, R3W + T5A. A position in a sentence asks for no whole site.
    /// </summary>
    public static IReadOnlyList<string> Split(string item)
    {
        var tight = Blanks.Replace(item, "$1");
        if (!tight.Contains(' ') || (tight.Length <= LongestItem && (Read(tight) is [not Refused, ..]
            || (OneNumber.IsMatch(tight) && OtherChanges.ReasonFor(tight, hgvs: false) is not null)))) return [tight];
        var pieces = tight.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return pieces.Any(it => it.All(char.IsAsciiLetter)) && pieces.SelectMany(Read).Any(it => it is Site { WildType: not null })
            ? [tight] : pieces;
    }

    public static IReadOnlyList<MutationQuery> Read(string item)
    {
        var shown = SafeText.Quote(item, 40);
        if (item.Length > LongestItem) return [new Refused(shown, "too long for a substitution")];
        var (text, note) = NamePrefix.Split(item.TrimEnd('.', '!', ';', ':').Replace(")?", ")", StringComparison.Ordinal).Trim('\'', ' '));
        var hgvs = Protein.Match(text) is { Success: true };
        text = Unwrap(Protein.Replace(text, ""));
        if (text.Length == 0) return [new Refused(shown, "nothing to read")];
        return [.. Alternatives(text, shown, hgvs).Select(it => it is Refused || it.Note is not null ? it : it with { Note = note })];
    }

    // M1V/I and M1[VI] are two; the parts of a combination each have a position.
    private static IReadOnlyList<MutationQuery> Alternatives(string text, string shown, bool hgvs)
    {
        if (Choice.Match(text) is not { Success: true } choice) return [Combine(text, shown, hgvs)];
        var stem = choice.Groups["stem"].Value;
        var letters = OneOf.Matches(choice.Groups["to"].Value).Select(it => it.Value).Distinct().ToList();
        if (letters.Count < OneOf.Count(choice.Groups["to"].Value))
            return [new Refused(shown, "names one residue twice; NNK and the like are codons: write the position alone for all residues")];
        var named = string.Join(", ", letters.Select(it => $"{stem}{it}"));
        return [.. letters.Select<string, MutationQuery>(it => SubstitutionText.Read($"{stem}{it}", $"{stem}{it}", hgvs) is Single single
            ? single with { Note = $"one of the alternatives in {shown}: {named}" }
            : new Refused(shown, $"alternatives: write {named}"))];
    }

    private static MutationQuery Combine(string text, string shown, bool hgvs)
    {
        if (OtherChanges.ReasonFor(text, hgvs) is { } reason && !Joins.IsMatch(text)) return new Refused(shown, reason);
        var parts = PartsOf(text);
        var named = parts.Count(it => it.Any(char.IsAsciiDigit) || it.Contains('*') || OtherChanges.ReasonFor(it, hgvs) is not null);
        if (parts.Length <= 1 || named == 1) return One(text, shown, hgvs); // 12:G>D
        if (parts.Length > MostParts) return new Refused(shown, $"combines more than {MostParts} substitutions");
        var (singles, same) = (new List<Single>(), new List<string>());
        foreach (var part in parts.Select(it => Unwrap(Protein.Replace(it.Trim(), ""))))
        {
            if (part.EndsWith('=')) same.Add(SafeText.Quote(part, 40));
            else
            {
                switch (One(part, SafeText.Quote(part, 40), hgvs))
                {
                    case Single single: singles.Add(single); break;
                    case Refused refused: return new Refused(shown, $"{refused.Text}: {refused.Reason}");
                    case Site or Everywhere: return new Refused(shown, "a combination takes single substitutions only");
                    default: throw new UnreachableException();
                }
            }
        }

        if (singles.DistinctBy(it => it.Position).Count() < singles.Count) return new Refused(shown, "names one position twice");
        var note = same.Count > 0 ? $"{string.Join(", ", same)} changes nothing and adds 0" : singles.Find(it => it.Note is not null)?.Note;
        return singles.Count switch
        {
            0 => new Refused(shown, "synonymous; its score is 0 by definition"),
            1 => singles[0] with { Text = shown, Note = note },
            _ => new Combined(shown, singles) { Note = note },
        };
    }

    private static MutationQuery One(string text, string shown, bool hgvs) =>
        OtherChanges.ReasonFor(text, hgvs) is { } reason ? new Refused(shown, reason) : SubstitutionText.Read(text, shown, hgvs);

    private static string[] PartsOf(string text) =>
        Joins.IsMatch(text) ? Join.Split(text).Where(it => it.Length > 0)
            .ToArray() : text.Split([';', ':', '/', '+', '&'], StringSplitOptions.RemoveEmptyEntries);

    private static string Unwrap(string text) => text.Trim().Trim('(', '[', '{', ')', ']', '}', '.', '<', '&', '$') is var bare
        && bare.Contains('(') ? bare.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal) : bare;

    /// <summary>p. and what stands for it: p(G12D), pG12D.</summary>
    [GeneratedRegex(@"\A[(\[]?p(?:\.\s?|(?=\([A-Z])|(?-i:(?<=p)(?=[A-Z][a-z]{2}[0-9]|[A-Z][0-9]+[A-Z])))", RegexOptions.IgnoreCase)]
    private static partial Regex Protein { get; }

    [GeneratedRegex("""
        \A(?<stem>[A-Za-z]{1,3}[0-9]{1,7}[>:]?)(?:(?<to>(?:[A-Z](?:[/^,][A-Z])+|[A-Z][a-z]{2}(?:[/^,][A-Z][a-z]{2})+))
        |[\[{](?<to>[A-Z](?:[/,^]?[A-Z])+)[\]}]?)\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Choice { get; }

    [GeneratedRegex("[A-Z](?:[a-z]{2})?")]
    private static partial Regex OneOf { get; }

    /// <summary>A substitution, a mark, and what has a position of its own.</summary>
    [GeneratedRegex("""
        \A[(\[]?(?:p\.)?(?:[A-Za-z]|[A-Za-z]{3}|[A-Z][A-Z])?-?[0-9]{1,7}(?:[A-Za-z]|(?!ext)[A-Za-z]{3}|=)[)\]]?
        [:/+_;&-][(\[]?(?:p\.)?[A-Za-z*]{0,3}-?[0-9A-Z]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Joins { get; }

    [GeneratedRegex(@"(?<=[0-9](?:[A-Za-z]|[A-Za-z]{3}|=)[)\]]?)[:/+_;&-]")]
    private static partial Regex Join { get; }

    [GeneratedRegex(@"\s*([+/:>&=])\s*")]
    private static partial Regex Blanks { get; }

    [GeneratedRegex(@"\A[^0-9]*[0-9]+[^0-9]*\z")]
    private static partial Regex OneNumber { get; }
}
