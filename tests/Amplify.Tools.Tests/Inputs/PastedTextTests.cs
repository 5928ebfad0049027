using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Inputs;

public class PastedTextTests
{
    [Theory]
    [MemberData(nameof(PastedTextCases.Read), MemberType = typeof(PastedTextCases))]
    public void What_is_known_is_read_and_what_was_set_aside_is_quoted(string text, string residues, string words)
    {
        Assert.True(ProteinSequence.TryParse(text, out var sequence, out var problem), problem?.Message);
        Assert.Equal(residues, sequence.Value);
        Assert.Contains(words, string.Join('\n', sequence.Normalization.Concat(sequence.Warnings)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PastedTextCases.Warned), MemberType = typeof(PastedTextCases))]
    public void What_may_be_meant_otherwise_is_read_with_a_warning(string text, string residues, string words)
    {
        Assert.True(ProteinSequence.TryParse(text, out var sequence, out var problem), problem?.Message);
        Assert.Equal(residues, sequence.Value);
        Assert.Contains(words, string.Join('\n', sequence.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PastedTextCases.Refused), MemberType = typeof(PastedTextCases))]
    public void What_is_something_else_is_refused_by_its_name(string text, string words, string never)
    {
        Assert.False(ProteinSequence.TryParse(text, out var sequence, out var problem), sequence?.Value);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(never, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was submitted.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PastedTextCases.Plain), MemberType = typeof(PastedTextCases))]
    public void What_is_plainly_residues_has_no_warning(string text)
    {
        Assert.True(ProteinSequence.TryParse(text, out var sequence, out var problem), problem?.Message);
        Assert.Equal(string.Concat(text.Split('\n').Where(it => it[0] != '>')).Replace(" ", "", StringComparison.Ordinal)
            .ToUpperInvariant(), sequence.Value);
        Assert.Empty(sequence.Warnings);
    }
}
