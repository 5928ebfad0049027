using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>
/// Checkpoints of AMPLIFY as others store them, made from the tiny ones by the publishers' own steps: the same scores, or a refusal.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    private const string Sequence = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";
    private const double Nearly = 1e-6;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task TransformerEngine_s()
    {
        var stored = Tiny("plain-f32");
        ToTransformerEngine(stored);

        await AssertSameScoresAsync("plain-f32", stored.Write(directory.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flair_s_with_its_vocabulary_of_32(bool earlier)
    {
        var stored = Tiny("plain-f32");
        ToFlair(stored, earlier);
        stored.Write(directory.Path);
        WriteVocabulary(FlairVocabulary);

        await AssertSameScoresAsync("plain-f32", directory.Path);
    }

    [Theory]
    [InlineData("plain-f32")]
    [InlineData("optional-biased")]
    public async Task MultiMolecule_s_with_its_list_of_tokens(string tiny)
    {
        var stored = Tiny(tiny);
        ToMultiMolecule(stored);
        stored.Write(directory.Path);
        foreach (var file in Directory.EnumerateFiles(directory.Path, "*token*.json")) File.Delete(file);
        File.WriteAllText(directory.File("vocab.txt"), string.Join('\n', MultiMoleculeVocabulary));

        await AssertSameScoresAsync(tiny, directory.Path);
    }

    [Fact]
    public async Task Weights_in_several_files()
    {
        Tiny("plain-f32").Write(directory.Path, shards: 3);

        await AssertSameScoresAsync("plain-f32", directory.Path);
        Assert.Equal(64, Checkpoint.Open(directory.Path).Sha256(TestContext.Current.CancellationToken).Length);
    }

    [Theory]
    [InlineData("../model-00001-of-00003.safetensors", "no file beside it")]
    [InlineData("/etc/passwd", "no file beside it")]
    [InlineData("model-00009-of-00003.safetensors", "model-00009-of-00003.safetensors is not in")]
    [InlineData("model-00003-of-00003.safetensors", "in none of its files")]
    public void An_index_that_leads_elsewhere_is_refused(string file, string says)
    {
        Tiny("plain-f32").Write(directory.Path, shards: 3);
        var path = directory.File("model.safetensors.index.json");
        var index = JsonNode.Parse(File.ReadAllText(path))!;
        var map = index["weight_map"]!.AsObject();
        map[says.StartsWith("in none", StringComparison.Ordinal) ? "no.such.tensor" : map.First().Key] = file;
        File.WriteAllText(path, index.ToJsonString());

        Refusal.Assert(directory.Path, says);
    }

    [Fact]
    public void A_file_of_several_that_is_damaged_is_named()
    {
        Tiny("plain-f32").Write(directory.Path, shards: 3);
        var path = directory.File("model-00002-of-00003.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);

        Refusal.Assert(directory.Path, "model-00002-of-00003.safetensors", "cut short");
    }

    [Fact]
    public void Another_network_s_tensors_in_such_a_layout_are_named()
    {
        var stored = Tiny("plain-f32");
        ToFlair(stored, earlier: false);
        stored.Put("lm_head.dense.weight", stored.Tensors["lm_head.weight"]);
        stored.Write(directory.Path);

        Refusal.Assert(directory.Path, "lm_head.dense.weight");
    }

    [Fact]
    public void A_normalized_transformer_is_refused_by_its_key()
    {
        var stored = Tiny("plain-f32");
        stored.Config["normalized_transformer"] = true;
        stored.Write(directory.Path);

        Refusal.Assert(directory.Path, "normalized_transformer");
    }

    private static string[] MultiMoleculeVocabulary { get; } =
        ["<pad>", "<cls>", "<eos>", "<unk>", "<mask>", "<null>", .. "ACDEFGHIKLMNPQRSTVWYXZBJUO.*-".Select(it => it.ToString())];

    private static string[] FlairVocabulary { get; } =
        ["<pad>", "<unk>", "<mask>", "<bos>", "<eos>", "|", .. "XBOUZJLAGVSERTIDPKQNFYMHWC".Select(it => it.ToString())];

    private static string[] Published { get; } =
        ["<pad>", "<unk>", "<mask>", "<bos>", "<eos>", "|", .. "LAGVSERTIDPKQNFYMHWCB".Select(it => it.ToString())];

    private static StoredTensors Tiny(string name) => new(Path.Combine(Fixture.Root, name));

    private static void ToTransformerEngine(StoredTensors stored)
    {
        const int Filled = 32;
        var heads = (int)stored.Config["num_attention_heads"]!;
        stored.Config["padded_vocab_size"] = Filled;
        Fill("encoder.weight", "amplify.encoder.weight", 0);
        Fill("decoder.weight", "decoder.weight", 0);
        Fill("decoder.bias", "decoder.bias", float.MinValue);
        stored.Rename("layer_norm_2.weight", "decoder.layer_norm_weight");
        foreach (var layer in Layers(stored))
        {
            var (old, block) = ($"transformer_encoder.{layer}.", $"amplify.transformer_encoder.{layer}.");
            var parts = new[] { "q", "k", "v" }.Select(it => stored.Take($"{old}{it}.weight").Chunk(64 / heads).ToArray()).ToArray();
            stored.Put(block + "self_attention.layernorm_qkv.weight",
                [.. Enumerable.Range(0, heads).SelectMany(head => parts.SelectMany(it => it[head]))]);
            stored.Put(block + "self_attention.core_attention._extra_state", [[0]]);
            stored.Rename(old + "wo.weight", block + "self_attention.proj.weight");
            stored.Rename(old + "attention_norm.weight", block + "self_attention.layernorm_qkv.layer_norm_weight");
            stored.Rename(old + "ffn_norm.weight", block + "layernorm_mlp.layer_norm_weight");
            stored.Rename(old + "ffn.w12.weight", block + "layernorm_mlp.fc1_weight");
            stored.Rename(old + "ffn.w3.weight", block + "layernorm_mlp.fc2_weight");
        }

        void Fill(string name, string other, float value)
        {
            var rows = stored.Take(name);
            var filling = Enumerable.Repeat(value, rows[0].Length).ToArray();
            stored.Put(other, [.. rows, .. Enumerable.Repeat(filling, Filled - rows.Length)]);
        }
    }

    private static void ToFlair(StoredTensors stored, bool earlier)
    {
        var size = 64 / (int)stored.Config["num_attention_heads"]!;
        Translate(stored, FlairVocabulary, it => it);
        stored.Rename("encoder.weight", "amplify.embed_tokens.weight");
        stored.Rename("decoder.weight", "lm_head.weight");
        stored.Rename("decoder.bias", "lm_head.bias");
        stored.Rename("layer_norm_2.weight", "amplify.norm.weight");
        var gate = 0;
        foreach (var layer in Layers(stored))
        {
            var (old, block) = ($"transformer_encoder.{layer}.", $"amplify.layers.{layer}.");
            var (attention, mlp) = earlier ? ("", "") : ("attention.", "mlp.");
            stored.Put($"{block}{attention}qkv_proj.weight",
                [.. Split(stored.Take(old + "q.weight")), .. Split(stored.Take(old + "k.weight")), .. stored.Take(old + "v.weight")]);
            stored.Rename(old + "wo.weight", $"{block}{attention}o_proj.weight");
            stored.Rename(old + "attention_norm.weight", block + "input_layernorm.weight");
            stored.Rename(old + "ffn_norm.weight", block + "post_attention_layernorm.weight");
            stored.Rename(old + "ffn.w12.weight", $"{block}{mlp}gate_up_proj.weight");
            gate = stored.Tensors[old + "ffn.w3.weight"][0].Length;
            stored.Rename(old + "ffn.w3.weight", $"{block}{mlp}down_proj.weight");
        }

        var config = stored.Config;
        foreach (var key in (string[])["hidden_act", "rms_norm", "att_bias", "ffn_bias", "max_length"]) config.Remove(key);
        (config["model_type"], config["intermediate_size"], config["vocab_size"]) = ("amplify", gate, FlairVocabulary.Length);
        (config["max_position_embeddings"], config["rope_theta"]) = (512, 10000.0);

        // Neighbours that turn together become the same places of two halves.
        IEnumerable<float[]> Split(float[][] rows) => rows.Chunk(size).SelectMany(head =>
            head.Where((_, at) => at % 2 == 0).Concat(head.Where((_, at) => at % 2 == 1)));
    }

    private static void ToMultiMolecule(StoredTensors stored)
    {
        Translate(stored, MultiMoleculeVocabulary, it => it == "<cls>" ? "<bos>" : it);
        stored.Rename("encoder.weight", "model.embeddings.word_embeddings.weight");
        stored.Rename("decoder.weight", "lm_head.decoder.weight");
        stored.Put("lm_head.bias", stored.Tensors["decoder.bias"]);
        stored.Rename("decoder.bias", "lm_head.decoder.bias");
        foreach (var (name, rows) in stored.Tensors.ToArray())
        {
            if (name.Split('.') is not ["transformer_encoder", var layer, .. var part, var kind])
            {
                var other = name.Replace("layer_norm_1", "model.embeddings.layer_norm", StringComparison.Ordinal)
                    .Replace("layer_norm_2", "model.encoder.layer_norm", StringComparison.Ordinal);
                if (other != name) stored.Rename(name, other);
                continue;
            }

            var block = $"model.encoder.layer.{layer}.";
            stored.Take(name);
            if (part is ["ffn", "w12"])
            {
                stored.Put($"{block}intermediate.gate_proj.{kind}", rows[..(rows.Length / 2)]);
                stored.Put($"{block}intermediate.up_proj.{kind}", rows[(rows.Length / 2)..]);
                continue;
            }

            stored.Put(block + string.Join('.', part) switch
            {
                "q" => "attention.self.query",
                "k" => "attention.self.key",
                "v" => "attention.self.value",
                "wo" => "attention.output.dense",
                "attention_norm" => "attention.layer_norm",
                "ffn_norm" => "layer_norm",
                _ => "output.dense",
            } + "." + kind, rows);
        }

        var config = stored.Config;
        Move("max_length", "max_position_embeddings");
        Move("norm_eps", "layer_norm_eps");
        Move("att_bias", "attention_bias");
        Move("ffn_bias", "feedforward_bias");
        (config["model_type"], config["hidden_act"], config["vocab_size"]) = ("amplify", "swiglu", MultiMoleculeVocabulary.Length);

        void Move(string key, string other)
        {
            config[other] = config[key]?.DeepClone();
            config.Remove(key);
        }
    }

    // The rows of a vocabulary in another's order; what the old one lacks gets rows that would be seen.
    private static void Translate(StoredTensors stored, string[] vocabulary, Func<string, string> old)
    {
        foreach (var name in (string[])["encoder.weight", "decoder.weight", "decoder.bias"])
        {
            var rows = stored.Take(name);
            stored.Put(name, [.. vocabulary.Select(token => Array.IndexOf(Published, old(token)) is >= 0 and var id
                ? rows[id] : Enumerable.Repeat(0.5f, rows[0].Length).ToArray())]);
        }
    }

    private static IEnumerable<int> Layers(StoredTensors stored) => Enumerable.Range(0, (int)stored.Config["num_hidden_layers"]!);

    private void WriteVocabulary(string[] vocabulary)
    {
        var path = directory.File("tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(path))!;
        tokenizer["model"]!["vocab"] = new JsonObject(vocabulary.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id)));
        File.WriteAllText(path, tokenizer.ToJsonString());
    }

    private static async Task AssertSameScoresAsync(string tiny, string other)
    {
        foreach (var method in Enum.GetValues<ScoringMethod>())
        {
            var expected = await ScoreAsync(Path.Combine(Fixture.Root, tiny), method);
            var scores = await ScoreAsync(other, method);

            Assert.Equal(expected.Length, scores.Length);
            Assert.InRange(Fixture.Difference(expected, scores), 0, Nearly);
        }
    }

    private static Task<float[]> ScoreAsync(string checkpoint, ScoringMethod method)
    {
        var model = AmplifyModel.Load(Checkpoint.Open(checkpoint));
        var plan = ScoringPlan.For(model.Checkpoint, Sequence, method, windowed: false, threads: 2);
        return VariantScorer.ScoreAsync(model, plan, null, TestContext.Current.CancellationToken);
    }
}
