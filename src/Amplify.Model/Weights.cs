using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>All weights, read once and packed for panels of one width.</summary>
internal sealed class Weights
{
    private readonly ModelConfig config;
    private readonly TensorReader reader;
    private readonly int panel;

    private Weights(ModelConfig config, TensorReader reader, int panel)
    {
        (this.config, this.reader, this.panel) = (config, reader, panel);
        Embedding = FloatBuffer.Of(config.VocabularySize, Width);
        ReadRows("encoder.weight", (row, values) => values.CopyTo(Embedding.Row(row, Width)));
        EmbeddingNorm = config.NormalizesEmbedding ? Vector("layer_norm_1.weight") : null;
        Layers = [.. Enumerable.Range(0, config.Layers).Select(Read)];
        LastNorm = config.NormalizesLastLayer ? Vector("layer_norm_2.weight") : null;
        Decoder = Matrix(config.VocabularySize, config.HiddenSize, ("decoder.weight", Same));
        DecoderBias = Vector("decoder.bias");
    }

    /// <summary>Hidden values of a token, filled up to whole panels.</summary>
    public int Width => PackedMatrix.Padded(config.HiddenSize, panel);

    public FloatBuffer Embedding { get; }

    public FloatBuffer? EmbeddingNorm { get; }

    public Layer[] Layers { get; }

    public FloatBuffer? LastNorm { get; }

    public PackedMatrix Decoder { get; }

    public FloatBuffer DecoderBias { get; }

    public static Weights Load(Checkpoint checkpoint, int panelWidth)
    {
        try
        {
            using var reader = checkpoint.ReadTensors();
            return new(checkpoint.Config, reader, panelWidth);
        }
        catch (OutOfMemoryException)
        {
            throw new ModelException($"There is not enough memory for {checkpoint.Parameters * sizeof(float) >> 20} MB of weights.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{Checkpoint.WeightsFile} cannot be read: the file system refused.");
        }
    }

    private delegate (int Column, float Scale) Placement(int row);

    private static (int Column, float Scale) Same(int row) => (row, 1);

    private Layer Read(int index)
    {
        string Name(string part) => Architecture.Layer(index, part);

        var hidden = config.HiddenSize;
        var scale = 1 / MathF.Sqrt(config.HeadSize);
        (string, Placement)[] attention =
        [
            (Name("q"), row => (Halved(row), scale)),
            (Name("k"), row => (hidden + Halved(row), 1)),
            (Name("v"), row => ((2 * hidden) + row, 1)),
        ];
        (string, Placement)[] output = [(Name("wo"), Same)], gates = [(Name("ffn.w12"), Paired)], down = [(Name("ffn.w3"), Same)];
        var gateWidth = 2 * PackedMatrix.Padded(config.GateSize, panel);
        return new(
            Vector(Name("attention_norm.weight")),
            Matrix(3 * hidden, hidden, Weight(attention)),
            Bias(config.HasAttentionBias, 3 * hidden, attention),
            Matrix(hidden, hidden, Weight(output)),
            Bias(config.HasAttentionBias, hidden, output),
            Vector(Name("ffn_norm.weight")),
            Matrix(gateWidth, hidden, Weight(gates)),
            Bias(config.HasFeedForwardBias, gateWidth, gates),
            Matrix(hidden, config.GateSize, Weight(down)),
            Bias(config.HasFeedForwardBias, hidden, down));
    }

    // Rotary positions turn neighbours (2i, 2i + 1) together. With the even ones first and the odd ones behind, whole registers turn; the
    // product of query and key does not mind the order.
    private int Halved(int row)
    {
        var within = row % config.HeadSize;
        return row - within + (within / 2) + (within % 2 * (config.HeadSize / 2));
    }

    // A panel of gates stands beside the panel of the values it opens, so that both are at hand when they are multiplied.
    private (int Column, float Scale) Paired(int row)
    {
        var (column, side) = (row % config.GateSize, row / config.GateSize);
        return ((((2 * (column / panel)) + side) * panel) + (column % panel), 1);
    }

    private static (string, Placement)[] Weight((string Name, Placement Place)[] parts) =>
        [.. parts.Select(it => (it.Name + ".weight", it.Place))];

    private PackedMatrix Matrix(int columns, int depth, params (string Name, Placement Place)[] parts)
    {
        var matrix = new PackedMatrix(columns, depth, panel);
        foreach (var (name, place) in parts)
        {
            ReadRows(name, (row, values) =>
            {
                var (column, scale) = place(row);
                matrix.SetColumn(column, values, scale);
            });
        }

        return matrix;
    }

    private FloatBuffer? Bias(bool exists, int columns, (string Name, Placement Place)[] parts)
    {
        if (!exists) return null;
        var bias = new FloatBuffer(PackedMatrix.Padded(columns, panel));
        foreach (var (name, place) in parts)
        {
            var values = reader.ReadVector(name + ".bias");
            for (var row = 0; row < values.Length; row++)
            {
                var (column, scale) = place(row);
                bias.Row(0, column + 1)[column] = values[row] * scale;
            }
        }

        return bias;
    }

    private FloatBuffer Vector(string name)
    {
        var values = reader.ReadVector(name);
        var vector = new FloatBuffer(PackedMatrix.Padded(values.Length, panel));
        values.CopyTo(vector.Row(0, values.Length));
        return vector;
    }

    private void ReadRows(string name, Action<int, ReadOnlySpan<float>> use) => reader.ReadRows(name, use);
}
