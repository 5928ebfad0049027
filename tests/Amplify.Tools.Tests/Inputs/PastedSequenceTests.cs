using Amplify.Tools.Inputs;
using Amplify.Tools.Inputs.Sequences;
using FsCheck;
using FsCheck.Fluent;

namespace Amplify.Tools.Tests.Inputs;

public class PastedSequenceTests
{
    [Theory]
    [InlineData("ACDEFGHIKLMNPQRSTVWY")]
    [InlineData("M")]
    public void Clean_residues_pass_without_a_report(string text)
    {
        var sequence = Parse(text);

        Assert.Equal(text, sequence.Value);
        Assert.Empty(sequence.Normalization);
        Assert.Empty(sequence.Warnings);
    }

    [Theory]
    [InlineData(">sp|P01308|INS_HUMAN Insulin\nMALW\nMRLL\n", "MALWMRLL", "read the FASTA record 'sp|P01308|INS_HUMAN Insulin'",
        "joined 2 lines: 'MALW', 'MRLL'")]
    [InlineData(">only\r\nMALW\r\n\r\n", "MALW", "read the FASTA record 'only'")]
    [InlineData(">\nMALW", "MALW", "read the FASTA record '(no name)'")]
    [InlineData("\uFEFFMALW", "MALW")]
    [InlineData("  MALW\t\n", "MALW")]
    [InlineData("MALW\nMRLL\rGG", "MALWMRLLGG", "joined 3 lines: 'MALW', 'MRLL', …")]
    [InlineData("MALWM RLLPL", "MALWMRLLPL", "removed 1 blank between residues: 'MALWM RLLPL'")]
    [InlineData("MA LW\u00A0M\tR", "MALWMR", "removed 3 blanks between residues: 'MA LW\u00A0M\uFFFDR'")]
    [InlineData("malWm", "MALWM", "changed 4 letters to upper case: 'malWm'")]
    [InlineData("MALWm", "MALWM", "changed 1 letter to upper case: 'MALWm'")]
    [InlineData("MA\u200BL\uFEFFW", "MALW", "removed 2 blanks between residues: 'MA\uFFFDL\uFFFDW'")]
    [InlineData("M*", "M", "removed one trailing stop (*)")]
    [InlineData("MALW*", "MALW", "removed one trailing stop (*)")]
    [InlineData("MALW\n*\n", "MALW", "joined 2 lines: 'MALW', '*'", "removed one trailing stop (*)")]
    [InlineData("MALW**", "MALW", "removed '**' from the end")]
    [InlineData("MALW.", "MALW", "removed '.' from the end")]
    public void What_carries_no_residue_is_removed_and_reported(string text, string residues, params string[] report)
    {
        var sequence = Parse(text);

        Assert.Equal(residues, sequence.Value);
        Assert.Equal(report, sequence.Normalization);
    }

    [Theory]
    [InlineData("MKTVRQERLKXBZ", "X,B,Z", "X at 11; B at 12; Z at 13", "B is Asn or Asp")]
    [InlineData("MXKX", "X", "X at 2, 4", "X is an unknown residue")]
    [InlineData("MJ", "J", "J at 2", "J is Leu or Ile")]
    [InlineData("MUO", "U,O", "U at 2; O at 3", "selenocysteine")]
    [InlineData("MA*LW", "*", "* at 3", "Stop codon (*) at position 3")]
    [InlineData("*", "*", "* at 1", "Stop codon (*) at position 1")]
    [InlineData("1 MALW 10", "1,0", "1 at 1, 6; 0 at 7", "remove them")]
    [InlineData("MA-LW", "-", "- at 3", "ungapped")]
    [InlineData("MA.LW~", ".,~", ". at 3; ~ at 6", "ungapped")]
    [InlineData("MALW\u0007", "U+0007", "U+0007 at 5", "invalid amino acid")]
    [InlineData("MÄ", "Ä", "Ä at 2", "invalid amino acid")]
    [InlineData("M😀W😀", "😀", "😀 at 2, 4", "invalid amino acid")]
    [InlineData("ab\nXX", "B,X", "B at 2; X at 3, 4", "choose one")]
    [InlineData("AUGGCUACGUUAGCAUCGAUCGAUCGAUUGCA", "U", "U at 2", "looks like RNA")]
    public void What_is_no_residue_is_refused_with_its_positions(string text, string characters, string where, string advice)
    {
        var problem = Refuse(text);

        Assert.Equal(characters.Split(','), problem.Details.InvalidCharacters);
        Assert.Equal(characters.Split(',').Order(), problem.Details.Positions!.Keys.Order());
        Assert.Equal($"Invalid characters found: {characters.Replace(",", ", ", StringComparison.Ordinal)}", problem.Details.Errors[0]);
        Assert.Equal(ProteinSequence.Residues, problem.Details.ValidCharacters);
        Assert.Contains(where, problem.Message);
        Assert.Contains(advice, problem.Message);
        Assert.EndsWith("Nothing was submitted.", problem.Message);
    }

