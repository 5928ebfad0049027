using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Amplify.Model.Tests;

/// <summary>A checkpoint's files in memory, to be written again in another publisher's layout: float32 only.</summary>
internal sealed class StoredTensors
{
    private readonly string from;

    public StoredTensors(string directory)
    {
        from = directory;
        Config = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "config.json")))!.AsObject();
        var file = File.ReadAllBytes(Path.Combine(directory, Checkpoint.WeightsFile));
        var start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        foreach (var tensor in JsonElement.Parse(file.AsSpan(8, start - 8)).EnumerateObject().Where(it => it.Name != "__metadata__"))
        {
            int[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(it => it.GetInt32())];
            var offsets = tensor.Value.GetProperty("data_offsets");
            var (begin, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            var values = MemoryMarshal.Cast<byte, float>(file.AsSpan(start + begin, end - begin)).ToArray();
            Tensors[tensor.Name] = [.. values.Chunk(shape.Length == 1 ? 1 : shape[^1])];
            if (shape.Length == 1) Vectors.Add(tensor.Name);
        }
    }

    public JsonObject Config { get; }

    /// <summary>Rows; of a vector, each of one value.</summary>
    public Dictionary<string, float[][]> Tensors { get; private set; } = [];

    public HashSet<string> Vectors { get; private set; } = [];

    public float[][] Take(string name)
    {
        Assert.True(Tensors.Remove(name, out var rows), name);
        return rows;
    }

    public void Put(string name, float[][] rows)
    {
        Tensors.Add(name, rows);
        if (rows[0].Length == 1) Vectors.Add(name);
    }

    public void Rename(string name, string other) => Put(other, Take(name));

    /// <param name="shards">How many files the weights are spread over; 1: the usual one.</param>
    public string Write(string directory, int shards = 1)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "config.json"), Config.ToJsonString());
        foreach (var file in Directory.EnumerateFiles(from, "*token*.json"))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        if (shards == 1)
        {
            WriteFile(Path.Combine(directory, Checkpoint.WeightsFile), [.. Tensors.Keys]);
            return directory;
        }

        var map = new JsonObject();
        foreach (var (names, index) in Tensors.Keys.Chunk((Tensors.Count + shards - 1) / shards).Select((it, index) => (it, index)))
        {
            var name = $"model-{index + 1:00000}-of-{shards:00000}.safetensors";
            WriteFile(Path.Combine(directory, name), names);
            foreach (var tensor in names) map[tensor] = name;
        }

        File.WriteAllText(Path.Combine(directory, Checkpoint.WeightsFile + ".index.json"),
            new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString());
        return directory;
    }

    private void WriteFile(string path, string[] names)
    {
        var (header, offset) = (new JsonObject(), 0L);
        foreach (var name in names)
        {
            var rows = Tensors[name];
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = Vectors.Contains(name) ? new JsonArray(rows.Length) : new JsonArray(rows.Length, rows[0].Length),
                ["data_offsets"] = new JsonArray((JsonNode)offset, (JsonNode)(offset += 4L * rows.Length * rows[0].Length)),
            };
        }

        var text = JsonSerializer.SerializeToUtf8Bytes((JsonNode)header);
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        file.Write(text);
        foreach (var row in names.SelectMany(it => Tensors[it])) file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
    }
}
