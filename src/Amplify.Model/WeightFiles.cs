using System.Security.Cryptography;
using System.Text.Json;

namespace Amplify.Model;

/// <summary>The weights' one file, or the several that an index names, seen as one.</summary>
internal sealed class WeightFiles
{
    private const string Index = Checkpoint.WeightsFile + ".index.json";
    private const int MostFiles = 1000;

    private readonly Dictionary<string, TensorEntry> entries = [];
    private readonly Dictionary<string, Safetensors> homes = [];

    private WeightFiles(IReadOnlyList<Safetensors> files)
    {
        Files = files;
        foreach (var file in files)
        {
            foreach (var (name, entry) in file.Entries)
            {
                if (!entries.TryAdd(name, entry)) throw new ModelException($"Tensor {entry.Name} is in two of the weights' files.");
                homes[name] = file;
            }
        }
    }

    public IReadOnlyList<Safetensors> Files { get; }

    public IReadOnlyDictionary<string, TensorEntry> Entries => entries;

    public Safetensors FileOf(string tensor) => homes[tensor];

    /// <exception cref="ModelException">A file is missing, damaged or in another format.</exception>
    public static WeightFiles Open(string directory)
    {
        var single = Path.Combine(directory, Checkpoint.WeightsFile);
        if (Path.Exists(single)) return new([Safetensors.Open(single)]);
        if (File.Exists(Path.Combine(directory, Index))) return OpenAll(directory);
        var pickled = Directory.EnumerateFiles(directory).FirstOrDefault(it => Path.GetExtension(it) is ".bin" or ".pt");
        throw pickled is not null
            ? new ModelException($"The weights are in {Path.GetFileName(pickled)}; only {Checkpoint.WeightsFile} is read. Save it as that.")
            : new ModelException($"{Checkpoint.WeightsFile} is not in the checkpoint's directory. Download it from where the other files "
                + "came from.");
    }

    /// <summary>What identifies the weights: the SHA-256 of their file, or of all of them one behind the other, by name.</summary>
    public string Sha256(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in Files.Select(it => it.Path))
        {
            using var file = CheckpointFile.Open(path);
            for (int count; (count = file.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static WeightFiles OpenAll(string directory)
    {
        using var json = JsonFile.Read(Path.Combine(directory, Index));
        if (!json.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw Unusable("it has no weight_map");
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tensor in map.EnumerateObject())
        {
            var name = tensor.Value.ValueKind == JsonValueKind.String ? JsonFile.Text(tensor.Value) : null;
            if (name is null or "" || name != Path.GetFileName(name) || name.Contains('\\') || Path.GetExtension(name) != ".safetensors")
                throw Unusable($"it puts {JsonFile.Brief(tensor.Name)} into {JsonFile.Brief(tensor.Value)}, which is no file beside it");
            names.Add(name);
            if (names.Count > MostFiles) throw Unusable($"it names more than {MostFiles} files");
        }

        var files = new WeightFiles([.. names.Select(it => Safetensors.Open(Path.Combine(directory, it)))]);
        var lost = map.EnumerateObject().FirstOrDefault(it => !files.Entries.ContainsKey(it.Name));
        return lost.Value.ValueKind == JsonValueKind.Undefined ? files
            : throw Unusable($"it names the tensor {JsonFile.Brief(lost.Name)}, which is in none of its files");
    }

    private static ModelException Unusable(string what) => new($"{Index} cannot be used: {what}. Download the checkpoint again.");
}
