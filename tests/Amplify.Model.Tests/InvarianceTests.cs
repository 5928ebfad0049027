using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>What must not matter: threads, register width, company in a batch, chunks and blocks.</summary>
public sealed class InvarianceTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Neither_threads_nor_register_width_change_a_score()
    {
        var checkpoint = Checkpoint.Open(ShapeTests.Small(40, 5, 60, 2).Write(directory.Path));
        var sequence = Protein(73);
        var expected = await ScoreAsync(AmplifyModel.Load(checkpoint, KernelWidth.Vector128), sequence, threads: 1);

        foreach (var width in Fixture.Widths)
        {
            var model = AmplifyModel.Load(checkpoint, width);
            foreach (var threads in (int[])[1, 2, 3, 7, 200]) Fixture.AssertNear(expected, await ScoreAsync(model, sequence, threads));
        }
    }

    [Fact]
    public void The_order_of_sequences_in_a_batch_changes_no_logit()
    {
        var model = AmplifyModel.Load(Checkpoint.Open(ShapeTests.Small(40, 5, 60, 2).Write(directory.Path)));
        var sequences = Enumerable.Range(0, 5).Select(it => model.Checkpoint.Vocabulary.Encode(Protein(50, seed: it))).ToArray();
        int[] order = [3, 0, 4, 1, 2];

        var together = Run(model, sequences);
        var shuffled = Run(model, [.. order.Select(it => sequences[it])]);
        var alone = sequences.Select(it => Run(model, [it])[0]).ToArray();

        for (var at = 0; at < order.Length; at++) Fixture.AssertNear(together[order[at]], shuffled[at]);
        for (var at = 0; at < alone.Length; at++) Fixture.AssertNear(alone[at], together[at]);
    }

    [Fact]
    public void Sequences_longer_than_chunks_and_blocks_are_computed_as_the_reference_does()
    {
        var model = AmplifyModel.Load(Checkpoint.Open(ShapeTests.Small(8, 2, 9, 2).Write(directory.Path)));
        var ids = model.Checkpoint.Vocabulary.Encode(Protein(2 * Workspace.Chunk + 11));

        Fixture.AssertNear(new Reference(directory.Path).Logits(ids), model.Logits(ids, TestContext.Current.CancellationToken));
    }

    private static float[][] Run(AmplifyModel model, int[][] sequences)
    {
        var ids = sequences.SelectMany(it => it).ToArray();
        var logits = model.Run(new(ids, sequences.Length, [.. Enumerable.Range(0, ids.Length)]), TestContext.Current.CancellationToken);
        return [.. logits.Chunk(logits.Length / sequences.Length)];
    }

    private static Task<float[]> ScoreAsync(AmplifyModel model, string sequence, int threads) => VariantScorer.ScoreAsync(
        model, ScoringPlan.For(model.Checkpoint, sequence, ScoringMethod.MaskedMarginal, windowed: false, threads), null,
            TestContext.Current.CancellationToken);

    internal static string Protein(int length, int seed = 0) =>
        string.Concat(Enumerable.Range(0, length)
            .Select(it => Vocabulary.Residues[((it * it * 7) + (it * 3) + (seed * 11)) % Vocabulary.Residues.Length]));
}
