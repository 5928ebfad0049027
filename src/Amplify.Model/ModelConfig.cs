using System.Text.Json;

namespace Amplify.Model;

/// <summary>
/// config.json: the shape of the network. Unknown keys do no harm, missing ones have the defaults of AMPLIFYConfig, what we do not
/// compute is refused by name.
/// </summary>
public sealed record ModelConfig
{
    private const int Most = 1 << 20;

    public int HiddenSize { get; private init; } = 960;
    public int Layers { get; private init; } = 32;
    public int Heads { get; private init; } = 15;
    public int IntermediateSize { get; private init; } = 3840;
    public int VocabularySize { get; private init; } = 27;

    /// <summary>Rows of embedding and decoder where they are filled up to a multiple that some hardware likes.</summary>
    internal int StoredVocabularySize { get; private init; } = 32;

    /// <summary>Tokens of one sequence, begin and end counted.</summary>
    public int MaxTokens { get; private init; } = 2048;
    public float RotaryBase { get; private init; } = 10_000;
    public float Epsilon { get; private init; } = 1e-5f;
    public bool NormalizesEmbedding { get; private init; }
    public bool NormalizesLastLayer { get; private init; } = true;
    public bool HasFeedForwardBias { get; private init; }
    public bool HasAttentionBias { get; private init; }

    /// <summary>Where the checkpoint says it comes from.</summary>
    public string? Origin { get; private init; }

    public int HeadSize => HiddenSize / Heads;

    /// <summary>
    /// Two thirds of the intermediate size, rounded up to a multiple of 8: SwiGLU has three matrices where others have two.
    /// </summary>
    public int GateSize => IsGateWhole ? IntermediateSize : ((2 * IntermediateSize / 3) + 7) / 8 * 8;

    private bool IsGateWhole { get; init; }

    /// <exception cref="ModelException">It is no configuration of a network we compute.</exception>
    public static ModelConfig Read(string path) => Read(path, ConfigKeys.Published);

    /// <param name="named">What this layout calls things.</param>
    internal static ModelConfig Read(string path, ConfigKeys named)
    {
        using var json = JsonFile.Read(path);
        var keys = new Keys(json.RootElement);
        keys.RequireText("model_type", "AMPLIFY");
        keys.RequireText("hidden_act", "SwiGLU");
        if (!keys.Flag("rms_norm", true)) throw Refused("rms_norm is false; only RMSNorm is computed here");
        if (keys.Flag("normalized_transformer", false)) throw Refused("normalized_transformer is true, which is another network");

        var defaults = new ModelConfig();
        var config = defaults with
        {
            HiddenSize = keys.Number("hidden_size", defaults.HiddenSize),
            Layers = keys.Number("num_hidden_layers", defaults.Layers),
            Heads = keys.Number("num_attention_heads", defaults.Heads),
            IntermediateSize = keys.Number("intermediate_size", defaults.IntermediateSize),
            VocabularySize = keys.Number("vocab_size", defaults.VocabularySize),
            StoredVocabularySize = keys.Number("padded_vocab_size", defaults.StoredVocabularySize),
            IsGateWhole = named.IsGateWhole,
            MaxTokens = keys.Number(named.MaxTokens, defaults.MaxTokens),
            RotaryBase = keys.Positive("rope_theta", defaults.RotaryBase),
            Epsilon = keys.Fraction(named.Epsilon, defaults.Epsilon),
            NormalizesEmbedding = keys.Flag("layer_norm_after_embedding", defaults.NormalizesEmbedding),
            NormalizesLastLayer = keys.Flag("layer_norm_before_last_layer", defaults.NormalizesLastLayer),
            HasFeedForwardBias = keys.Flag(named.FeedForwardBias, defaults.HasFeedForwardBias),
            HasAttentionBias = keys.Flag(named.AttentionBias, defaults.HasAttentionBias),
            Origin = keys.Text("_name_or_path"),
        };
        if (config.HiddenSize % config.Heads != 0)
            throw Refused($"hidden_size {config.HiddenSize} is not a multiple of num_attention_heads {config.Heads}");
        if (config.HeadSize % 2 != 0) throw Refused($"a head has {config.HeadSize} values; rotary positions need an even number");
        if (config.GateSize == 0) throw Refused($"intermediate_size {config.IntermediateSize} leaves no feed-forward layer");
        return config;
    }

    private static ModelException Refused(string reason) => new($"config.json cannot be used: {reason}.");

    private readonly struct Keys(JsonElement root)
    {
        public int Number(string key, int fallback) => Find(key) switch
        {
            null => fallback,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number is > 0 and <= Most => number,
            var value => throw Wrong(key, value.Value, $"a whole number from 1 to {Most}"),
        };

        public float Fraction(string key, float fallback) => Find(key) switch
        {
            null => fallback,
            { ValueKind: JsonValueKind.Number } value when value.TryGetSingle(out var number) && number is >= 0 and < 1 => number,
            var value => throw Wrong(key, value.Value, "a number from 0 to 1"),
        };

        public float Positive(string key, float fallback) => Find(key) switch
        {
            null => fallback,
            { ValueKind: JsonValueKind.Number } value when value.TryGetSingle(out var number) && number is >= 1 and <= 1e9f => number,
            var value => throw Wrong(key, value.Value, "a number from 1 to 1000000000"),
        };

        public bool Flag(string key, bool fallback) => Find(key) switch
        {
            null => fallback,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            var value => throw Wrong(key, value.Value, "true or false"),
        };

        public string? Text(string key) => Find(key) is { ValueKind: JsonValueKind.String } value ? JsonFile.Text(value) : null;

        public void RequireText(string key, string only)
        {
            if (Find(key) is { } value && !string.Equals(Text(key), only, StringComparison.OrdinalIgnoreCase))
                throw Wrong(key, value, only);
        }

        private JsonElement? Find(string key) =>
            root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        private static ModelException Wrong(string key, JsonElement value, string expected) =>
            Refused($"{key} is {JsonFile.Brief(value)}; it takes {expected}");
    }
}
