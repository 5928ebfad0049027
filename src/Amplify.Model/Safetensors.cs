using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Amplify.Model;

/// <summary>The header of a safetensors file, every field checked against the file, and its tensors by name.</summary>
internal sealed class Safetensors
{
    private const int MostHeader = 8 << 20;
    private const int MostDimensions = 8;
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E4M3"] = 1,
        ["F8_E5M2"] = 1,
        ["U16"] = 2,
        ["I16"] = 2,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["U32"] = 4,
        ["I32"] = 4,
        ["F32"] = 4,
        ["U64"] = 8,
        ["I64"] = 8,
        ["F64"] = 8,
    };

    private readonly Dictionary<string, TensorEntry> entries = [];

    private readonly string name;

    private Safetensors(string path) => (Path, name) = (path, System.IO.Path.GetFileName(path));

    public string Path { get; }

    public IReadOnlyDictionary<string, TensorEntry> Entries => entries;

    private long Start { get; set; }

    /// <exception cref="ModelException">Truncated, damaged or hostile.</exception>
    public static Safetensors Open(string path)
    {
        var tensors = new Safetensors(path);
        tensors.Read();
        return tensors;
    }

    public MemoryMappedFile Map() => MemoryMappedFile.CreateFromFile(
        CheckpointFile.Open(Path), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);

    public MemoryMappedViewAccessor View(MemoryMappedFile map, TensorEntry entry) =>
        map.CreateViewAccessor(Start + entry.From, entry.To - entry.From, MemoryMappedFileAccess.Read);

    private void Read()
    {
        using var file = CheckpointFile.Open(Path);
        var prefix = new byte[sizeof(ulong)];
        if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw Damaged("it ends within the first eight bytes");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)(file.Length - prefix.Length))
            throw Damaged($"its header should have {length} bytes, but the file has {file.Length}");
        if (length > MostHeader) throw Damaged($"its header should have {length} bytes, which no checkpoint needs");

        var header = new byte[length];
        file.ReadExactly(header);
        Start = prefix.Length + header.Length;
        using var json = JsonFile.Parse(header, $"The header of {name}");
        foreach (var property in json.RootElement.EnumerateObject().Where(it => it.Name != "__metadata__"))
        {
            entries.Add(property.Name, Entry(property.Name, property.Value));
        }

        CheckLayout(file.Length - Start);
    }

    private TensorEntry Entry(string tensor, JsonElement value)
    {
        var shown = JsonFile.Brief(tensor);
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !IsArray(shape) || shape.GetArrayLength() > MostDimensions
            || !value.TryGetProperty("data_offsets", out var offsets) || !IsArray(offsets) || offsets.GetArrayLength() != 2)
        {
            throw Damaged($"tensor {shown} is not described by dtype, shape and two data_offsets");
        }

        if (JsonFile.Text(type) is not { } dtype || !Sizes.TryGetValue(dtype, out var size))
            throw Damaged($"tensor {shown} has the unknown dtype {JsonFile.Brief(type)}");

        var dimensions = shape.EnumerateArray().Select(it => Whole(it, shown)).ToArray();
        var (from, to) = (Whole(offsets[0], shown), Whole(offsets[1], shown));
        var bytes = dimensions.Aggregate((Int128)size, (product, it) => product > long.MaxValue ? product : product * it);
        if (dimensions.Contains(0)) bytes = 0;
        if (to < from || bytes != to - from)
            throw Damaged($"tensor {shown} of {dtype} [{string.Join(", ", dimensions)}] does not fill its data_offsets {from} to {to}");
        return new(shown, dtype, dimensions, from, to);
    }

    private static bool IsArray(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    private long Whole(JsonElement value, string tensor) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Damaged($"tensor {tensor} has {JsonFile.Brief(value)} where a whole number belongs");

    // The format leaves no gaps, so every byte has one owner and a missing end is seen.
    private void CheckLayout(long length)
    {
        var end = 0L;
        foreach (var entry in entries.Values.OrderBy(it => it.From).ThenBy(it => it.To))
        {
            if (entry.To > length)
                throw Damaged($"tensor {entry.Name} ends at byte {entry.To}, the data at {length}: the download was cut short");
            if (entry.From < end) throw Damaged($"tensor {entry.Name} overlaps the one before it");
            if (entry.From > end) throw Damaged($"{entry.From - end} bytes before tensor {entry.Name} belong to none");
            end = entry.To;
        }

        if (end != length) throw Damaged($"its last {length - end} bytes belong to no tensor");
    }

    private ModelException Damaged(string what) => new($"{name} cannot be used: {what}. Download the checkpoint again.");
}

/// <summary>Where a tensor's bytes are, counted from the end of the header.</summary>
internal sealed record TensorEntry(string Name, string Type, long[] Shape, long From, long To);
