using System.Buffers.Binary;
using System.Text.Json;

namespace Amplify.Model.Tests;

/// <summary>
/// The network once more, as plainly as it can be written, in float64: what the engine is held against where no fixture reaches.
/// </summary>
internal sealed class Reference
{
    private readonly Dictionary<string, double[][]> tensors = [];
    private readonly JsonElement config;

    public Reference(string directory)
    {
        config = JsonElement.Parse(File.ReadAllText(Path.Combine(directory, "config.json")));
        var file = File.ReadAllBytes(Path.Combine(directory, Checkpoint.WeightsFile));
        var start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        foreach (var tensor in JsonElement.Parse(file.AsSpan(8, start - 8)).EnumerateObject().Where(it => it.Name != "__metadata__"))
        {
            var width = tensor.Value.GetProperty("shape").EnumerateArray().Last().GetInt32();
            var (from, to) = (tensor.Value.GetProperty("data_offsets")[0].GetInt32(), tensor.Value.GetProperty("data_offsets")[1]
                .GetInt32());
            tensors[tensor.Name] = [.. Values(file[(start + from)..(start + to)], tensor.Value.GetProperty("dtype").GetString()!)
                .Chunk(width)];
        }
    }

    public float[] Logits(int[] ids)
    {
        var x = ids.Select(id => tensors["encoder.weight"][id]).ToArray();
        if (Flag("layer_norm_after_embedding", false)) x = Normalize(x, "layer_norm_1.weight");
        for (var layer = 0; layer < Number("num_hidden_layers"); layer++)
        {
            var name = $"transformer_encoder.{layer}.";
            var h = Normalize(x, name + "attention_norm.weight");
            x = Add(x, Linear(Attend(Linear(h, name + "q"), Linear(h, name + "k"), Linear(h, name + "v")), name + "wo"));
            var gates = Linear(Normalize(x, name + "ffn_norm.weight"), name + "ffn.w12");
            var half = gates[0].Length / 2;
            x = Add(x, Linear([.. gates.Select(row =>
                Enumerable.Range(0, half).Select(i => row[i] / (1 + Math.Exp(-row[i])) * row[half + i]).ToArray())], name + "ffn.w3"));
        }

        if (Flag("layer_norm_before_last_layer", true)) x = Normalize(x, "layer_norm_2.weight");
        return [.. Linear(x, "decoder").SelectMany(row => row).Select(it => (float)it)];
    }

    private double[][] Attend(double[][] q, double[][] k, double[][] v)
    {
        var (heads, tokens) = (Number("num_attention_heads"), q.Length);
        var size = q[0].Length / heads;
        var mixed = q.Select(row => new double[row.Length]).ToArray();
        for (var head = 0; head < heads; head++)
        {
            var from = head * size;
            var (queries, keys) = (Turned(q, from, size), Turned(k, from, size));
            for (var row = 0; row < tokens; row++)
            {
                var scores = keys.Select(key => key.Zip(queries[row], (a, b) => a * b).Sum() / Math.Sqrt(size)).ToArray();
                var weights = scores.Select(it => Math.Exp(it - scores.Max())).ToArray();
                for (var i = 0; i < size; i++)
                {
                    mixed[row][from + i] = Enumerable.Range(0, tokens).Sum(at => weights[at] * v[at][from + i]) / weights.Sum();
                }
            }
        }

        return mixed;
    }

    private static double[][] Turned(double[][] rows, int from, int size) => [.. rows.Select((row, position) =>
    {
        var turned = new double[size];
        for (var i = 0; i < size; i += 2)
        {
            var (sin, cos) = Math.SinCos(position * Math.Pow(10_000, -(double)i / size));
            (turned[i], turned[i + 1]) = ((row[from + i] * cos) - (row[from + i + 1] * sin), (row[from + i] * sin)
                + (row[from + i + 1] * cos));
        }

        return turned;
    })];

    private double[][] Linear(double[][] rows, string name)
    {
        var (weight, bias) = (tensors[name + ".weight"], tensors.GetValueOrDefault(name + ".bias")?[0]);
        return [.. rows.Select(row => weight.Select((column, at) => column.Zip(row, (a, b) => a * b).Sum() + (bias?[at] ?? 0)).ToArray())];
    }

    private double[][] Normalize(double[][] rows, string name) => [.. rows.Select(row =>
    {
        var scale = 1 / Math.Sqrt((row.Sum(it => it * it) / row.Length) + config.GetProperty("norm_eps").GetDouble());
        return row.Zip(tensors[name][0], (value, weight) => value * scale * weight).ToArray();
    })];

    private static double[][] Add(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private int Number(string key) => config.GetProperty(key).GetInt32();

    private bool Flag(string key, bool fallback) => config.TryGetProperty(key, out var value) ? value.GetBoolean() : fallback;

    private static IEnumerable<double> Values(byte[] bytes, string type) => type switch
    {
        "F32" => bytes.Chunk(4).Select(it => (double)BitConverter.ToSingle(it)),
        "F16" => bytes.Chunk(2).Select(it => (double)BitConverter.ToHalf(it)),
        _ => bytes.Chunk(2).Select(it => (double)BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(it) << 16)),
    };
}
