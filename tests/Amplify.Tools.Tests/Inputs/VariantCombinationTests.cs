using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Inputs;

public class VariantCombinationTests
{
    private const string Letters = "MKTVRQERLK";

    [Theory]
    [InlineData("K2A:T3G", "K2A:T3G")]
    [InlineData("p.[Thr3Gly;Lys2Ala]", "K2A:T3G")]
    [InlineData("T3G/K2A, V4I", "K2A:T3G|V4I")]
    [InlineData("K2A:T3G\nT3G:K2A", "K2A:T3G")]
    public void Any_notation_becomes_one_name(string text, string expected)
    {
        Assert.True(VariantCombination.TryReadAll(text, Letters, out var combinations, out var problem), problem);

        Assert.Equal(expected, string.Join('|', combinations.Select(it => it.Name)));
        Assert.Equal(combinations.Select(it => it.Name), VariantCombination.Recall([.. combinations.Select(it => it.Name)], Letters)!
            .Select(it => it.Name));
    }

    [Theory]
    [InlineData("K2A:T9G", "variants: K2A:T9G: position 9 is L, not T")]
    [InlineData("K2A:T11G", "variants: K2A:T11G: position 11 is outside 1 to 10")]
    [InlineData("K2A:T3T", "T is what position 3 has")]
    [InlineData("K2", "variants: K2: a combination takes single substitutions only, such as A10V:L12F")]
    [InlineData("K2A:T3*", "variants: ")]
    [InlineData("", "'variants' is empty; write A10V:L12F")]
    public void What_cannot_be_scored_is_refused_with_its_reason(string text, string says)
    {
        Assert.False(VariantCombination.TryReadAll(text, Letters, out _, out var problem));

        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_two_hundred_are_refused()
    {
        var many = string.Join(',', from at in Enumerable.Range(0, Letters.Length)
                                    from to in ProteinSequence.Residues
                                    where to != Letters[at]
                                    select $"{Letters[at]}{at + 1}{to}");
        var enough = string.Join(',',
            many.Split(',').Concat(["K2A:T3G", "K2A:V4I", "K2A:R5W", "K2A:Q6W", "K2A:E7W", "K2A:R8W", "K2A:L9W", "K2A:K10W", "T3G:V4I",
                "T3G:R5W"]));

        Assert.True(VariantCombination.TryReadAll(enough, Letters, out var combinations, out _));
        Assert.Equal(200, combinations.Count);
        Assert.False(VariantCombination.TryReadAll($"{enough},T3G:Q6W", Letters, out _, out var problem));
        Assert.Contains("only the first 200 of 201", problem, StringComparison.Ordinal);
    }
}
