using Amplify.Tools.Inputs;
using Amplify.Tools.Libraries;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Libraries;

public class LibraryTests
{
    private const string Protein = "MKTAYIAKQRQISFVKSHFSRQ";
    private const string Cds = "ATGAAAACCGCGTATATTGCGAAACAGCGTCAGATTAGCTTTGTGAAAAGCCATTTTAGCCGTCAG";

    [Fact]
    public void A_site_has_its_wild_type_the_best_residues_and_what_is_kept_and_nothing_to_avoid()
    {
        var scan = Scan();

        var site = Assert.Single(LibraryDesign.Of(scan, [4], new(3, "W", new(Exclude: "CP"), CodonUsage.Default)).Sites);

        var best = scan.VariantsAt(4).OrderByDescending(it => it.Score).Select(it => ProteinSequence.Residues[it.Row])
            .Where(it => !"CP".Contains(it)).Take(3);
        Assert.Equal(string.Concat(best.Append('Y').Append('W').Distinct().Order()), site.Wanted);
        var made = string.Concat(site.Codons.Select(it => BenchDecoder.Decode(it.Name)));
        Assert.Empty(site.Wanted.Except(made));
        Assert.Empty(made.Intersect("CP*"));
        Assert.Equal(string.Concat(made.Except(site.Wanted).Order()), site.Brings);
        Assert.Equal(made.Length, site.Size);
    }

    [Fact]
    public void Sizes_multiply_and_three_times_as_many_clones_cover_them()
    {
        var nnk = LibraryDesign.With([DegenerateCodon.Read("NNK")!], Scan(), [1, 4, 8]);

        Assert.Equal(32_768, nnk.DnaSize);
        Assert.Equal(8_000, nnk.ProteinSize);
        Assert.Equal(Math.Pow(31 / 32.0, 3), nnk.Open, 12);
        Assert.Equal(98_163, nnk.Clones); // ln 0.05 / ln(1 - 1/32768)
        Assert.Equal(1, new LibraryDesign([]).Clones);
        var large = LibraryDesign.With([DegenerateCodon.Read("NNK")!], Scan(), [.. Enumerable.Range(1, 10)]);
        Assert.Equal(Math.Pow(32, 10) * -Math.Log(0.05), large.Clones, Math.Pow(32, 10) * 1e-9);
        Assert.True(large.DnaSize > LibraryDesign.Transformable);
    }

    [Fact]
    public void The_best_sites_are_those_of_the_best_substitutions()
    {
        var scan = Scan();

        var sites = LibraryDesign.BestSites(scan, 3);

        Assert.Equal(scan.BestFirst.Where(it => it.Column > 0).Select(it => it.Column).Distinct().Take(3).Order(), sites);
    }

    [Fact]
    public void Oligos_make_the_protein_with_the_wanted_residues_and_nothing_else_changed()
    {
        var (flank, tail) = ("GGAGGTAATACATTCCAGTC", "TAAGCTTGGATCCGAATTCAAT");
        Assert.True(Gene.TryRead($">gene\n{flank}{Cds[..30]}\r\n{Cds[30..].ToLowerInvariant()}{tail}\n", Protein, out var gene,
            out var problem), problem);
        var design = LibraryDesign.Of(Scan(), [0, 8, 10, 19], new(4, "", new(), CodonUsage.Of("human")!));

        var oligos = Oligo.For(gene, design, offset: 100, out var notes);

        Assert.Equal(["Q109_Q111 share an oligo: there is no room for an arm between them."], notes);
        foreach (var oligo in oligos)
        {
            Assert.InRange(oligo.LeftArm.Bases, 15, 21);
            Assert.InRange(oligo.RightArm.Bases, 15, 21);
            Assert.Equal(BenchDecoder.OtherStrand(oligo.Forward), oligo.Reverse);
            var whole = flank + Cds + tail;
            var start = whole.IndexOf(oligo.Forward[..oligo.LeftArm.Bases], StringComparison.Ordinal);
            Assert.EndsWith(oligo.Forward[^oligo.RightArm.Bases..], whole[..(start + oligo.Forward.Length)], StringComparison.Ordinal);
            var changed = Enumerable.Range(0, oligo.Forward.Length).Where(it => whole[start + it] != oligo.Forward[it])
                .Select(it => (start + it - flank.Length) / 3).Distinct().ToList();
            Assert.Subset(new HashSet<int>([0, 8, 10, 19]), changed.ToHashSet());
        }

        foreach (var site in design.Sites)
        {
            var codons = oligos.Where(it => it.Name.Contains($"{site.WildType}{site.Column + 101}", StringComparison.Ordinal)).Select(it =>
            {
                var first = (flank + Cds + tail).IndexOf(it.Forward[..it.LeftArm.Bases], StringComparison.Ordinal);
                return it.Forward.Substring(flank.Length + (3 * site.Column) - first, 3);
            }).Distinct();
            Assert.Equal(site.Codons.Select(it => it.Name).Order(), codons.Order());
            Assert.Empty(site.Wanted.Except(string.Concat(codons.Select(BenchDecoder.Decode))));
        }
    }

    [Fact]
    public void A_site_at_the_end_of_a_gene_without_flanks_has_no_arm()
    {
        Assert.True(Gene.TryRead(Cds, Protein, out var gene, out _));

        var oligos = Oligo.For(gene, LibraryDesign.With([DegenerateCodon.Read("NNK")!], Scan(), [1, 10]), 0, out var notes);

        Assert.Equal("Q11_NNK", Assert.Single(oligos).Name);
        Assert.Equal("K2: fewer than 15 bases beside it; send the gene with its flanks.", Assert.Single(notes));
    }

    // Worked out apart from the product, from SantaLucia's ten pairs and their complements.
    [Theory]
    [InlineData("ACGT", -45.305)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA", 38.075)]
    [InlineData("GCGAAACAGCGTCAGATTAGC", 56.691)]
    public void Arms_melt_by_nearest_neighbours(string arm, double expected) => Assert.Equal(expected, MeltingPoint.Of(arm), 0.001);

    [Theory]
    [InlineData("ATGAAAACCGCGTATATTGCGAAACAGCGTCAGATTAGCTTTGTGAAAAGCCATTTTAGCCGTCAT",
        "The gene makes H at position 22, where the protein has Q: it is another variant's.")]
    [InlineData(">a\nATG\n>b\nATG", "The gene's file has several records; keep the one that codes for this protein.")]
    [InlineData("ATGNAA", "The gene has 'N' as base 4; only A, C, G and T can be translated.")]
    [InlineData("GGGGGG", "The gene does not code for this protein in any forward frame; in its first it makes 2 residues that begin GG.")]
    public void A_gene_is_checked_by_translation(string text, string expected)
    {
        Assert.False(Gene.TryRead(text, Protein, out _, out var problem));
        Assert.Equal(expected, problem);
        Assert.False(Gene.TryRead(BenchDecoder.OtherStrand(Cds), Protein, out _, out var reversed));
        Assert.StartsWith("The gene is the reverse strand", reversed, StringComparison.Ordinal);
        Assert.False(Gene.TryRead(Cds + Cds, Protein, out _, out var twice));
        Assert.StartsWith("The gene codes for this protein more than once", twice, StringComparison.Ordinal);
    }

    private static VariantScan Scan()
    {
        var random = new Random(7);
        var scores = Enumerable.Range(0, VariantScan.Rows * Protein.Length).Select(at =>
            Protein[at % Protein.Length] == ProteinSequence.Residues[at / Protein.Length] ? 0 : -5 * random.NextSingle()).ToArray();
        return new(scores, Protein, ScoreScale.Of(null, null));
    }
}
