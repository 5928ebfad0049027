using Amplify.Tools.Inputs;

namespace Amplify.Model.Tests;

/// <summary>The break between two chains is a token of the vocabulary: the model sees it, and no column stands for it.</summary>
public class ChainTests
{
    private const string Pair = "MKTVRQ|ERLKSIV";

    [Theory]
    [InlineData(ScoringMethod.MaskedMarginal)]
    [InlineData(ScoringMethod.WildTypeMarginal)]
    public async Task Scores_are_those_of_the_tokens_with_the_break_between(ScoringMethod method)
    {
        var checkpoint = Fixture.Open("plain-f32");
        var model = AmplifyModel.Load(checkpoint);

        var scores = await VariantScorer.ScoreAsync(model, ScoringPlan.For(checkpoint, Pair, method, windowed: false, threads: 1), null,
            TestContext.Current.CancellationToken);

        Fixture.AssertNear(Expected(model, method), scores);
    }

    [Fact]
    public async Task The_break_changes_the_scores_and_adds_no_column()
    {
        var checkpoint = Fixture.Open("plain-f32");
        var model = AmplifyModel.Load(checkpoint);
        Task<float[]> ScoreAsync(string text) => VariantScorer.ScoreAsync(
            model, ScoringPlan.For(checkpoint, text, ScoringMethod.MaskedMarginal, windowed: false, threads: 1), null,
                TestContext.Current.CancellationToken);

        var (pair, joined) = (await ScoreAsync(Pair), await ScoreAsync(Pair.Replace("|", "", StringComparison.Ordinal)));

        Assert.Equal(joined.Length, pair.Length);
        Assert.True(Fixture.Difference(pair, joined) > 100 * Fixture.Tolerance);
    }

    // By the tokens themselves, one pass a position, without the plan.
    private static float[] Expected(AmplifyModel model, ScoringMethod method)
    {
        var vocabulary = model.Checkpoint.Vocabulary;
        var (ids, size) = (vocabulary.Encode(Pair), model.Checkpoint.Config.VocabularySize);
        var places = Enumerable.Range(0, Pair.Length).Where(it => Pair[it] != ProteinSequence.ChainBreak).ToArray();
        var expected = new float[20 * places.Length];
        for (var column = 0; column < places.Length; column++)
        {
            var masked = (int[])ids.Clone();
            if (method == ScoringMethod.MaskedMarginal) masked[places[column] + 1] = vocabulary.MaskId;
            var logits = model.Logits(masked, TestContext.Current.CancellationToken).AsSpan((places[column] + 1) * size, size);
            for (var row = 0; row < 20; row++) expected[(row * places.Length) + column] =
                logits[vocabulary.IdOf(Vocabulary.Residues[row])] - logits[vocabulary.IdOf(Pair[places[column]])];
        }

        return expected;
    }
}
