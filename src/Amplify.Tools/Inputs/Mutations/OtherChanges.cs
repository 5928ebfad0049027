using System.Text.RegularExpressions;
using Amplify.Tools.Inputs.Sequences;

namespace Amplify.Tools.Inputs.Mutations;

/// <summary>Changes that are no substitution of one residue, by the words of biologists.</summary>
internal static partial class OtherChanges
{
    private const string Only = "; the model scores single substitutions";

    /// <summary>What each is, in the order they are looked for.</summary>
    public static IReadOnlyList<(string Group, string Reason, string Example)> Kinds { get; } =
    [
        ("fusion", "a fusion of two genes" + Only, "BCR::ABL1"),
        ("id", "the name of a variant in a database (dbSNP, ClinVar, COSMIC), which is not asked here: write the protein's change",
            "rs121913529"),
        ("accession", "a protein's accession, and no change: nothing is looked up here", "P01308"),
        ("coding", "coding DNA, not protein: write the protein's change, such as p.Arg3Trp", "c.7C>T"),
        ("genome", "a position in a genome, not in a protein: write the protein's change", "chr17:7675088:C:T"),
        ("base", "it looks like a change of DNA, and may be one of a residue: write C7T or p.Cys7Thr if you mean that", "7C>T"),
        ("splice", "a splice variant" + Only, "p.X5_splice"),
        ("shift", "a frameshift changes every residue after it" + Only, "p.Arg3fs"),
        ("extension", "an extension: the protein goes on beyond its end or start" + Only, "p.Ter41Argext*?"),
        ("repeat", "a repeat of residues" + Only, "p.Gln18[23]"),
        ("indel", "an insertion or deletion" + Only, "ΔK2"),
        ("stop", "a stop codon" + Only, "p.Arg3Ter"),
        ("same", "synonymous; its score is 0 by definition", "p.Thr5="),
        ("wild", "the wild type; its score is 0 by definition", "WT"),
        ("none", "no protein is made" + Only, "p.0"),
        ("unknown", "the consequence is unknown (a lost start, perhaps): there is no residue to score", "p.Met1?"),
        ("modified", "a modified residue" + Only, "pS89"),
        ("range", "it names a range of positions, as an insertion or deletion does: positions takes ranges", "K10_L12"),
        ("number", "a number, no substitution; a measured value belongs beside one", "2.1"),
    ];

    /// <param name="hgvs">It stood behind p., where * is a stop and never our wildcard.</param>
    public static string? ReasonFor(string text, bool hgvs)
    {
        if (Id.IsMatch(text)) return Reason("id");
        var match = Other.Match(text);
        if (!match.Success && hgvs) match = Hgvs.Match(text);
        return Kinds.Where(it => match.Groups[it.Group].Success).Select(it => it.Reason).FirstOrDefault();
    }

    private static string Reason(string group) => Kinds.First(it => it.Group == group).Reason;

    [GeneratedRegex(@"\A(rs[0-9]{3,}|ss[0-9]{5,}|COS[MV][0-9]+|[VRS]CV[0-9]{6,}|CA[0-9]{5,}|HGVM?[0-9]{4,}|VAR_[0-9]+)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Id { get; }

    [GeneratedRegex(@"\A(?:(?<accession>(?-i:" + NameOrAddress.Uniprot + """
        )(?:-[0-9]{1,2})?\z)|(?<fusion>[A-Za-z0-9.]{2,15}::[A-Za-z0-9]{2,15})
        |(?:[A-Za-z0-9_.()]{1,40}:)?(?-i:(?<coding>[cnr]\.[^.]\S{0,70})|(?<genome>[gmo]\.\S{1,70}))
        |(?<genome>(?:GRCh3[78]|hg19|hg38)\b.{1,60})
        |(?<genome>(?:chr(?:[0-9]{1,2}|[XYM]T?)|[0-9]{1,2}|[XYM]T?(?=[:-][0-9]{5}))[:-][0-9]{3,}.{0,40})
        |(?<base>[0-9]{1,7}\ ?[ACGT]\ ?>\ ?[ACGT]|[0-9]{1,7}[ACGT]/[ACGT])\z
        |(?<splice>.{0,40}splice.{0,20}|IVS[0-9].{0,40}|.{0,20}[0-9][+-][0-9]{1,4}[ACGT]>[ACGT])
        |(?<range>-?[0-9]{1,7}\ ?(?:-|to|\.\.)\ ?-?[0-9]{1,7}\z)
        |(?<number>[+-]?[0-9]{0,9}[.][0-9]{1,15}(?:[eE][+-]?[0-9]{1,3})?%?\z|[+-]?[0-9]{1,9}(?:[eE][+-]?[0-9]{1,3}|%)\z)
        |(?<extension>.{0,40}ext(?:[-*\d?]|Ter|X).{0,10}\z)|(?<shift>.{0,30}[0-9].{0,20}fs.{0,20}|.{0,40}frame-?\ ?shift.{0,20})
        |(?<indel>[(\[]?(?:del|ins|dup|inv|Δ|indel)(?:etion\ of|ertion\ of|lication\ of)?[\ -]?[A-Za-z]{0,3}[0-9].{0,40}
            |.{0,20}[0-9][^0-9>]{0,20}(?:del|ins|dup|Δ).{0,40}|[A-Za-z]{1,3}[0-9]{1,7}(?:-|indel)\z|exon\ ?[0-9].{0,40}|trunc.{0,40})
        |(?<stop>[(]?[A-Za-z]{0,3}[\ -]?[0-9]{1,7}[\ >-]{0,3}(?:Ter|X|\(?stop\)?|stop\ codon|amber|ochre|opal|nonsense|term)[)]?\z
            |(?:Ter|X|\*)[0-9]{1,7}[A-Za-z]{0,3}\z|[A-Za-z]{3}[0-9]{1,7}\*\z)
        |(?<same>[(]?[A-Za-z]{0,3}[0-9]{1,7}(?:=|syn|silent)[)]?\z)|(?<wild>_?wt|wild[\ -]?type|_sy|wt/wt)\z
        |(?<modified>(?-i:p[STYH])[0-9]{1,7}\z|(?:phospho|acetyl|methyl)[\ -]?[A-Z]{1,13}[0-9]{1,7}\z
            |(?-i:[CDEHKNRSTY]|[A-Z][a-z]{2})[0-9]{1,7}-?(?-i:ph|ac|me[123]?|ub|su|sumo|gl|gal|OH|SNO|SSG)\z)
        |(?<repeat>[A-Za-z]{1,3}[0-9]{1,7}\[[0-9]{1,4}\]?\z)|(?<unknown>[A-Za-z]{3}[0-9]{1,7}\?\z)
        |(?<range>[A-Za-z]{1,3}[0-9]{1,7}[_-](?:[A-Za-z]{1,3})?[0-9]{1,7}\z))
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex Other { get; }

    [GeneratedRegex(@"\A(?:(?<none>0\??)\z|(?<unknown>\?|[A-Za-z]{1,3}[0-9]{1,7}\?)\z|(?<same>=)\z|(?<stop>[A-Za-z]{1,3}[0-9]{1,7}\*)\z)")]
    private static partial Regex Hgvs { get; }
}
