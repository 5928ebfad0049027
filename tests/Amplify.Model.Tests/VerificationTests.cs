using Amplify.Testing;

namespace Amplify.Model.Tests;

public sealed class VerificationTests : IDisposable
{
    private static readonly PublishedWeights Small = PublishedWeights.All[0];
    private static readonly PublishedWeights Large = PublishedWeights.All[1];
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(true, true, 0.001, "OK: this is AMPLIFY_120M, and this machine computes it correctly.")]
    [InlineData(true, true, 0.031, "DIFFERENT: the file is AMPLIFY_120M's, and this machine computes something else")]
    [InlineData(false, true, 0.001, "OK: these weights answer as AMPLIFY_120M does")]
    [InlineData(false, true, double.PositiveInfinity, "DIFFERENT: these are not the weights of AMPLIFY_120M")]
    [InlineData(false, false, null, "NOT VERIFIED: no published model has this size")]
    public void The_verdict_rests_on_the_hash_and_on_both_answers(bool isKnown, bool hasSize, double? difference, string verdict)
    {
        (string, double, double)[] compared = difference is { } it ? [("MKTIIALSYI", 0.002, 0.05), ("MKTIIALSYI", it, 0.03)] : [];

        var verification = new Verification(isKnown ? Small : null, hasSize ? Small : null, compared);

        Assert.StartsWith(verdict, verification.Sentences().Last(), StringComparison.Ordinal);
        Assert.Equal(verdict.StartsWith("OK", StringComparison.Ordinal), verification.IsVerified);
    }

    [Fact]
    public void Of_the_larger_model_the_hash_alone_decides_and_it_says_so()
    {
        var (known, other) = (new Verification(Large, Large, []), new Verification(null, Large, []));

        Assert.Contains("by its hash alone", known.Sentences().Last(), StringComparison.Ordinal);
        Assert.Contains("only the hash", other.Sentences().Last(), StringComparison.Ordinal);
        Assert.True(known.IsVerified);
        Assert.False(other.IsVerified);
    }

    [Fact]
    public void A_published_file_is_known_by_its_hash() => Assert.All(PublishedWeights.All, it =>
    {
        Assert.Same(it, PublishedWeights.By(it.Sha256));
        Assert.Matches("^[0-9a-f]{64}$", it.Sha256);
        Assert.Null(PublishedWeights.By(it.Sha256[1..] + "0"));
    });

    [Fact]
    public void Weights_of_the_published_vocabulary_that_are_others_answer_otherwise()
    {
        var model = AmplifyModel.Load(Checkpoint.Open(new CheckpointWriter().With("num_hidden_layers", 1).Write(directory.Path)));

        Assert.True(PublishedAnswer.Golden().LargestDifference(model, CancellationToken.None) > 1);
        Assert.Equal(double.PositiveInfinity, PublishedAnswer.Second().LargestDifference(model, CancellationToken.None));
        Assert.False(Verification.Of(model, CancellationToken.None).IsVerified);
    }

    [Fact]
    public void A_model_is_compared_with_itself_to_the_last_digit_whatever_it_calls_its_tokens()
    {
        var model = AmplifyModel.Load(Checkpoint.Open(new CheckpointWriter().With("num_hidden_layers", 1).Write(directory.Path)));
        var (vocabulary, size) = (model.Checkpoint.Vocabulary, model.Checkpoint.Config.VocabularySize);
        var (second, golden) = (PublishedAnswer.Second(), PublishedAnswer.Golden());

        foreach (var answer in (PublishedAnswer[])[second, golden])
        {
            var logits = model.Logits(vocabulary.Encode(answer.Sequence), CancellationToken.None);
            var own = answer with
            {
                Logits = [.. answer.Logits.Select(it =>
                it with { Value = logits[(it.Row * size) + vocabulary.IdOf(it.Token)] })],
                Likeliest = []
            };

            Assert.Equal(0, own.LargestDifference(model, CancellationToken.None));
            Assert.True((own with { Logits = [own.Logits[^1] with { Value = own.Logits[^1].Value + 0.5 }] })
                .LargestDifference(model, CancellationToken.None) > 0.4);
        }

        Assert.Equal((40, 26), (second.Logits.Count, second.Likeliest.Count));
        Assert.Equal(48 * 27, golden.Logits.Count);
    }
}
