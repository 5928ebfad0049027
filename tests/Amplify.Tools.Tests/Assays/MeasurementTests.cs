using Amplify.Tools.Assays;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Assays;

public class MeasurementTests
{
    private const string Sequence = "MKTVRQERLK";

    [Theory]
    [InlineData("K2A 1.5", "K2A=1.5")]
    [InlineData("K2A\t-1.5e-3\r\nT3G,7", "K2A=-1.5e-3|T3G=7")]
    [InlineData("mutant score\nK2A; .5;", "K2A=.5")]
    [InlineData("| K2A | 1 |\n| T3G | −2 |", "K2A=1|T3G=-2")]
    [InlineData("# mine\nHigher values are better:\np.Lys2Ala = 3", "p.Lys2Ala=3")]
    [InlineData("Lys 2 Ala 0.5", "Lys 2 Ala=0.5")]
    public void Lines_are_read_as_people_write_them(string text, string expected)
    {
        Assert.True(MeasurementLines.TryRead(text, out var read, out var problem), problem);

        Assert.Equal(expected, string.Join('|', read.Rows.Select(it => $"{it.Mutation}={it.Value}")));
        Assert.Equal(text.Contains("better", StringComparison.Ordinal) ? false : null, read.LowerIsBetter);
    }

    [Theory]
    [InlineData("K2A 1,5", "measurements: 'K2A 1,5' has a decimal comma; write 1.2")]
    [InlineData("K2A", "measurements: 'K2A' is no mutation and number; write A10V 1.2, a line each")]
    [InlineData("K2A 1\nand more", "measurements: 'and more' is no mutation and number")]
    [InlineData("lower is better", "measurements is empty")]
    public void What_is_no_measurement_is_quoted(string text, string says)
    {
        Assert.False(MeasurementLines.TryRead(text, out _, out var problem));

        Assert.StartsWith(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_four_hundred_lines_go_to_the_command_line()
    {
        Assert.True(MeasurementLines.TryRead(Lines(400), out _, out _));
        Assert.False(MeasurementLines.TryRead(Lines(401), out _, out var problem));
        Assert.Equal("measurements has 401 lines, and 400 are the most; for a file there is amplify-mcp compare ID assay.csv", problem);

        static string Lines(int count) => string.Join('\n', Enumerable.Range(0, count).Select(it => $"K2A {it}"));
    }

    [Theory]
    [InlineData("mutant,DMS_score\nK2A,1\n", null, null)]
    [InlineData("\uFEFFx;score;Mutant\r\n\"a;b\";1;K2A\r\n", null, null)]
    [InlineData("# MaveDB\n# more\nhgvs_nt\thgvs_pro\tscore\n\"a\nb\"\tK2A\t1", null, null)]
    [InlineData("what,how much\n\"K2A\",\"1\"", "what", "HOW MUCH")]
    [InlineData("note,mutant,score\n\"say \"\"hi\"\", twice\",K2A,1", null, null)]
    public void A_table_is_read_by_its_heading(string text, string? mutations, string? values)
    {
        Assert.True(AssayFile.TryRead(text, mutations, values, out var read, out var problem), problem);

        Assert.Equal([("K2A", "1")], read.Rows);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("mutant,score\n", "The file has a heading and no rows.")]
    [InlineData("a,score\nK2A,1", "No column of mutations was found. The columns are a, score.")]
    [InlineData("mutant,b\nK2A,1", "No column of measurements was found. The columns are mutant, b.")]
    public void A_table_without_what_is_needed_says_what_it_has(string text, string says)
    {
        Assert.False(AssayFile.TryRead(text, null, null, out _, out var problem));

        Assert.StartsWith(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_measured_single_substitution_of_this_protein_is_left_out_and_counted()
    {
        var scores = Enumerable.Range(0, VariantScan.Rows * Sequence.Length).Select(at =>
            Sequence[at % Sequence.Length] == ProteinSequence.Residues[at / Sequence.Length] ? 0f : -1).ToArray();
        var scan = new VariantScan(scores, Sequence, ScoreScale.Of(null, null));
        (string, string)[] rows = [("K102A", "1"), ("K102A", "3"), ("T103G", "NA"), ("K102A:T103G", "1"), ("K102*", "0"), ("K102=", "0"),
            ("W104A", "1"), ("V104I", "-2")];

        var read = MeasurementSet.Of(scan, 100, new(rows, null), lowerIsBetter: true);

        Assert.Equal([("K102A", -2.0), ("V104I", 2.0)], read.Values.Select(it => (ScanSummary.Notation(scan, it.Variant, 100), it.Value)));
        Assert.Equal(2, read.Sites);
        Assert.Equal("1 substitution was measured more than once: their means are taken.", read.Notes[0]);
        Assert.Equal("1 row has no number and was left out.", read.Notes[1]);
        Assert.Equal("1 row changes several residues and was left out.", read.Notes[2]);
        Assert.StartsWith("2 rows are no single substitution and were left out, such as K102", read.Notes[3], StringComparison.Ordinal);
        Assert.StartsWith("W104A: position 104 is V, not W", read.Notes[4], StringComparison.Ordinal);
    }
}
