using Amplify.Tools.Inputs;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Inputs;

public class MutationQueryTests
{
    [Theory]
    [InlineData("M1L", 'M', 1, 'L')]
    [InlineData("m1l", 'M', 1, 'L')]
    [InlineData("p.Met1Leu", 'M', 1, 'L')]
    [InlineData("P.(Met1Leu)", 'M', 1, 'L')]
    [InlineData("p.[Met1Leu]", 'M', 1, 'L')]
    [InlineData("Met1Leu", 'M', 1, 'L')]
    [InlineData("p.M1L", 'M', 1, 'L')]
    [InlineData("MET1L", 'M', 1, 'L')]
    [InlineData("10A", null, 10, 'A')]
    [InlineData("G-5A", 'G', -5, 'A')]
    [InlineData("-5A", null, -5, 'A')]
    [InlineData("K1000000A", 'K', 1_000_000, 'A')]
    [InlineData("K-1000000A", 'K', -1_000_000, 'A')]
    public void One_substitution_in_any_notation(string item, char? wildType, int position, char variant)
    {
        var single = Assert.IsType<MutationQuery.Single>(MutationQuery.Parse(item));

        Assert.Equal((wildType, position, variant), (single.WildType, single.Position, single.Variant));
    }

    [Theory]
    [InlineData("K10*", 'K', 10)]
    [InlineData("K10?", 'K', 10)]
    [InlineData("K10", 'K', 10)]
    [InlineData("10", null, 10)]
    public void All_of_one_position(string item, char? wildType, int position)
    {
        var site = Assert.IsType<MutationQuery.Site>(MutationQuery.Parse(item));

        Assert.Equal((wildType, position), (site.WildType, site.Position));
    }

    [Theory]
    [InlineData("*P")]
    [InlineData("*Pro")]
    [InlineData("*p")]
    public void One_residue_everywhere(string item) =>
        Assert.Equal('P', Assert.IsType<MutationQuery.Everywhere>(MutationQuery.Parse(item)).Variant);

    [Theory]
    [InlineData("K10A:L12F")]
    [InlineData("K10A/L12F")]
    [InlineData("K10A+L12F")]
    [InlineData("p.[Lys10Ala;Leu12Phe]")]
    public void Several_in_one_molecule(string item)
    {
        var combined = Assert.IsType<MutationQuery.Combined>(Assert.Single(MutationQuery.ParseAll(item)));

        Assert.Equal([('K', 10, 'A'), ('L', 12, 'F')], combined.Parts.Select(it => (it.WildType!.Value, it.Position, it.Variant)));
    }

    [Theory]
    [InlineData("K10del", "insertion or deletion")]
    [InlineData("K10_L12del", "insertion or deletion")]
    [InlineData("p.Lys10_Leu11insAla", "insertion or deletion")]
    [InlineData("K10dup", "insertion or deletion")]
    [InlineData("K10delinsAW", "insertion or deletion")]
    [InlineData("K10-", "insertion or deletion")]
    [InlineData("p.Lys10fs", "frameshift")]
    [InlineData("Lys10AlafsTer5", "frameshift")]
    [InlineData("K10Ter", "stop codon")]
    [InlineData("p.Lys10*", "stop codon")]
    [InlineData("Lys10*", "stop codon")]
    [InlineData("K10X", "stop codon")]
    [InlineData("p.Lys10=", "synonymous")]
    [InlineData("B10A", "'B' is none of the twenty")]
    [InlineData("K10B", "'B' is none of the twenty")]
    [InlineData("K99999999999A", "no such position")]
    [InlineData("K1000001A", "no such position")]
    [InlineData("K-1000001A", "no such position")]
    [InlineData("hello", "no substitution; write M1L, p.Met1Leu, K10 for all of a position, or *P for one residue everywhere")]
    [InlineData("*", "no substitution")]
    [InlineData("*PP", "no substitution")]
    [InlineData("*Xaa", "no substitution")]
    [InlineData("PP", "no substitution")]
    [InlineData("K10x", "stop codon")]
    [InlineData("K10_12", "insertion or deletion")]
    [InlineData("K10ins", "insertion or deletion")]
    [InlineData("Xaa10A", "'Xaa' is none of the twenty")]
    [InlineData("K10Xaa", "'Xaa' is none of the twenty")]
    [InlineData("K10A:*P", "takes single substitutions only")]
    [InlineData("K10A:B12F", "B12F: 'B' is none of the twenty")]
    [InlineData("K10A:K10L", "names one position twice")]
    [InlineData("K10A:L12*", "takes single substitutions only")]
    [InlineData("K10A:L12del", "L12del: an insertion or deletion")]
    [InlineData("A1C:A2C:A3C:A4C:A5C:A6C:A7C:A8C:A9C:A10C:A11C", "more than 10")]
    public void What_the_model_does_not_score_is_refused_with_a_reason(string item, string words) =>
        Assert.Contains(words, Assert.IsType<MutationQuery.Refused>(MutationQuery.Parse(item)).Reason);

    [Fact]
    public void An_item_of_80_characters_and_10_parts_is_read_and_no_longer_one()
    {
        var ten = string.Join(':', Enumerable.Range(1, 10).Select(it => $"A{it}C"));
        var eighty = $"K{new string('0', 76)}10A";

        Assert.Equal(10, Assert.IsType<MutationQuery.Combined>(MutationQuery.Parse(ten)).Parts.Count);
        Assert.Equal(10, Assert.IsType<MutationQuery.Single>(MutationQuery.Parse(eighty)).Position);
        Assert.Equal("too long for a substitution", Assert.IsType<MutationQuery.Refused>(MutationQuery.Parse("0" + eighty)).Reason);
    }

    [Fact]
    public void A_list_is_split_deduplicated_and_bounded()
    {
        Assert.Equal(["M1L", "K10*", "*P", "K2A"], MutationQuery.ParseAll("M1L, K10*;\n*P\tM1L\r\nK2A").Select(it => it.Text));
        Assert.DoesNotContain(MutationQuery.ParseAll(string.Join(' ', Enumerable.Range(1, MutationQuery.MostItems)
            .Select(it => $"A{it}C"))), it => it is MutationQuery.Refused);

        var many = MutationQuery.ParseAll(string.Join(' ', Enumerable.Range(1, 500).Select(it => $"A{it}C")));

        Assert.Equal(MutationQuery.MostItems + 1, many.Count);
        Assert.Equal("…", many[^1].Text);
        Assert.Contains("of 500 items", Assert.IsType<MutationQuery.Refused>(many[^1]).Reason);
    }

    [Fact]
    public void Every_substitution_is_read_back_from_both_its_notations()
    {
        var residue = Gen.Elements(ProteinSequence.Residues.ToCharArray());
        Prop.ForAll(residue.Zip(residue).Zip(Gen.Choose(1, 10_000)).ToArbitrary(), it =>
        {
            var ((wildType, variant), position) = it;
            var hgvs = $"p.{AminoAcids.ThreeLetters(wildType)}{position}{AminoAcids.ThreeLetters(variant)}";
            string[] notations = [$"{wildType}{position}{variant}", hgvs];
            return notations.All(text => MutationQuery.Parse(text) == new MutationQuery.Single(text, wildType, position, variant));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_gets_an_answer() =>
        Prop.ForAll(Gen.Elements("K", "Lys", "10", "*", ":", "p.", "del", "_", "-", "é", "\ud800", "fs", "(", "A").ListOf()
            .ToArbitrary(), it =>
            MutationQuery.ParseAll(string.Concat(it)).All(query => query.Text.Length <= 50)).QuickCheckThrowOnFailure();
}
