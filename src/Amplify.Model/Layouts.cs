namespace Amplify.Model;

/// <summary>chandar-lab: the names are ours.</summary>
internal sealed class PublishedLayout : Layout
{
    protected override string Embedding => "encoder.weight";

    protected override IReadOnlyList<string> Own { get; } =
        ["encoder.", "layer_norm_1.", "layer_norm_2.", "transformer_encoder.", "decoder."];

    public override IReadOnlyList<Piece> Pieces(
        string name, long[] shape, ModelConfig config, IReadOnlyDictionary<string, TensorEntry> stored) => Whole(name, shape);
}

/// <summary>
/// nvidia: TransformerEngine's modules. Query, key and value of a head stand together, norms belong to what follows them, the vocabulary is
/// filled up with rows nobody reads.
/// </summary>
internal sealed class TransformerEngineLayout : Layout
{
    protected override string Embedding => "amplify.encoder.weight";

    protected override IReadOnlyList<string> Own { get; } = ["amplify.", "decoder."];

    public override IReadOnlyList<Piece> Pieces(
        string name, long[] shape, ModelConfig config, IReadOnlyDictionary<string, TensorEntry> stored)
    {
        var (layer, part) = Place(name);
        var block = $"amplify.transformer_encoder.{layer}.";
        return part switch
        {
            "encoder.weight" => Filled(Embedding),
            "decoder.weight" or "decoder.bias" => Filled(name),
            "layer_norm_1.weight" => Whole("amplify.layer_norm_1.weight", shape),
            "layer_norm_2.weight" => Whole("decoder.layer_norm_weight", shape),
            "q.weight" => OfHeads(0),
            "k.weight" => OfHeads(1),
            "v.weight" => OfHeads(2),
            "wo.weight" => Whole(block + "self_attention.proj.weight", shape),
            "attention_norm.weight" => Whole(block + "self_attention.layernorm_qkv.layer_norm_weight", shape),
            "ffn_norm.weight" => Whole(block + "layernorm_mlp.layer_norm_weight", shape),
            "ffn.w12.weight" => Whole(block + "layernorm_mlp.fc1_weight", shape),
            "ffn.w3.weight" => Whole(block + "layernorm_mlp.fc2_weight", shape),
            _ => Whole(block + part, shape), // biases, which no such checkpoint has
        };

        Piece[] Filled(string tensor) => [new(tensor, [config.StoredVocabularySize, .. shape[1..]], (int)shape[0])];

        Piece[] OfHeads(int which) =>
        [
            new(block + "self_attention.layernorm_qkv.weight", [3 * shape[0], shape[1]], (int)shape[0],
                row => (((row / config.HeadSize * 3) + which) * config.HeadSize) + (row % config.HeadSize)),
        ];
    }

    // What the library remembers of scales for 8-bit training.
    protected override bool IsBeside(string stored) => stored.EndsWith("_extra_state", StringComparison.Ordinal);
}

/// <summary>
/// flair-bio: all queries, then all keys, then all values, and within a head the even rows before the odd ones: there rotary positions turn
/// the halves of a head, not neighbours.
/// </summary>
internal sealed class FlairLayout : Layout
{
    public override ConfigKeys Keys { get; } =
        ConfigKeys.Published with { MaxTokens = "max_position_embeddings", IsGateWhole = true };

    protected override string Embedding => "amplify.embed_tokens.weight";

    protected override IReadOnlyList<string> Own { get; } = ["amplify.", "lm_head."];

    public override IReadOnlyList<Piece> Pieces(
        string name, long[] shape, ModelConfig config, IReadOnlyDictionary<string, TensorEntry> stored)
    {
        var (layer, part) = Place(name);
        var block = $"amplify.layers.{layer}.";
        return part switch
        {
            "encoder.weight" => Whole(Embedding, shape),
            "decoder.weight" => Whole("lm_head.weight", shape),
            "decoder.bias" => Whole("lm_head.bias", shape),
            "layer_norm_2.weight" => Whole("amplify.norm.weight", shape),
            "q.weight" => Third(0, Halves),
            "k.weight" => Third(1, Halves),
            "v.weight" => Third(2, row => row),
            "wo.weight" => Whole(Within("attention.", "o_proj.weight"), shape),
            "attention_norm.weight" => Whole(block + "input_layernorm.weight", shape),
            "ffn_norm.weight" => Whole(block + "post_attention_layernorm.weight", shape),
            "ffn.w12.weight" => Whole(Within("mlp.", "gate_up_proj.weight"), shape),
            "ffn.w3.weight" => Whole(Within("mlp.", "down_proj.weight"), shape),
            _ => Whole(block + part, shape), // biases and a first norm, which no such checkpoint has
        };

        Piece[] Third(int which, Func<int, int> order) =>
        [
            new(Within("attention.", "qkv_proj.weight"), [3 * shape[0], shape[1]], (int)shape[0],
                row => (which * (int)shape[0]) + order(row)),
        ];

        int Halves(int row)
        {
            var within = row % config.HeadSize;
            return row - within + (within / 2) + (within % 2 * (config.HeadSize / 2));
        }

        // The first checkpoints had no module around these.
        string Within(string module, string tensor) =>
            stored.ContainsKey(block + tensor) ? block + tensor : block + module + tensor;
    }
}

/// <summary>multimolecule: other names and another vocabulary, gates and values apart.</summary>
internal sealed class MultiMoleculeLayout : Layout
{
    public override ConfigKeys Keys { get; } =
        new("max_position_embeddings", "layer_norm_eps", "attention_bias", "feedforward_bias");

    protected override string Embedding => "model.embeddings.word_embeddings.weight";

    protected override IReadOnlyList<string> Own { get; } = ["model.", "lm_head."];

    public override IReadOnlyList<Piece> Pieces(
        string name, long[] shape, ModelConfig config, IReadOnlyDictionary<string, TensorEntry> stored)
    {
        var (layer, part) = Place(name);
        var block = $"model.encoder.layer.{layer}.";
        var kind = part[(part.LastIndexOf('.') + 1)..];
        return part[..^(kind.Length + 1)] switch
        {
            "encoder" => Whole(Embedding, shape),
            "decoder" => Whole(kind == "bias" && stored.ContainsKey("lm_head.bias") ? "lm_head.bias" : $"lm_head.decoder.{kind}", shape),
            "layer_norm_1" => Whole("model.embeddings.layer_norm.weight", shape),
            "layer_norm_2" => Whole("model.encoder.layer_norm.weight", shape),
            "q" => Named("attention.self.query"),
            "k" => Named("attention.self.key"),
            "v" => Named("attention.self.value"),
            "wo" => Named("attention.output.dense"),
            "attention_norm" => Named("attention.layer_norm"),
            "ffn_norm" => Named("layer_norm"),
            "ffn.w12" => [Half("gate_proj"), Half("up_proj")],
            _ => Named("output.dense"),
        };

        Piece[] Named(string module) => Whole($"{block}{module}.{kind}", shape);

        Piece Half(string module) =>
            new($"{block}intermediate.{module}.{kind}", [shape[0] / 2, .. shape[1..]], (int)shape[0] / 2);
    }

    // The bias of the head is stored under one name of two, or both; the pooler belongs to another task.
    protected override bool IsBeside(string stored) =>
        stored is "lm_head.bias" or "lm_head.decoder.bias" || stored.StartsWith("model.pooler.", StringComparison.Ordinal);
}
