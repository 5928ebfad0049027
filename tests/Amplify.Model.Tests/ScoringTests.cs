using Amplify.Testing;

namespace Amplify.Model.Tests;

public sealed class ScoringTests : IDisposable
{
    private const int Reads = 21;
    private readonly TemporaryDirectory directory = new();
    private readonly AmplifyModel model;

    public ScoringTests() =>
        model = AmplifyModel.Load(Checkpoint.Open(ShapeTests.Small(24, 3, 40, 2).With("max_length", Reads + 2).Write(directory.Path)));

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(ScoringMethod.MaskedMarginal)]
    [InlineData(ScoringMethod.WildTypeMarginal)]
    public async Task A_window_scores_each_position_from_its_surroundings_alone(ScoringMethod method)
    {
        var sequence = InvarianceTests.Protein(50);
        var plan = Plan(sequence, method, windowed: true);

        var scores = await ScoreAsync(plan);

        Assert.Equal(Reads, plan.WindowResidues);
        for (var position = 0; position < sequence.Length; position++)
        {
            var start = Math.Clamp(position - (Reads / 2), 0, sequence.Length - Reads);
            var alone = await ScoreAsync(Plan(sequence.Substring(start, Reads), method, windowed: false));
            Fixture.AssertNear(Column(alone, position - start), Column(scores, position));
        }
    }

    [Fact]
    public void A_sequence_longer_than_the_model_reads_is_refused_with_both_numbers()
    {
        var problem = Assert.Throws<ModelException>(() => Plan(new('A', Reads + 1), null, windowed: false));

        Refusal.AssertSentence(problem, $"{Reads + 1} residues", $"at most {Reads}", "--window");
    }

    [Fact]
    public async Task The_longest_sequence_the_model_reads_needs_no_window()
    {
        var plan = Plan(new('A', Reads), null, windowed: true);

        Assert.Null(plan.WindowResidues);
        Assert.Equal(20 * Reads, (await ScoreAsync(plan)).Length);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("MKX", "position 3")]
    [InlineData("mk", "position 1")]
    public void What_has_no_score_is_refused(string sequence, string says) =>
        Refusal.AssertSentence(Assert.Throws<ModelException>(() => Plan(sequence, null, windowed: false)), says);

    [Theory]
    [InlineData(400, ScoringMethod.MaskedMarginal)]
    [InlineData(401, ScoringMethod.WildTypeMarginal)]
    public void The_method_follows_the_length_unless_asked_for(int length, ScoringMethod expected)
    {
        Assert.Equal(expected, Plan(new('A', length), null, windowed: true).Method);
        Assert.Equal(ScoringMethod.MaskedMarginal, Plan(new('A', length), ScoringMethod.MaskedMarginal, windowed: true).Method);
    }

    [Fact]
    public async Task Progress_rises_to_a_hundred()
    {
        var percents = new List<int>();

        await VariantScorer.ScoreAsync(model, Plan(new('A', Reads), ScoringMethod.MaskedMarginal, windowed: false), percents.Add,
            TestContext.Current.CancellationToken);

        Assert.Equal(100, percents[^1]);
        Assert.Equal(percents.Distinct().Order(), percents);
    }

    [Fact]
    public async Task A_scan_nobody_waits_for_ends_before_its_next_batch()
    {
        using var stopping = new CancellationTokenSource();
        var (told, plan) = (0, Plan(InvarianceTests.Protein(600), ScoringMethod.MaskedMarginal, windowed: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VariantScorer.ScoreAsync(
            model,
            plan,
            _ =>
            {
                told++;
                stopping.Cancel();
            },
            stopping.Token));

        Assert.InRange(told, 1, plan.Threads);
    }

    [Fact]
    public void A_pass_asked_to_stop_does_so_within_a_layer()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => model.Logits([3, 7, 4], stopped.Token));
    }

    [Fact]
    public async Task Every_wild_type_scores_exactly_zero()
    {
        var sequence = InvarianceTests.Protein(Reads);
        var scores = await ScoreAsync(Plan(sequence, null, windowed: false));

        Assert.All(Enumerable.Range(0, sequence.Length), it =>
            Assert.Equal(0, scores[(Vocabulary.Residues.IndexOf(sequence[it]) * sequence.Length) + it]));
    }

    private ScoringPlan Plan(string sequence, ScoringMethod? method, bool windowed) =>
        ScoringPlan.For(model.Checkpoint, sequence, method, windowed, threads: 2);

    private Task<float[]> ScoreAsync(ScoringPlan plan) =>
        VariantScorer.ScoreAsync(model, plan, null, TestContext.Current.CancellationToken);

    private static float[] Column(float[] scores, int column) => [.. scores.Chunk(scores.Length / 20).Select(row => row[column])];
}
