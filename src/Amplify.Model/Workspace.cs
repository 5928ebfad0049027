using Amplify.Model.Kernels;

namespace Amplify.Model;

/// <summary>
/// The activations of one thread. What goes through a matrix does so in chunks, and attention in blocks of queries, so that memory grows
/// with the length of a sequence, never with its square.
/// </summary>
internal sealed unsafe class Workspace(ModelConfig config, int hiddenWidth, int panel)
{
    /// <summary>
    /// Rows that go through a layer's matrices at a time: enough to make good use of each weight read, few enough to stay in the
    /// caches.
    /// </summary>
    public const int Chunk = 240;
    public const int MostChunk = Chunk * 3 / 2;
    public const int QueryBlock = 96;

    /// <summary>Tiles compute whole sixes or twelves of rows; these are the rows they may touch beyond the last.</summary>
    public const int Slack = 12;

    private FloatBuffer hidden = new(0), projected = new(0), attended = new(0), keys = new(0), values = new(0), scores = new(0);
    private FloatBuffer cosines = new(0), sines = new(0);
    private readonly FloatBuffer normal = FloatBuffer.Of(MostChunk + Slack, Spread(hiddenWidth));
    private readonly FloatBuffer gates = FloatBuffer.Of(MostChunk + Slack, 2 * panel);
    private readonly FloatBuffer opened = FloatBuffer.Of(MostChunk + Slack, Spread(PackedMatrix.Padded(config.GateSize, panel)));
    private readonly FloatBuffer mixed = FloatBuffer.Of(QueryBlock + Slack, PackedMatrix.Padded(config.HeadSize, panel));
    private FloatBuffer tokens = new(0);
    private int rowsFitted, tokensFitted, kindsFitted;

    /// <summary>null: nobody wants to know.</summary>
    public Stages? Stages { get; set; }

    public int HiddenStride { get; } = Spread(hiddenWidth);

    public int ProjectedStride { get; } = Spread(PackedMatrix.Padded(3 * config.HiddenSize, panel));

    public int OpenedStride { get; } = Spread(PackedMatrix.Padded(config.GateSize, panel));

    public float* Normal => normal.Start;

    public float* Gates => gates.Start;

    public float* Opened => opened.Start;

    /// <summary>Keys of one head, packed as panels.</summary>
    public float* Keys => keys.Start;

    /// <summary>Values of one head, packed as panels.</summary>
    public float* Values => values.Start;

    public float* Scores => scores.Start;

    public int ScoresStride(int tokens) => Spread(PackedMatrix.Padded(tokens, panel));

    /// <summary>Values of one head, weighted and summed, for a block of queries.</summary>
    public float* Mixed => mixed.Start;

    public int MixedStride { get; } = PackedMatrix.Padded(config.HeadSize, panel);

    /// <summary>A row for each different token of a batch.</summary>
    public float* ProjectedToken(int index) => tokens.Start + ((nint)index * ProjectedStride);

    public float* HiddenRow(int row) => hidden.Start + ((nint)row * HiddenStride);

    public float* ProjectedRow(int row) => projected.Start + ((nint)row * ProjectedStride);

    public float* AttendedRow(int row) => attended.Start + ((nint)row * HiddenStride);

    public float* Cosines(int position) => cosines.Start + ((nint)position * (config.HeadSize / 2));

    public float* Sines(int position) => sines.Start + ((nint)position * (config.HeadSize / 2));

    /// <summary>Chunks of about equal size: a small one at the end would read all weights for a few rows.</summary>
    public static IEnumerable<(int First, int Count)> Chunks(int rows)
    {
        var count = Math.Max(1, (rows + (Chunk / 2)) / Chunk);
        var size = PackedMatrix.Padded((rows + count - 1) / count, Slack); // whole tiles, so that none reaches into the next chunk
        for (var first = 0; first < rows; first += size) yield return (first, Math.Min(size, rows - first));
    }

    /// <summary>Makes room for a batch; keeps what is large enough.</summary>
    public void Fit(MicroBatch batch)
    {
        if (batch.Ids.Length > rowsFitted)
        {
            rowsFitted = batch.Ids.Length;
            hidden = FloatBuffer.Of(rowsFitted + Slack, HiddenStride);
            projected = FloatBuffer.Of(rowsFitted + Slack, ProjectedStride);
            attended = FloatBuffer.Of(rowsFitted + Slack, HiddenStride);
        }

        if (batch.Tokens <= tokensFitted) return;
        tokensFitted = batch.Tokens;
        keys = FloatBuffer.Of(ScoresStride(tokensFitted), config.HeadSize);
        values = FloatBuffer.Of(tokensFitted, PackedMatrix.Padded(config.HeadSize, panel));
        scores = FloatBuffer.Of(QueryBlock + Slack, ScoresStride(tokensFitted));
        FillAngles();
    }

    public void FitTokens(int count)
    {
        if (count <= kindsFitted) return;
        kindsFitted = count;
        tokens = FloatBuffer.Of(count + Slack, ProjectedStride);
    }

    /// <summary>Moves the wanted rows, and their queries, to the front.</summary>
    public void Gather(int[] wanted)
    {
        for (var row = 0; row < wanted.Length; row++)
        {
            if (wanted[row] == row) continue;
            new ReadOnlySpan<float>(HiddenRow(wanted[row]), hiddenWidth).CopyTo(new(HiddenRow(row), hiddenWidth));
            new ReadOnlySpan<float>(ProjectedRow(wanted[row]), config.HiddenSize).CopyTo(new(ProjectedRow(row), config.HiddenSize));
        }
    }

    // Strides that are a large power of two would put all rows of a tile into the same few places of the cache.
    private static int Spread(int width) => width % 256 == 0 ? width + 16 : width;

    // Angles are products of float32 in the original, and so in every trained checkpoint.
    private void FillAngles()
    {
        var pairs = config.HeadSize / 2;
        cosines = FloatBuffer.Of(tokensFitted, pairs);
        sines = FloatBuffer.Of(tokensFitted, pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            var frequency = 1 / MathF.Pow(config.RotaryBase, 2f * pair / config.HeadSize);
            for (var position = 0; position < tokensFitted; position++)
            {
                var (sine, cosine) = Math.SinCos(position * frequency);
                Cosines(position)[pair] = (float)cosine;
                Sines(position)[pair] = (float)sine;
            }
        }
    }
}
