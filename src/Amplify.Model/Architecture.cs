namespace Amplify.Model;

/// <summary>The tensors of an AMPLIFY network by the names the published checkpoints give them.</summary>
internal static class Architecture
{
    public const string Layers = "transformer_encoder";

    public static string Layer(int index, string name) => $"{Layers}.{index}.{name}";

    /// <summary>Every tensor and its shape, outputs first. Lazy: a configuration may claim a million layers.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(ModelConfig config)
    {
        long hidden = config.HiddenSize, gate = config.GateSize, vocabulary = config.VocabularySize;
        yield return ("encoder.weight", [vocabulary, hidden]);
        yield return ("decoder.weight", [vocabulary, hidden]);
        yield return ("decoder.bias", [vocabulary]);
        if (config.NormalizesEmbedding) yield return ("layer_norm_1.weight", [hidden]);
        if (config.NormalizesLastLayer) yield return ("layer_norm_2.weight", [hidden]);
        for (var index = 0; index < config.Layers; index++)
        {
            (string, long, long, bool)[] matrices =
            [
                ("q", hidden, hidden, config.HasAttentionBias),
                ("k", hidden, hidden, config.HasAttentionBias),
                ("v", hidden, hidden, config.HasAttentionBias),
                ("wo", hidden, hidden, config.HasAttentionBias),
                ("ffn.w12", 2 * gate, hidden, config.HasFeedForwardBias),
                ("ffn.w3", hidden, gate, config.HasFeedForwardBias),
            ];
            foreach (var (name, rows, columns, hasBias) in matrices)
            {
                yield return (Layer(index, name + ".weight"), [rows, columns]);
                if (hasBias) yield return (Layer(index, name + ".bias"), [rows]);
            }

            yield return (Layer(index, "attention_norm.weight"), [hidden]);
            yield return (Layer(index, "ffn_norm.weight"), [hidden]);
        }
    }
}
