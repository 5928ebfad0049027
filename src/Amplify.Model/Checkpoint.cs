using System.Security.Cryptography;

namespace Amplify.Model;

/// <summary>A checkpoint's directory in HuggingFace layout, looked over but not loaded: takes milliseconds and little memory.</summary>
public sealed class Checkpoint
{
    public const string WeightsFile = "model.safetensors";
    private static readonly string[] Own = ["encoder.", "layer_norm_1.", "layer_norm_2.", "transformer_encoder.", "decoder."];
    private readonly Safetensors weights;

    private Checkpoint(string directory, ModelConfig config, Vocabulary vocabulary, Safetensors weights)
    {
        (Directory, Config, Vocabulary, this.weights) = (directory, config, vocabulary, weights);
        Parameters = weights.Entries.Values.Sum(it => it.Shape.Aggregate(1L, (product, size) => product * size));
    }

    public string Directory { get; }

    public ModelConfig Config { get; }

    public Vocabulary Vocabulary { get; }

    public long Parameters { get; }

    /// <summary>Element types of the weights, as the file names them.</summary>
    public string Types => string.Join(", ", weights.Entries.Values.Select(it => it.Type).Distinct().Order(StringComparer.Ordinal));

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
            var config = ModelConfig.Read(Path.Combine(directory, "config.json"));
            var vocabulary = Vocabulary.Read(directory);
            RefuseOtherFormats(directory);
            var checkpoint = new Checkpoint(directory, config, vocabulary, Safetensors.Open(Path.Combine(directory, WeightsFile)));
            checkpoint.CheckConsistency();
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

    /// <summary>What identifies the weights. Reads the whole file: a second or so.</summary>
    public string Sha256(CancellationToken cancellationToken)
    {
        using var file = CheckpointFile.Open(weights.Path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal TensorReader ReadTensors() => new(weights);

    private static void RefuseOtherFormats(string directory)
    {
        if (File.Exists(Path.Combine(directory, WeightsFile))) return;
        if (File.Exists(Path.Combine(directory, WeightsFile + ".index.json")))
            throw new ModelException($"The weights are sharded ({WeightsFile}.index.json). Save the model again in one file.");
        var pickled = System.IO.Directory.EnumerateFiles(directory).FirstOrDefault(it => Path.GetExtension(it) is ".bin" or ".pt");
        if (pickled is not null)
            throw new ModelException($"The weights are in {Path.GetFileName(pickled)}; only {WeightsFile} is read. Save it as that.");
    }

    private void CheckConsistency()
    {
        if (MaxResidues < 1)
            throw new ModelException($"config.json cannot be used: max_length {Config.MaxTokens} leaves no room for a residue.");
        if (Vocabulary.Highest >= Config.VocabularySize)
            throw new ModelException($"tokenizer.json has the id {Vocabulary.Highest}, vocab_size is {Config.VocabularySize}, which "
                + "contradict.");

        var expected = new HashSet<string>();
        foreach (var (name, shape) in Architecture.Tensors(Config))
        {
            Find(name, shape);
            expected.Add(name);
        }

        var unexpected = weights.Entries.Keys.Where(it => !expected.Contains(it));
        var extra = unexpected.FirstOrDefault(name => Own.Any(it => name.StartsWith(it, StringComparison.Ordinal)));
        if (extra is not null)
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
