using System.Runtime.Intrinsics;
using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>The forward pass for one register width. Its weights are shared; each thread brings its own <see cref="Workspace"/>.</summary>
internal abstract class Engine(ModelConfig config, Weights weights)
{
    public ModelConfig Config => config;

    public Weights Weights => weights;

    public static Engine Load(Checkpoint checkpoint, KernelWidth width) => width switch
    {
        KernelWidth.Vector512 => new Engine<Vector512<float>, Lanes512>(checkpoint.Config, Weights.Load(checkpoint, 2 * Lanes512.Count)),
        KernelWidth.Vector256 => new Engine<Vector256<float>, Lanes256>(checkpoint.Config, Weights.Load(checkpoint, 2 * Lanes256.Count)),
        _ => new Engine<Vector128<float>, Lanes128>(checkpoint.Config, Weights.Load(checkpoint, 2 * Lanes128.Count)),
    };

    /// <summary>Logits of the wanted rows, one row of the vocabulary's size each.</summary>
    /// <param name="batch">Sequences of equal length.</param>
    public abstract float[] Run(MicroBatch batch, Workspace workspace, CancellationToken cancellationToken);
}

internal sealed unsafe class Engine<TVector, TLanes>(ModelConfig config, Weights weights) : Engine(config, weights)
    where TVector : struct
    where TLanes : struct, ILanes<TVector>
{
    private int HiddenWidth => Weights.Width;

    public override float[] Run(MicroBatch batch, Workspace workspace, CancellationToken cancellationToken)
    {
        workspace.Fit(batch);
        workspace.Stages?.Begin();
        Embed(batch.Ids, workspace);
        workspace.Stages?.Mark(Stage.Embedding);
        var rows = batch.Ids.Length;
        var queries = Enumerable.Repeat(batch.Tokens, batch.Sequences).ToArray();
        for (var index = 0; index < Weights.Layers.Length; index++)
        {
            var layer = Weights.Layers[index];
            if (index == 0) ProjectTokens(layer, batch, workspace, cancellationToken);
            else Project(layer, rows, batch.Tokens, workspace, cancellationToken);
            workspace.Stages?.Mark(Stage.Projections);
            if (index == Weights.Layers.Length - 1)
            {
                // Of the last layer only the wanted rows are asked for: they alone are gathered and go on. Attention still sees every
                // token, since the keys and values of all have been made.
                queries = batch.WantedInEach();
                rows = batch.Wanted.Length;
                workspace.Gather(batch.Wanted);
            }

            Attend(batch, queries, workspace, cancellationToken);
            ApplyAttention(layer, rows, workspace, cancellationToken);
            workspace.Stages?.Mark(Stage.AttentionOutput);
            FeedForward(layer, rows, workspace, cancellationToken);
        }

        var logits = Decode(rows, workspace, cancellationToken);
        workspace.Stages?.Mark(Stage.Decoding);
        GC.KeepAlive(this); // pointers into its buffers were in use
        return logits;
    }

    private void Embed(int[] ids, Workspace workspace)
    {
        for (var row = 0; row < ids.Length; row++)
        {
            var target = workspace.HiddenRow(row);
            Weights.Embedding.Row(ids[row], HiddenWidth).CopyTo(new(target, HiddenWidth));
            if (Weights.EmbeddingNorm is { } norm) Normalize(target, norm, target);
        }
    }

    /// <summary>RMSNorm, then queries, keys and values of every row; rotary position embedding of the first two.</summary>
    private void Project(Layer layer, int rows, int tokens, Workspace workspace, CancellationToken cancellationToken)
    {
        foreach (var (first, count) in Workspace.Chunks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NormalizeChunk(first, count, layer.AttentionNorm, workspace);
            var target = workspace.ProjectedRow(first);
            Gemm<TVector, TLanes>.Multiply(
                workspace.Normal, workspace.HiddenStride, count, layer.QueryKeyValue, target, workspace.ProjectedStride, add: false);
            AddBias(layer.QueryKeyValueBias, target, workspace.ProjectedStride, count, layer.QueryKeyValue.Width);
            for (var row = first; row < first + count; row++) Rotate(workspace.ProjectedRow(row), row % tokens, workspace);
        }
    }

    /// <summary>
    /// The same for the first layer, where a row knows of nothing but its token: one product for each different token of all the masked
    /// copies of a sequence, and copies of it.
    /// </summary>
    private void ProjectTokens(Layer layer, MicroBatch batch, Workspace workspace, CancellationToken cancellationToken)
    {
        var indices = new Dictionary<int, int>();
        var firstRows = new List<int>();
        for (var row = 0; row < batch.Ids.Length; row++)
        {
            if (indices.TryAdd(batch.Ids[row], firstRows.Count)) firstRows.Add(row);
        }

        workspace.FitTokens(firstRows.Count);
        foreach (var (first, count) in Workspace.Chunks(firstRows.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var index = 0; index < count; index++)
            {
                var normal = workspace.Normal + ((nint)index * workspace.HiddenStride);
                Normalize(workspace.HiddenRow(firstRows[first + index]), layer.AttentionNorm, normal);
            }

            var target = workspace.ProjectedToken(first);
            Gemm<TVector, TLanes>.Multiply(
                workspace.Normal, workspace.HiddenStride, count, layer.QueryKeyValue, target, workspace.ProjectedStride, add: false);
            AddBias(layer.QueryKeyValueBias, target, workspace.ProjectedStride, count, layer.QueryKeyValue.Width);
        }

        var width = layer.QueryKeyValue.Width;
        for (var row = 0; row < batch.Ids.Length; row++)
        {
            float* source = workspace.ProjectedToken(indices[batch.Ids[row]]), target = workspace.ProjectedRow(row);
            new ReadOnlySpan<float>(source, width).CopyTo(new(target, width));
            Rotate(target, row % batch.Tokens, workspace);
        }
    }

    /// <summary>Rotary position embedding (RoPE): in every head, value i and the one half a head further are turned together.</summary>
    private void Rotate(float* row, int position, Workspace workspace)
    {
        var pairs = Config.HeadSize / 2;
        for (var head = 0; head < 2 * Config.Heads; head++) // queries, then keys
        {
            var values = row + (head * Config.HeadSize);
            Rows<TVector, TLanes>.Rotate(values, values + pairs, workspace.Cosines(position), workspace.Sines(position), pairs);
        }
    }

    /// <summary>Scaled dot-product attention of every head over the tokens of its own sequence, without a mask.</summary>
    private void Attend(MicroBatch batch, int[] queries, Workspace workspace, CancellationToken cancellationToken)
    {
        var from = 0;
        for (var sequence = 0; sequence < batch.Sequences; sequence++)
        {
            for (var head = 0; head < Config.Heads; head++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Attention<TVector, TLanes>.Run(Config, new(sequence, batch.Tokens, head, from, queries[sequence]), workspace);
            }

            from += queries[sequence];
        }
    }

    /// <summary>The heads' output projection, added to the residual stream.</summary>
    private static void ApplyAttention(Layer layer, int rows, Workspace workspace, CancellationToken cancellationToken)
    {
        foreach (var (first, count) in Workspace.Chunks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = workspace.HiddenRow(first);
            Gemm<TVector, TLanes>.Multiply(
                workspace.AttendedRow(first), workspace.HiddenStride, count, layer.Output, target, workspace.HiddenStride, add: true);
            AddBias(layer.OutputBias, target, workspace.HiddenStride, count, layer.Output.Width);
        }
    }

    /// <summary>RMSNorm, the SwiGLU feed-forward block, its output added to the residual stream.</summary>
    private void FeedForward(Layer layer, int rows, Workspace workspace, CancellationToken cancellationToken)
    {
        var panel = layer.Gates.PanelWidth;
        foreach (var (first, count) in Workspace.Chunks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NormalizeChunk(first, count, layer.FeedForwardNorm, workspace);
            for (var pair = 0; pair < layer.Gates.Panels / 2; pair++)
            {
                Gemm<TVector, TLanes>.Multiply(
                    workspace.Normal, workspace.HiddenStride, count, layer.Gates, 2 * pair, 2, workspace.Gates, 2 * panel, add: false);
                AddBias(layer.GatesBias, workspace.Gates, 2 * panel, count, 2 * panel, 2 * pair * panel);
                workspace.Stages?.Mark(Stage.Gates);
                Rows<TVector, TLanes>.Gate(workspace.Gates, workspace.Opened + (pair * panel), workspace.OpenedStride, count);
                workspace.Stages?.Mark(Stage.Opening);
            }

            var target = workspace.HiddenRow(first);
            Gemm<TVector, TLanes>.Multiply(
                workspace.Opened, workspace.OpenedStride, count, layer.Down, target, workspace.HiddenStride, add: true);
            AddBias(layer.DownBias, target, workspace.HiddenStride, count, layer.Down.Width);
            workspace.Stages?.Mark(Stage.Down);
        }
    }

    /// <summary>The last RMSNorm, where the model has one, and the decoder: logits over the vocabulary.</summary>
    private float[] Decode(int rows, Workspace workspace, CancellationToken cancellationToken)
    {
        var (size, width) = (Config.VocabularySize, Weights.Decoder.Width);
        var logits = new float[rows * size];
        var scratch = FloatBuffer.Of(Workspace.MostChunk + Workspace.Slack, width);
        foreach (var (first, count) in Workspace.Chunks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NormalizeChunk(first, count, Weights.LastNorm, workspace);
            Gemm<TVector, TLanes>.Multiply(
                workspace.Normal, workspace.HiddenStride, count, Weights.Decoder, scratch.Start, width, add: false);
            AddBias(Weights.DecoderBias, scratch.Start, width, count, width);
            for (var row = 0; row < count; row++) scratch.Row(row, width)[..size].CopyTo(logits.AsSpan((first + row) * size));
        }

        return logits;
    }

    private void NormalizeChunk(int first, int count, FloatBuffer? norm, Workspace workspace)
    {
        for (var row = 0; row < count; row++)
        {
            float* source = workspace.HiddenRow(first + row), target = workspace.Normal + ((nint)row * workspace.HiddenStride);
            if (norm is not null) Normalize(source, norm, target);
            else new ReadOnlySpan<float>(source, HiddenWidth).CopyTo(new(target, HiddenWidth));
        }
    }

    private void Normalize(float* source, FloatBuffer norm, float* target) =>
        Rows<TVector, TLanes>.Normalize(source, norm.Start, target, Config.HiddenSize, HiddenWidth, Config.Epsilon);

    private static void AddBias(FloatBuffer? bias, float* target, int stride, int rows, int width, int from = 0)
    {
        if (bias is null) return;
        for (var row = 0; row < rows; row++) Rows<TVector, TLanes>.Add(target + ((nint)row * stride), bias.Start + from, width);
    }
}
