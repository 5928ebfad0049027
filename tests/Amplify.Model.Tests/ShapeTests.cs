using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>Checkpoints of sizes nobody published.</summary>
public sealed class ShapeTests
{
    private const string Sequence = "MKTVRQERLKSIVRILERSKEPWYHCDFNGA";

    public static IEnumerable<TheoryDataRow<int, int, int, int, KernelWidth>> Sizes =>
        from it in new[] { (6, 3, 10, 1), (10, 1, 2, 2), (14, 7, 37, 3), (50, 5, 100, 2), (66, 3, 200, 1), (256, 4, 64, 2) }
        from width in Fixture.Widths
        select new TheoryDataRow<int, int, int, int, KernelWidth>(it.Item1, it.Item2, it.Item3, it.Item4, width);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Odd_sizes_and_odd_heads_are_computed_as_any_other(int hidden, int heads, int intermediate, int layers, KernelWidth width)
    {
        using var directory = new TemporaryDirectory();

        AssertAsReference(Small(hidden, heads, intermediate, layers), directory.Path, width);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Half_precision_files_are_read_exactly(string type)
    {
        using var directory = new TemporaryDirectory();
        var writer = new CheckpointWriter { Type = type };

        AssertAsReference(Shape(writer, 24, 3, 40, 2), directory.Path, Kernel.Best);
    }

    [Theory]
    [InlineData("att_bias", true)]
    [InlineData("ffn_bias", true)]
    [InlineData("layer_norm_after_embedding", true)]
    [InlineData("layer_norm_before_last_layer", false)]
    [InlineData("vocab_size", 40)]
    [InlineData("norm_eps", 0.25)]
    [InlineData("a_key_of_the_future", "anything")]
    public void Options_of_the_architecture_are_followed(string key, object value)
    {
        using var directory = new TemporaryDirectory();
        var writer = Small(24, 3, 40, 2).With(key, System.Text.Json.JsonSerializer.SerializeToNode(value));

        AssertAsReference(writer, directory.Path, Kernel.Best);
    }

    [Fact]
    public void Tensors_may_stand_in_any_order_and_tokens_have_any_ids()
    {
        using var directory = new TemporaryDirectory();
        var writer = new CheckpointWriter { Order = names => names.OrderByDescending(it => it, StringComparer.Ordinal) };
        writer.Vocabulary = [.. writer.Vocabulary.Reverse()];

        AssertAsReference(Shape(writer, 24, 3, 40, 2), directory.Path, Kernel.Best);
        Assert.Equal(26 - 3, Checkpoint.Open(directory.Path).Vocabulary.Encode("")[0]);
    }

    [Fact]
    public void Missing_keys_have_the_published_defaults()
    {
        using var directory = new TemporaryDirectory();
        var writer = Small(24, 3, 40, 1);
        foreach (var key in (string[])["model_type", "hidden_act", "vocab_size", "max_length", "rms_norm"]) writer.Config.Remove(key);

        var checkpoint = Checkpoint.Open(writer.Write(directory.Path));

        Assert.Equal(2046, checkpoint.MaxResidues);
        Assert.Equal(27, checkpoint.Config.VocabularySize);
    }

    internal static CheckpointWriter Small(int hidden, int heads, int intermediate, int layers) =>
        Shape(new(), hidden, heads, intermediate, layers);

    private static CheckpointWriter Shape(CheckpointWriter writer, int hidden, int heads, int intermediate, int layers) => writer
        .With("hidden_size", hidden).With("num_attention_heads", heads).With("intermediate_size", intermediate)
            .With("num_hidden_layers", layers);

    private static void AssertAsReference(CheckpointWriter writer, string directory, KernelWidth width)
    {
        var model = AmplifyModel.Load(Checkpoint.Open(writer.Write(directory)), width);
        var ids = model.Checkpoint.Vocabulary.Encode(Sequence);

        var logits = model.Logits(ids, TestContext.Current.CancellationToken);

        Fixture.AssertNear(new Reference(directory).Logits(ids), logits);
    }
}