    [Theory]
    [InlineData("MXX", "X at 2, 3. X is an unknown residue: replace it with the real one, or submit the part without it.")]
    [InlineData("MBZJ", "B at 2; Z at 3; J at 4. B is Asn or Asp, Z is Gln or Glu, J is Leu or Ile: choose one.")]
    [InlineData("MBZJÄ", "B at 2; Z at 3; J at 4; …. B is Asn or Asp, Z is Gln or Glu, J is Leu or Ile: choose one.")]
    [InlineData("XXXXX", "X at 1, 2, 3, 4, 5. X is an unknown residue: replace it with the real one, or submit the part without it.")]
    [InlineData("XXXXXX", "X at 1, 2, 3, 4, 5, …. X is an unknown residue: replace it with the real one, or submit the part without it.")]
    [InlineData("MÄ", "Ä at 2.")]
    [InlineData("AUGGCUACGUUAGC",
        "U at 2, 6, 10, 11. U (selenocysteine) and O (pyrrolysine) are outside the model's twenty letters; some people score C or K "
            + "instead, but that is your decision.")]
    [InlineData("AUGGCUACGUUAGCA", "U at 2, 6, 10, 11. Nearly all letters are A, C, G, U, T or N: this looks like RNA. Translate "
        + "it first.")]
    [InlineData("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMU",
        "U at 31. U (selenocysteine) and O (pyrrolysine) are outside the model's twenty letters; some people score C or K instead, but "
            + "that is your decision.")]
    [InlineData("AUGGCUACGUUAGCAUCGAUCGAUCGAUNN",
        "U at 2, 6, 10, 11, 16, …. Nearly all letters are A, C, G, U, T or N: this looks like RNA. Translate it first.")]
    public void The_message_is_short_and_says_what_to_do(string text, string words) =>
        Assert.Equal($"Sequence contains invalid amino acid characters: {words} Nothing was submitted.", Refuse(text).Message);

    [Fact]
    public void At_most_twenty_characters_and_twenty_positions_of_each_are_listed()
    {
        var strangers = string.Concat(Enumerable.Range('Ā', 21).Select(it => (char)it));

        var details = Refuse(new string('X', 21) + strangers).Details;

        Assert.Equal(["X", .. strangers[..19].Select(it => it.ToString())], details.InvalidCharacters);
        Assert.Equal(Enumerable.Range(1, 20), details.Positions!["X"]);
    }

    [Fact]
    public void A_sequence_both_too_long_and_wrong_is_told_both_and_only_what_would_be_read_is_searched()
    {
        var both = Refuse("X" + new string('M', 10_000));
        var beyond = Refuse(new string('M', 10_000) + "X");

        Assert.Equal(3, both.Details.Errors.Count);
        Assert.Contains("Submit one domain at a time.", both.Message);
        Assert.Equal(
            "Sequence is too long (maximum 10,000 characters): it has 10,001. Submit one domain at a time. Nothing was submitted.",
                beyond.Message);
        Assert.Equal((1, 0), (beyond.Details.Errors.Count, beyond.Details.InvalidCharacters.Count));
    }

    [Theory]
    [InlineData(5, 5, "'r1' (1), 'r2' (1), 'r3' (1), 'r4' (1), 'r5' (1). Submit")]
    [InlineData(6, 6, "'r5' (1), …. Submit")]
    [InlineData(21, 20, "'r5' (1), …. Submit")]
    public void Of_many_records_the_first_are_named(int records, int listed, string words)
    {
        var problem = Refuse(string.Concat(Enumerable.Range(1, records).Select(it => $">r{it}\nM\n")));

        Assert.Contains(words, problem.Message);
        Assert.StartsWith($"{records} sequences found: ", problem.Message);
        Assert.Equal(problem.Message, problem.Details.Errors[0] + " Nothing was submitted.");
        Assert.Equal(listed, problem.Details.Records!.Count);
    }

    [Theory]
    [InlineData(">a\nMALW\n>b\nMKTVA", "2 sequences found: 'a' (4), 'b' (5)")]
    [InlineData("MALW\n>b\nMKT", "2 sequences found: '(no name)' (4), 'b' (3)")]
    public void Several_records_are_refused_by_name(string text, string words)
    {
        var problem = Refuse(text);

        Assert.StartsWith(words, problem.Message);
        Assert.Contains("Submit one sequence per call", problem.Message);
        Assert.Equal(2, problem.Details.Records!.Count);
    }

    [Theory]
    [InlineData("\u200B", "Sequence is empty. Send 1 to 10,000 residues in one-letter code; if you did, the client may have dropped a "
        + "long argument. Nothing was submitted.")]
    [InlineData(">sp|P01308 MALWMRLLPL",
        "The FASTA record 'sp|P01308 MALWMRLLPL' has no residues: the line break after its header may have been lost. Send the header "
            + "on a line of its own. Nothing was submitted.")]
    public void No_residues_at_all_are_refused(string text, string message) => Assert.Equal(message, Refuse(text).Message);

