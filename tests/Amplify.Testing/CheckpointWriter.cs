using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Model;

namespace Amplify.Testing;

/// <summary>
/// Writes checkpoints of any size with random weights, the same ones for the same seed. They predict nothing; they only have the shape.
/// </summary>
public sealed class CheckpointWriter
{
    private static readonly string[] Published = [
        "<pad>", "<unk>", "<mask>", "<bos>", "<eos>", "|", .. "LAGVSERTIDPKQNFYMHWCB".Select(it => it.ToString())];
    private ulong state;

    public CheckpointWriter(ulong seed = 1) => state = (seed * 0x9E3779B97F4A7C15) | 1;

    /// <summary>The published 120M model's, until changed.</summary>
    public JsonObject Config { get; } = new()
    {
        ["model_type"] = "AMPLIFY",
        ["hidden_act"] = "SwiGLU",
        ["hidden_size"] = 640,
        ["num_hidden_layers"] = 24,
        ["num_attention_heads"] = 10,
        ["intermediate_size"] = 2560,
        ["vocab_size"] = 27,
        ["max_length"] = 2048,
        ["norm_eps"] = 1e-5,
        ["rms_norm"] = true,
    };

    public string[] Vocabulary { get; set; } = Published;

    public string Type { get; init; } = "F32";

    /// <summary>The order of tensors in the file.</summary>
    public Func<IEnumerable<string>, IEnumerable<string>> Order { get; init; } = names => names;

    public CheckpointWriter With(string key, JsonNode? value)
    {
        Config[key] = value;
        return this;
    }

    public string Write(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "config.json"), Config.ToJsonString());
        File.WriteAllText(Path.Combine(directory, "tokenizer.json"), Tokenizer().ToJsonString());
        var shapes = Architecture.Tensors(ModelConfig.Read(Path.Combine(directory, "config.json")))
            .ToDictionary(it => it.Name, it => it.Shape);
        var names = Order(shapes.Keys).ToArray();
        var (header, offset) = (new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } }, 0L);
        foreach (var name in names)
        {
            var bytes = Product(shapes[name]) * (Type == "F32" ? 4 : 2);
            header[name] = new JsonObject
            {
                ["dtype"] = Type,
                ["shape"] = new JsonArray([.. shapes[name].Select(it => (JsonNode)it)]),
                ["data_offsets"] = new JsonArray((JsonNode)offset, (JsonNode)(offset += bytes)),
            };
        }

        using var file = File.Create(Path.Combine(directory, Checkpoint.WeightsFile), 1 << 20);
        var text = JsonSerializer.SerializeToUtf8Bytes((JsonNode)header);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        file.Write(length);
        file.Write(text);
        foreach (var name in names) WriteValues(file, name, shapes[name]);
        return directory;
    }

    private JsonObject Tokenizer() => new()
    {
        ["added_tokens"] = new JsonArray([.. Vocabulary.Select((token, id) => (token, id)).Where(it => it.token is ['<', ..])
            .Select(it => new JsonObject { ["id"] = it.id, ["content"] = it.token, ["special"] = true })]),
        ["model"] = new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = "<unk>",
            ["vocab"] = new JsonObject(Vocabulary.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id))),
        },
    };

    // Norm weights near 1; matrices so that a layer neither swells nor fades what goes through it.
    private void WriteValues(Stream file, string name, long[] shape)
    {
        var (centre, spread) = name.Contains("norm")
            ? (1f, 0.2f)
            : name.EndsWith("bias", StringComparison.Ordinal) ? (0f, 0.1f)
            : (0f, 1.7f / MathF.Sqrt(shape[^1]));
        if (name is "encoder.weight") spread = 1;
        var row = new float[shape[^1]];
        for (var left = Product(shape); left > 0; left -= row.Length)
        {
            for (var i = 0; i < row.Length; i++) row[i] = centre + (spread * Next());
            if (Type == "F32") file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()));
            else file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Array.ConvertAll(row, Half16).AsSpan()));
        }
    }

    private ushort Half16(float value) =>
        Type == "F16" ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    /// <summary>From -1 to 1, by xorshift.</summary>
    private float Next()
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return ((state >> 40) / (float)(1 << 23)) - 1;
    }

    private static long Product(long[] shape) => shape.Aggregate(1L, (product, it) => product * it);
}
