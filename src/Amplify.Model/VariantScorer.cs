namespace Amplify.Model;

/// <summary>Runs a plan: every thread takes the next batch through all layers and waits for nobody.</summary>
public static class VariantScorer
{
    /// <summary>
    /// 20 rows in the order of <see cref="Vocabulary.Residues"/>, a column a residue: ln p(variant) - ln p(wild type), 0 for the wild
    /// type, NaN at positions the plan leaves out.
    /// </summary>
    /// <param name="progress">Told each new percentage, by one thread at a time.</param>
    /// <exception cref="ModelException">The weights lead to no number.</exception>
    public static async Task<float[]> ScoreAsync(
        AmplifyModel model, ScoringPlan plan, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scores = new float[Vocabulary.Residues.Length * plan.Sequence.Length];
        Array.Fill(scores, float.NaN);
        var (next, done, told, telling) = (-1, 0, -1, new Lock());

        void Work()
        {
            try
            {
                for (int batch; (batch = Interlocked.Increment(ref next)) < plan.Batches;)
                {
                    var passes = plan.PassesOf(batch);
                    var logits = model.Run(plan.Batch(passes), stopping.Token);
                    Read(model, passes, logits, plan.Sequence, scores);
                    lock (telling)
                    {
                        var percent = (int)(100L * ++done / plan.Batches);
                        if (percent > told) progress?.Invoke(told = percent);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // another thread failed, or the caller lost interest: told below
            }
            catch
            {
                stopping.Cancel();
                throw;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, plan.Threads).Select(_ =>
            Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        cancellationToken.ThrowIfCancellationRequested();
        return scores;
    }

    private static void Read(AmplifyModel model, IReadOnlyList<ScoringPlan.Pass> passes, float[] logits, string sequence, float[] scores)
    {
        var vocabulary = model.Checkpoint.Vocabulary;
        var (row, size) = (0, model.Checkpoint.Config.VocabularySize);
        foreach (var pass in passes)
        {
            for (var position = pass.First; position <= pass.Last; position++, row++)
            {
                var here = logits.AsSpan(row * size, size);
                var wildType = here[vocabulary.IdOf(sequence[position])];
                for (var residue = 0; residue < Vocabulary.Residues.Length; residue++)
                {
                    var score = here[vocabulary.ResidueIds[residue]] - wildType;
                    if (!float.IsFinite(score))
                        throw new ModelException($"The output at position {position + 1} is no finite number: the weights cannot be used.");
                    scores[(residue * sequence.Length) + position] = score;
                }
            }
        }
    }
}
