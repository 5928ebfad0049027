namespace Amplify.Model;

/// <summary>A checkpoint's directory in HuggingFace layout, looked over but not loaded: takes milliseconds and little memory.</summary>
public sealed class Checkpoint
{
    public const string WeightsFile = "model.safetensors";
    private readonly WeightFiles weights;
    private readonly Dictionary<string, IReadOnlyList<Piece>> pieces = [];

    private Checkpoint(string directory, ModelConfig config, Vocabulary vocabulary, WeightFiles weights) =>
        (Directory, Config, Vocabulary, this.weights) = (directory, config, vocabulary, weights);

    public string Directory { get; }

    public ModelConfig Config { get; }

    public Vocabulary Vocabulary { get; }

    public long Parameters { get; private set; }

    /// <summary>Element types of the weights, as the file names them.</summary>
    public string Types => string.Join(", ",
        pieces.Values.SelectMany(it => it).Select(it => weights.Entries[it.Stored].Type).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Residues of one sequence at most.</summary>
    public int MaxResidues => Config.MaxTokens - Vocabulary.Before.Count - Vocabulary.After.Count;

    /// <summary>
    /// Floating-point operations of one pass over so many tokens. The first layer's projections are shared with other passes and count
    /// for nothing; after the last layer's keys and values only the wanted rows go on.
    /// </summary>
    public double Operations(int tokens, int wanted)
    {
        double hidden = Config.HiddenSize, gate = Config.GateSize;
        double Layer(double rows) => 2 * hidden * ((3 * tokens * hidden) + (2 * rows * tokens) + (rows * hidden) + (3 * rows * gate));
        var shared = 6 * hidden * tokens * hidden;
        return ((Config.Layers - 1) * Layer(tokens)) + Layer(wanted) - shared + (2 * wanted * hidden * Config.VocabularySize);
    }

    /// <exception cref="ModelException">Something is missing, damaged, contradictory or not supported.</exception>
    public static Checkpoint Open(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
            throw new ModelException($"{directory} is not a directory. Name the one that holds {WeightsFile} and config.json.");
        try
        {
            var weights = WeightFiles.Open(directory);
            var layout = Layout.Of(weights.Entries);
            var config = ModelConfig.Read(Path.Combine(directory, "config.json"), layout.Keys);
            var checkpoint = new Checkpoint(directory, config, Vocabulary.Read(directory), weights);
            checkpoint.Match(layout);
            return checkpoint;
        }
        catch (InvalidOperationException)
        {
            throw new ModelException("A file of the checkpoint holds text that is no Unicode. Download the checkpoint again.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("A file of the checkpoint cannot be read: the file system refused.");
        }
    }

    /// <summary>What identifies the weights. Reads all of them: a second or so.</summary>
    public string Sha256(CancellationToken cancellationToken) => weights.Sha256(cancellationToken);

    internal TensorReader ReadTensors() => new(weights, pieces);

    // What config.json describes is there, in the shape it should have, and nothing else of a network.
    private void Match(Layout layout)
    {
        if (MaxResidues < 1)
            throw new ModelException($"config.json cannot be used: max_length {Config.MaxTokens} leaves no room for a residue.");
        if (Vocabulary.Highest >= Config.VocabularySize)
            throw new ModelException($"The vocabulary has the id {Vocabulary.Highest}, vocab_size is {Config.VocabularySize}, which "
                + "contradict.");

        var expected = new HashSet<string>();
        foreach (var (name, shape) in Architecture.Tensors(Config))
        {
            var made = layout.Pieces(name, shape, Config, weights.Entries);
            foreach (var piece in made)
            {
                Find(piece.Stored, piece.Shape);
                expected.Add(piece.Stored);
            }

            pieces[name] = made;
            Parameters += shape.Aggregate(1L, (product, size) => product * size);
        }

        if (weights.Entries.Keys.FirstOrDefault(it => !expected.Contains(it) && layout.IsOwn(it)) is { } extra)
            throw new ModelException($"{WeightsFile} holds {JsonFile.Brief(extra)}, which by config.json the model does not have.");

        if (Parameters > int.MaxValue)
            throw new ModelException($"The model has {Parameters} parameters; models of up to {int.MaxValue} are read.");
        var (needed, available) = (Parameters * sizeof(float), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (needed > available)
            throw new ModelException($"The model needs {needed >> 20} MB of memory; this process may use {available >> 20} MB.");
    }

    private void Find(string name, long[] shape)
    {
        if (!weights.Entries.TryGetValue(name, out var entry))
            throw new ModelException($"{WeightsFile} has no tensor {name}, which the model that config.json describes needs.");
        if (!entry.Shape.SequenceEqual(shape))
        {
            var (found, needed) = (string.Join(", ", entry.Shape), string.Join(", ", shape));
            throw new ModelException($"Tensor {name} has the shape [{found}]; by config.json it should be [{needed}].");
        }

        if (entry.Type is not ("F32" or "F16" or "BF16"))
            throw new ModelException($"Tensor {name} is stored as {entry.Type}; F32, F16 and BF16 are read.");
    }
}
