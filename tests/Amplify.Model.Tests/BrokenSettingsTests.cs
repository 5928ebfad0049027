using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>config.json and tokenizer.json that cannot be followed exactly.</summary>
public sealed class BrokenSettingsTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public BrokenSettingsTests() => ShapeTests.Small(16, 2, 24, 1).Write(directory.Path);

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("hidden_act", "\"GELU\"", "hidden_act")]
    [InlineData("hidden_act", "7", "hidden_act")]
    [InlineData("rms_norm", "false", "rms_norm")]
    [InlineData("rms_norm", "\"yes\"", "rms_norm")]
    [InlineData("model_type", "\"esm\"", "model_type")]
    [InlineData("hidden_size", "-16", "hidden_size")]
    [InlineData("hidden_size", "0", "hidden_size")]
    [InlineData("hidden_size", "15", "num_attention_heads")]
    [InlineData("hidden_size", "16.5", "hidden_size")]
    [InlineData("hidden_size", "1e30", "hidden_size")]
    [InlineData("hidden_size", "[16]", "hidden_size")]
    [InlineData("num_attention_heads", "0", "num_attention_heads")]
    [InlineData("num_attention_heads", "16", "rotary")]
    [InlineData("num_hidden_layers", "2147483648", "num_hidden_layers")]
    [InlineData("num_hidden_layers", "1000000", "transformer_encoder.1.")]
    [InlineData("intermediate_size", "1", "intermediate_size")]
    [InlineData("max_length", "2", "max_length")]
    [InlineData("norm_eps", "-1", "norm_eps")]
    [InlineData("norm_eps", "\"NaN\"", "norm_eps")]
    [InlineData("vocab_size", "20", "vocab_size")]
    public void A_value_that_cannot_be_computed_is_refused_by_its_key(string key, string value, string says)
    {
        Edit("config.json", config => config[key] = JsonNode.Parse(value));

        Refusal.Assert(directory.Path, says);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    public void A_file_that_is_missing_empty_or_no_JSON_is_named(string file)
    {
        foreach (var content in (string[])["", "not JSON", "[]", "null", "{\"a\":1,\"a\":2}", new string('[', 5000)])
        {
            File.WriteAllText(directory.File(file), content);
            Refusal.Assert(directory.Path, file);
        }

        File.Delete(directory.File(file));
        Refusal.Assert(directory.Path, file);
        Directory.CreateDirectory(directory.File(file));
        Refusal.Assert(directory.Path, file, "directory");
    }

    [Theory]
    [InlineData("<mask>", "mask token")]
    [InlineData("<bos>", "<bos>")]
    [InlineData("<eos>", "<eos>")]
    [InlineData("W", "residue W")]
    public void A_vocabulary_without_a_token_the_model_needs_is_refused(string token, string says)
    {
        Edit("tokenizer.json", tokenizer =>
        {
            tokenizer["model"]!["vocab"]!.AsObject().Remove(token);
            tokenizer["added_tokens"]!.AsArray().RemoveAll(it => (string?)it!["content"] == token);
        });

        Refusal.Assert(directory.Path, says);
    }

    [Theory]
    [InlineData("W", "-1", "-1")]
    [InlineData("W", "1.5", "1.5")]
    [InlineData("W", "27", "27")]
    [InlineData("W", "7", "share an id")]
    [InlineData("<mask>", "9", "share an id")]
    public void An_id_that_cannot_be_is_refused(string token, string id, string says)
    {
        Edit("tokenizer.json", tokenizer => tokenizer["model"]!["vocab"]![token] = JsonNode.Parse(id));

        Refusal.Assert(directory.Path, says);
    }

    [Theory]
    [InlineData("normalizer", """{"type": "Lowercase"}""", "normalizer")]
    [InlineData("post_processor", """{"type": "BertProcessing"}""", "post_processor")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": []}""", "post_processor")]
    [InlineData("post_processor",
        """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<cls>"}}, {"Sequence": {"id": "A"}}]}""", "<cls>")]
    [InlineData("model", """{"type": "BPE", "vocab": {}}""", "BPE")]
    [InlineData("model", """{"type": "Unigram", "vocab": []}""", "vocab")]
    public void A_tokenizer_of_another_kind_is_refused(string key, string value, string says)
    {
        Edit("tokenizer.json", tokenizer => tokenizer[key] = JsonNode.Parse(value));

        Refusal.Assert(directory.Path, says);
    }

    [Fact]
    public void Where_ids_differ_the_vocabulary_counts_for_tokens_and_a_template_of_its_own_is_refused()
    {
        Edit("tokenizer.json", tokenizer => tokenizer["added_tokens"]![0]!["id"] = 26);
        Assert.Equal([3, 0, 4], Checkpoint.Open(directory.Path).Vocabulary.Encode("<pad>"));

        Edit("tokenizer.json", tokenizer => tokenizer["post_processor"] = JsonNode.Parse("""
            {
              "type": "TemplateProcessing",
              "single": [{"SpecialToken": {"id": "<bos>"}}, {"Sequence": {"id": "A"}}],
              "special_tokens": {"<bos>": {"ids": [5]}}
            }
            """));
        Refusal.Assert(directory.Path, "post_processor gives <bos> other ids");
    }

    [Fact]
    public void Other_names_for_special_tokens_are_read_from_where_the_format_keeps_them()
    {
        var writer = new CheckpointWriter().WithConfigOf(directory.Path);
        writer.Vocabulary = [.. writer.Vocabulary.Select(it =>
            it switch { "<mask>" => "<M>", "<bos>" => "<cls>", "<eos>" => "<sep>", _ => it })];
        writer.Write(directory.Path);
        File.WriteAllText(directory.File("special_tokens_map.json"),
            """{"mask_token": {"content": "<M>"}, "bos_token": "<cls>", "eos_token": "<sep>"}""");

        var vocabulary = Checkpoint.Open(directory.Path).Vocabulary;

        Assert.Equal(2, vocabulary.MaskId);
        Assert.Equal([3, 7, 2, 4], vocabulary.Encode("A<M>"));
    }

    [Fact]
    public void A_directory_that_is_none_is_refused() => Refusal.Assert(directory.File("config.json"), "is not a directory");

    private void Edit(string file, Action<JsonNode> edit)
    {
        var root = JsonNode.Parse(File.ReadAllText(directory.File(file)))!;
        edit(root);
        File.WriteAllText(directory.File(file), root.ToJsonString(new JsonSerializerOptions()));
    }
}
