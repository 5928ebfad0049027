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
        AmplifyModel model, ScoringPlan plan, Action<int>? progress, CancellationToken cancellationToken) =>
        (await ScoreAllAsync(model, plan, progress, cancellationToken)).Scores;

    /// <summary>The same, and the plan's combinations in their order.</summary>
    public static async Task<(float[] Scores, IReadOnlyList<CombinationScore> Combinations)> ScoreAllAsync(
        AmplifyModel model, ScoringPlan plan, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (scores, alone, together) = (Unscored(plan), Unscored(plan),
            plan.Combinations.Select(it => new float[it.Sites.Count]).ToArray());
        var (next, done, told, telling) = (-1, 0, -1, new Lock());

        void Work()
        {
            try
            {
                for (int batch; (batch = Interlocked.Increment(ref next)) < plan.Batches;)
                {
                    var passes = plan.PassesOf(batch);
                    var logits = model.Run(plan.Batch(passes), stopping.Token);
                    Read(passes, logits);
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
        var singles = plan.Method == ScoringMethod.MaskedMarginal ? scores : alone;
        return (scores, [.. plan.Combinations.Select((it, number) => Sum(it, together[number]))]);

        void Read(IReadOnlyList<ScoringPlan.Pass> passes, float[] logits)
        {
            var (row, size) = (0, model.Checkpoint.Config.VocabularySize);
            foreach (var pass in passes)
            {
                for (var position = pass.First; position <= pass.Last; position++, row++)
                {
                    var ratios = Ratios(model.Checkpoint.Vocabulary, logits.AsSpan(row * size, size), plan.Sequence[position], position);
                    if (pass.Of >= 0)
                    {
                        var site = plan.Combinations[pass.Of].Sites.Index().First(it => it.Item.Position == position);
                        together[pass.Of][site.Index] = ratios[Vocabulary.Residues.IndexOf(site.Item.Residue)];
                        continue;
                    }

                    var target = pass.Of == ScoringPlan.Pass.Scan ? scores : alone;
                    for (var residue = 0; residue < ratios.Length; residue++)
                        target[(residue * plan.Sequence.Length) + position] = ratios[residue];
                }
            }
        }

        CombinationScore Sum(Combination combination, float[] joint)
        {
            var total = combination.Sites.Sum(it =>
                (double)singles[(Vocabulary.Residues.IndexOf(it.Residue) * plan.Sequence.Length) + it.Position]);
            return new(joint.Length == 1 ? total : (joint.Sum(it => (double)it) + total) / 2, total);
        }
    }

    private static float[] Unscored(ScoringPlan plan)
    {
        var scores = new float[Vocabulary.Residues.Length * plan.Sequence.Length];
        Array.Fill(scores, float.NaN);
        return scores;
    }

    private static float[] Ratios(Vocabulary vocabulary, ReadOnlySpan<float> logits, char wildType, int position)
    {
        var ratios = new float[Vocabulary.Residues.Length];
        for (var residue = 0; residue < ratios.Length; residue++)
        {
            ratios[residue] = logits[vocabulary.ResidueIds[residue]] - logits[vocabulary.IdOf(wildType)];
            if (!float.IsFinite(ratios[residue]))
                throw new ModelException($"The output at position {position + 1} is no finite number: the weights cannot be used.");
        }

        return ratios;
    }
}