    [Fact]
    public void Ten_thousand_residues_are_read_and_one_more_is_refused()
    {
        Assert.Equal(10_000, Parse(new string('M', 10_000)).Length);
        Assert.StartsWith("Sequence is too long (maximum 10,000 characters): it has 10,001.", Refuse(new string('M', 10_001)).Message);
    }

    [Fact]
    public void A_trailing_stop_does_not_count_as_a_residue() => Assert.Equal(10_000, Parse(new string('M', 10_000) + "*").Length);

    [Theory]
    [InlineData("M")]
    [InlineData("X")]
    [InlineData("M X\n")]
    [InlineData(">a\nM\n")]
    public void Five_megabytes_are_refused_in_a_short_message(string piece)
    {
        var problem = Refuse(string.Concat(Enumerable.Repeat(piece, 5_000_000 / piece.Length)));

        Assert.InRange(problem.Message.Length, 1, 700);
        Assert.True(problem.Details.Records is null or { Count: <= 20 });
        Assert.True(problem.Details.Positions is null || problem.Details.Positions.Values.All(it => it.Count <= 20));
    }

    [Fact]
    public void Dna_is_read_with_a_warning()
    {
        Assert.Contains("looks like DNA", Assert.Single(Parse("ACGTACGTACGTACG").Warnings));
        Assert.Empty(Parse("ACGTACGTACGTAC").Warnings);
    }

    [Fact]
    public void Its_hash_and_ends_are_those_of_the_residues_that_were_read()
    {
        var sequence = Parse("malwmrllpl lallalwgpd");

        Assert.Equal(Parse("MALWMRLLPLLALLALWGPD").Sha256, sequence.Sha256);
        Assert.Equal(("MALWMRLLPL", "LALLALWGPD"), (sequence.Ends.First, sequence.Ends.Last));
        Assert.Equal(("MKT", "MKT"), (Parse("MKT").Ends.First, Parse("MKT").Ends.Last));
        Assert.Equal("3f497cc176254ef2dbecb32fc32f5068e7c9377de1606a68df20ec3678937088", Parse("MKTV").Sha256);
    }

    [Fact]
    public void Residues_survive_any_wrapping_and_case_and_are_never_changed()
    {
        var residues = Gen.Elements(ProteinSequence.Residues.ToCharArray()).NonEmptyListOf();
        var noise = Gen.Frequency((9, Gen.Constant("")), (1, Gen.Elements(" ", "\n", "\r\n", "\t", " \u00A0", "\n\n"))).ListOf(100);
        var lower = Gen.OneOf(Gen.Constant(false).ListOf(100), Gen.Constant(true).ListOf(100), Gen.Elements(true, false).ListOf(100));
        var pasted = residues.Zip(noise).Zip(lower).Select(it => (Residues: string.Concat(it.Item1.Item1),
            Text: string.Concat(it.Item1.Item1.Select((letter, at) =>
                (it.Item2[at % 100] && letter != 'P' ? char.ToLowerInvariant(letter) : letter) + it.Item1.Item2[at % 100]))));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithEndSize(300), Prop.ForAll(pasted.ToArbitrary(), it =>
            ProteinSequence.TryParse(it.Text, out var sequence, out _) && sequence.Value == it.Residues ? !HasReader(it.Text)
                : HasReader(it.Text) && MayBeMeantOtherwise(it.Text)));
    }

    // All that residues between blanks can look like: a name that is known, words, names of residues, residues and tokens in turn, and
    // small letters in a column beside capitals.
    private static bool MayBeMeantOtherwise(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Any(KnownNames.Contains) || words.Any(it => it.Length > 2 && it[1..].All(char.IsAsciiLetterLower))
            || ThreeLetterCode.IsCode(text) || CaseMarks.Alternating(new(text)) is not null
            || (text.Contains('\t', StringComparison.Ordinal) && words.Any(it => it.All(char.IsAsciiLetterLower)));
    }

    private static bool HasReader(string text) => SequenceReaders.All.Any(it => it.Read(new(text)) is not null);

    [Fact]
    public void Any_text_is_either_a_sequence_of_the_twenty_or_a_message_with_reasons() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(it => it is not null), text =>
            ProteinSequence.TryParse(text, out var sequence, out var problem)
            ? sequence.Length is >= 1 and <= ProteinSequence.MaxLength && sequence.Value.All(ProteinSequence.Residues.Contains)
            : problem.Details.Errors.Count > 0 && problem.Message.EndsWith("Nothing was submitted.", StringComparison.Ordinal))
            .QuickCheckThrowOnFailure();

    private static ProteinSequence Parse(string text)
    {
        Assert.True(ProteinSequence.TryParse(text, out var sequence, out var problem), problem?.Message);
        return sequence;
    }

    private static SequenceProblem Refuse(string text)
    {
        Assert.False(ProteinSequence.TryParse(text, out _, out var problem));
        return problem;
    }
}
