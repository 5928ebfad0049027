using Amplify.Tools.Inputs;
using Amplify.Tools.Libraries;

namespace Amplify.Tools.Tests.Libraries;

public class CodonTests
{
    [Fact]
    public void All_3375_degenerate_codons_are_what_a_bench_book_makes_of_them()
    {
        Assert.Equal(BenchDecoder.Names.Order(StringComparer.Ordinal),
            DegenerateCodon.All.Select(it => it.Name).Order(StringComparer.Ordinal));
        Assert.All(DegenerateCodon.All, it =>
        {
            var made = BenchDecoder.Decode(it.Name);
            Assert.Equal(made.Length, it.Codons.Count);
            Assert.Equal(made.Count(residue => residue == '*'), it.Stops);
            Assert.Equal(string.Concat(made.Where(residue => residue != '*').Distinct().Order()), DegenerateCodon.Write(it.Residues));
        });
    }

    [Theory]
    [InlineData("NNK", 32, 20, 1)]
    [InlineData("nnk", 32, 20, 1)]
    [InlineData("NDT", 12, 12, 0)]
    [InlineData("NNN", 64, 20, 3)]
    [InlineData("UGG", 1, 1, 0)]
    public void The_codons_everyone_orders(string name, int codons, int residues, int stops)
    {
        var codon = DegenerateCodon.Read(name)!;

        Assert.Equal((codons, residues, stops), (codon.Codons.Count, DegenerateCodon.Count(codon.Residues), codon.Stops));
    }

    [Theory]
    [InlineData("NN")]
    [InlineData("NNX")]
    [InlineData("")]
    public void What_is_no_codon_is_none(string name) => Assert.Null(DegenerateCodon.Read(name));

    [Fact]
    public void All_twenty_come_from_22_codons_in_a_mixture()
    {
        var mixture = CodonChoice.For(DegenerateCodon.Bits(ProteinSequence.Residues), 0, CodonUsage.Default);

        var made = string.Concat(mixture.Select(it => BenchDecoder.Decode(it.Name)));
        Assert.Equal(3, mixture.Count);
        Assert.Equal(22, made.Length);
        Assert.Equal(ProteinSequence.Residues, string.Concat(made.Distinct().Order()));
    }

    [Fact]
    public void The_smallest_codon_is_the_smallest_of_all()
    {
        var all = BenchDecoder.Names.Select(BenchDecoder.Decode).Where(it => !it.Contains('*')).ToList();
        var random = new Random(1);
        for (var run = 0; run < 200; run++)
        {
            var letters = ProteinSequence.Residues.ToCharArray();
            random.Shuffle(letters);
            var (wanted, avoid) = (new string(letters[..random.Next(1, 6)]), letters[^random.Next(1, 4)..]);
            var fitting = all.Where(it => wanted.All(it.Contains) && !avoid.Any(it.Contains)).ToList();

            var chosen = CodonChoice.Smallest(DegenerateCodon.Bits(wanted), DegenerateCodon.Bits(new(avoid)), CodonUsage.Default);

            Assert.Equal(fitting.Count == 0, chosen is null);
            if (chosen is null) continue;
            var made = BenchDecoder.Decode(chosen.Name);
            Assert.Contains(made, fitting);
            Assert.Equal(fitting.Min(it => it.Length), made.Length);
            Assert.Equal(fitting.Where(it => it.Length == made.Length).Min(it => it.Distinct().Count()), made.Distinct().Count());
        }
    }

    [Fact]
    public void A_mixture_brings_what_is_wanted_and_nothing_else()
    {
        var random = new Random(2);
        for (var run = 0; run < 60; run++)
        {
            var letters = ProteinSequence.Residues.ToCharArray();
            random.Shuffle(letters);
            var wanted = new string(letters[..random.Next(2, 14)]);
            var bits = DegenerateCodon.Bits(wanted);

            var chosen = CodonChoice.For(bits, 0, CodonUsage.Default);

            var made = string.Concat(chosen.Select(it => BenchDecoder.Decode(it.Name)));
            Assert.Empty(wanted.Except(made));
            Assert.DoesNotContain('*', made);
            if (chosen.Count == 1) continue;
            Assert.Empty(made.Except(wanted));
            if (CodonChoice.Smallest(bits, 0, CodonUsage.Default) is not { } single) continue;
            Assert.InRange(chosen.Count, 2, 4);
            Assert.InRange(made.Length, 1, single.Codons.Count - 1);
        }
    }

    [Theory]
    [InlineData("ecoli", "CTG", 0.49)]
    [InlineData("human", "CTG", 0.39)]
    [InlineData("yeast", "TTG", 0.28)]
    public void A_host_prefers_its_own_codons(string host, string favourite, double share)
    {
        var usage = CodonUsage.Of(host)!;

        var leucine = CodonChoice.Smallest(DegenerateCodon.Bits("L"), 0, usage)!;

        Assert.Equal(favourite, leucine.Name);
        Assert.Equal(share, usage.ShareOf(leucine.Codons[0]), 0.01);
        Assert.Equal(21, Enumerable.Range(0, 64).Sum(usage.ShareOf), 6);
    }

    [Fact]
    public void A_table_of_ones_own_is_read_as_Kazusa_prints_it_or_a_codon_a_line()
    {
        var lines = Enumerable.Range(0, 64).Select(it => (GeneticCode.Name(it), it + 1)).ToList();
        var printed = string.Join("  ", lines.Select(it => $"{it.Item1.Replace('T', 'U')} {it.Item2}.5({it.Item2 * 100})"));
        var listed = string.Join('\n', lines.Select(it => $"{it.Item1},{BenchDecoder.Decode(it.Item1)},{it.Item2}.5"));

        Assert.True(CodonUsage.TryRead(printed, "mine", out var first, out _));
        Assert.True(CodonUsage.TryRead(listed, "mine", out var second, out _));
        Assert.False(CodonUsage.TryRead("CTG 52.7", "mine", out _, out var problem));

        Assert.All(Enumerable.Range(0, 64), it => Assert.Equal(first.ShareOf(it), second.ShareOf(it)));
        Assert.Equal(64.5 / (64.5 + 62.5), first.ShareOf(GeneticCode.Read("TTT")), 9);
        Assert.StartsWith("The codon table lacks AAA, AAC, AAG, AAT, ACA and 55 more.", problem, StringComparison.Ordinal);
    }
}
