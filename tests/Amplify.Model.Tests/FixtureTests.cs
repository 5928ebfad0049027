using System.Text.Json;

namespace Amplify.Model.Tests;

public sealed class FixtureTests
{
    public static IEnumerable<TheoryDataRow<string, string, KernelWidth>> Cases =>
        from it in Fixture.All
        from width in Fixture.Widths
        select new TheoryDataRow<string, string,
            KernelWidth>(it.Checkpoint, it.Case, width);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Logits_and_both_marginals_are_the_reference_implementation_s(string checkpoint, string file, KernelWidth width)
    {
        var expected = Fixture.Read(checkpoint, file);
        var model = AmplifyModel.Load(Fixture.Open(checkpoint), width);

        var ids = model.Checkpoint.Vocabulary.Encode(expected.Sequence);
        var logits = model.Logits(ids, TestContext.Current.CancellationToken);
        var masked = await ScoreAsync(model, expected.Sequence, ScoringMethod.MaskedMarginal);
        var wildType = await ScoreAsync(model, expected.Sequence, ScoringMethod.WildTypeMarginal);

        Assert.Equal(expected.TokenIds, ids);
        Fixture.AssertNear(expected.Logits, logits);
        Fixture.AssertNear(expected.MaskedMarginal, masked);
        Fixture.AssertNear(expected.WildTypeMarginal, wildType);
    }

    [Fact]
    public void Text_becomes_the_token_ids_the_original_tokenizer_gives()
    {
        var vocabulary = Fixture.Open("plain-f32").Vocabulary;
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixture.Root, "tokenizer_cases.json")));

        Assert.NotEmpty(cases.RootElement.EnumerateArray());
        Assert.All(cases.RootElement.EnumerateArray(), it => Assert.Equal(
            it.GetProperty("token_ids").EnumerateArray().Select(id => id.GetInt32()),
            vocabulary.Encode(it.GetProperty("text").GetString()!)));
    }

    private static Task<float[]> ScoreAsync(AmplifyModel model, string sequence, ScoringMethod method) => VariantScorer.ScoreAsync(
        model, ScoringPlan.For(model.Checkpoint, sequence, method, windowed: false, threads: 2), null,
            TestContext.Current.CancellationToken);
}
