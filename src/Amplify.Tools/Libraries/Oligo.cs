namespace Amplify.Tools.Libraries;

/// <summary>A mutagenic oligo: codons between two arms that fit the gene, and the same on the other strand.</summary>
/// <param name="Name">Its sites, and the codons where there are several oligos for them: K9NDT.</param>
/// <param name="LeftArm">Bases, and their melting point in °C.</param>
public sealed record Oligo(string Name, string Forward, string Reverse, (int Bases, double Melts) LeftArm,
    (int Bases, double Melts) RightArm)
{
    public const int ShortestArm = 15;
    public const int LongestArm = 21;
    private const int MostTogether = 96;

    /// <summary>An arm is as long as it takes to melt above this, in °C.</summary>
    public const double Melts = 55;

    /// <summary>Oligos for every site. Sites without room for an arm between them share theirs.</summary>
    /// <param name="notes">A sentence for each site that has none, and why.</param>
    public static IReadOnlyList<Oligo> For(Gene gene, LibraryDesign design, int offset, out IReadOnlyList<string> notes)
    {
        var (oligos, said) = (new List<Oligo>(), new List<string>());
        foreach (var group in Groups(gene, design))
        {
            var (start, end) = (gene.IndexOf(group[0].Column), gene.IndexOf(group[^1].Column) + 3);
            var names = string.Join('_', group.Select(it => $"{it.WildType}{it.Column + 1 + offset}"));
            if (start < ShortestArm || gene.Bases.Length - end < ShortestArm)
            {
                said.Add($"{names}: fewer than {ShortestArm} bases beside it; send the gene with its flanks.");
                continue;
            }

            var count = group.Aggregate(1.0, (all, it) => all * it.Codons.Count);
            if (count > MostTogether)
            {
                said.Add($"{names}: their codons would make {count:N0} oligos; choose one codon a site, or sites farther apart.");
                continue;
            }

            var (left, right) = (Arm(gene.Bases[..start], atEnd: true), Arm(gene.Bases[end..], atEnd: false));
            if (group.Count > 1) said.Add($"{names} share an oligo: there is no room for an arm between them.");
            foreach (var codons in Product(group))
            {
                var middle = gene.Bases[start..end].ToCharArray();
                foreach (var (site, codon) in group.Zip(codons)) codon.Name.CopyTo(middle.AsSpan(gene.IndexOf(site.Column) - start));
                var forward = $"{left.Bases}{new string(middle)}{right.Bases}";
                oligos.Add(new($"{names}_{string.Join('_', codons.Select(it => it.Name))}", forward, GeneticCode.ReverseComplement(forward),
                    (left.Bases.Length, left.Melts), (right.Bases.Length, right.Melts)));
            }
        }

        notes = said;
        return oligos;
    }

    // As short as is stable enough; the longest where none is.
    private static (string Bases, double Melts) Arm(string beside, bool atEnd)
    {
        var bases = "";
        for (var length = ShortestArm; length <= Math.Min(LongestArm, beside.Length); length++)
        {
            bases = atEnd ? beside[^length..] : beside[..length];
            if (MeltingPoint.Of(bases) >= Melts) break;
        }

        return (bases, MeltingPoint.Of(bases));
    }

    private static List<List<LibrarySite>> Groups(Gene gene, LibraryDesign design)
    {
        var groups = new List<List<LibrarySite>>();
        foreach (var site in design.Sites.Where(it => it.Codons.Count > 0).OrderBy(it => it.Column))
        {
            if (groups is [.., var last] && gene.IndexOf(site.Column) - gene.IndexOf(last[^1].Column) - 3 < ShortestArm) last.Add(site);
            else groups.Add([site]);
        }

        return groups;
    }

    private static IEnumerable<IReadOnlyList<DegenerateCodon>> Product(List<LibrarySite> group) =>
        group.Aggregate((IEnumerable<IReadOnlyList<DegenerateCodon>>)[[]], (all, site) =>
            all.SelectMany(before => site.Codons.Select(it => (IReadOnlyList<DegenerateCodon>)[.. before, it])));
}
