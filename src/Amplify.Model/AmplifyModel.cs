using System.Collections.Concurrent;

namespace Amplify.Model;

/// <summary>A checkpoint in memory, ready to compute. May be used by several threads at once.</summary>
public sealed class AmplifyModel
{
    private readonly Engine engine;
    private readonly ConcurrentBag<Workspace> idle = [];
    private bool isWatched;

    private AmplifyModel(Checkpoint checkpoint, KernelWidth width, Engine engine) =>
        (Checkpoint, Width, this.engine) = (checkpoint, width, engine);

    public Checkpoint Checkpoint { get; }

    public KernelWidth Width { get; }

    /// <param name="width">null: the best of this processor.</param>
    /// <exception cref="ModelException">The weights cannot be read, or hold no numbers.</exception>
    public static AmplifyModel Load(Checkpoint checkpoint, KernelWidth? width = null)
    {
        var chosen = width ?? Kernel.Best;
        return new(checkpoint, chosen, Engine.Load(checkpoint, chosen));
    }

    /// <summary>Bytes in use at most: the weights, and each thread's activations for the longest sequence.</summary>
    public static long MemoryBytes(Checkpoint checkpoint, int threads)
    {
        var (config, rows) = (checkpoint.Config, (long)checkpoint.Config.MaxTokens);
        var perRow = (5 * config.HiddenSize) + (3 * config.HeadSize) + Workspace.QueryBlock;
        var perChunkRow = config.HiddenSize + config.GateSize;
        var activations = (rows * perRow) + ((long)Workspace.MostChunk * perChunkRow);
        return sizeof(float) * (checkpoint.Parameters + (threads * activations));
    }

    /// <summary>Logits of every token of one unmasked sequence: a row a token, a column an id.</summary>
    public float[] Logits(int[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length > Checkpoint.Config.MaxTokens)
            throw new ModelException($"{ids.Length} tokens are more than the {Checkpoint.Config.MaxTokens} this model reads.");
        return Run(new(ids, 1, [.. Enumerable.Range(0, ids.Length)]), cancellationToken);
    }

    /// <summary>From now on how the time of all threads divides; costs a little itself.</summary>
    internal void Watch() => isWatched = true;

    internal Dictionary<Stage, long> Ticks() =>
        Enum.GetValues<Stage>().ToDictionary(stage => stage, stage => idle.Select(it => it.Stages).OfType<Stages>().Sum(it => it[stage]));

    /// <summary>
    /// Logits of the rows a batch wants. As many threads at a time as there should be workspaces: each is kept for the next batch.
    /// </summary>
    internal float[] Run(MicroBatch batch, CancellationToken cancellationToken)
    {
        if (!idle.TryTake(out var workspace)) workspace = new(Checkpoint.Config, engine.Weights.Width, engine.Weights.Decoder.PanelWidth);
        if (isWatched) workspace.Stages ??= new();
        try
        {
            return engine.Run(batch, workspace, cancellationToken);
        }
        finally
        {
            idle.Add(workspace);
        }
    }
}
