using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Amplify.Testing;

namespace Amplify.Model.Tests;

/// <summary>Weights that are damaged, hostile or not what config.json says: one sentence each, no crash, no memory taken.</summary>
public sealed class BrokenWeightsTests : IDisposable
{
    private const string Norm = "layer_norm_2.weight";
    private readonly TemporaryDirectory directory = new();

    public BrokenWeightsTests() => ShapeTests.Small(16, 2, 24, 1).Write(directory.Path);

    private string WeightsPath => directory.File(Checkpoint.WeightsFile);

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(5, "first eight bytes")]
    [InlineData(100, "header")]
    [InlineData(5000, "cut short")]
    public void A_truncated_file_is_refused(int length, string says)
    {
        File.WriteAllBytes(WeightsPath, File.ReadAllBytes(WeightsPath)[..length]);

        AssertRefused(says);
    }

    [Theory]
    [InlineData(0UL, "JSON")]
    [InlineData(1UL, "JSON")]
    [InlineData(ulong.MaxValue, "header should have 18446744073709551615 bytes")]
    [InlineData(1UL << 40, "header should have")]
    [InlineData(1UL << 63, "header should have")]
    public void A_header_length_that_cannot_be_is_refused(ulong length, string says)
    {
        var file = File.ReadAllBytes(WeightsPath);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        File.WriteAllBytes(WeightsPath, file);

        AssertRefused(says);
    }

    [Theory]
    [InlineData("""[1, 2]""", "no JSON object")]
    [InlineData("""{"a": """, "JSON")]
    [InlineData("""hello""", "JSON")]
    [InlineData("""{"a": 1}""", "tensor a")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", "twice")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}""", "-1")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}""", "1.5")]
    [InlineData("""{"a": {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]}}""", "tensor a")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [9223372036854775807, 9223372036854775807, 4], "data_offsets": [0, 4]}}""",
        "does not fill")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}}""", "does not fill")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}""", "does not fill")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}""", "data_offsets")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [1000000, 1000004]}}""", "cut short")]
    [InlineData("""{"a": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}}""", "F99")]
    [InlineData("""{"a": {"shape": [1], "data_offsets": [0, 4]}}""", "dtype")]
    [InlineData("""{"\ud800": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", "")]
    public void A_header_that_makes_no_sense_is_refused(string header, string says)
    {
        WriteHeader(header, new byte[4]);

        AssertRefused(says);
    }

    [Fact]
    public void Tensors_that_overlap_are_refused() =>
        AssertEditedRefused(header => header[Norm]!["data_offsets"] = new JsonArray(0, 64), "overlaps");

    [Fact]
    public void Bytes_that_belong_to_no_tensor_are_refused()
    {
        using (var file = File.Open(WeightsPath, FileMode.Append)) file.Write(new byte[12]);

        AssertRefused("last 12 bytes belong to no tensor");
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        new CheckpointWriter { Order = names => names.Where(it => it != Norm) }.WithConfigOf(directory.Path).Write(directory.Path);

        AssertRefused($"no tensor {Norm}");
    }

    [Fact]
    public void A_wrong_shape_is_named_with_both_shapes() =>
        AssertEditedRefused(header => header[Norm]!["shape"] = new JsonArray(4, 4), "[4, 4]", "[16]");

    [Fact]
    public void A_type_that_is_not_read_is_named() =>
        AssertEditedRefused(header => (header[Norm]!["dtype"], header[Norm]!["shape"]) = ("F64", new JsonArray(8)), Norm);

    [Theory]
    [InlineData("num_hidden_layers", 2, "transformer_encoder.1.q.weight")]
    [InlineData("hidden_size", 20, "encoder.weight")]
    [InlineData("vocab_size", 30, "encoder.weight")]
    [InlineData("att_bias", true, "transformer_encoder.0.q.bias")]
    [InlineData("layer_norm_after_embedding", true, "layer_norm_1.weight")]
    [InlineData("layer_norm_before_last_layer", false, "layer_norm_2.weight")]
    public void A_configuration_that_contradicts_the_tensors_is_refused(string key, object value, string tensor)
    {
        var path = directory.File("config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[key] = System.Text.Json.JsonSerializer.SerializeToNode(value);
        File.WriteAllText(path, config.ToJsonString());

        AssertRefused(tensor);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_finite_number_is_refused(float value)
    {
        var file = File.ReadAllBytes(WeightsPath);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), value);
        File.WriteAllBytes(WeightsPath, file);

        AssertRefused("no finite number");
    }

    [Fact]
    public void Weights_so_large_that_scores_are_no_numbers_fail_the_scan_not_the_process()
    {
        var file = File.ReadAllBytes(WeightsPath);
        var data = file.AsSpan(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        var size = 27 * 16 * sizeof(float); // the decoder stands behind the encoder, which is as large
        for (var at = size; at < 2 * size; at += sizeof(float))
        {
            BinaryPrimitives.WriteSingleLittleEndian(data[at..], at % 8 == 0 ? 3e38f : -3e38f);
        }
        File.WriteAllBytes(WeightsPath, file);
        var model = AmplifyModel.Load(Checkpoint.Open(directory.Path));

        var problem = Assert.ThrowsAny<ModelException>(() => VariantScorer.ScoreAsync(
            model, ScoringPlan.For(model.Checkpoint, "MKTV", null, false, 2), null, TestContext.Current.CancellationToken).GetAwaiter()
                .GetResult());

        Refusal.AssertSentence(problem, "no finite number");
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_refused()
    {
        File.Delete(WeightsPath);
        Directory.CreateDirectory(WeightsPath);

        AssertRefused("directory");
    }

    [Theory]
    [InlineData("model.safetensors.index.json", "model.safetensors.index.json is")]
    [InlineData("pytorch_model.bin", "pytorch_model.bin")]
    [InlineData("readme.txt", "model.safetensors is not in")]
    public void Weights_in_another_form_are_refused_by_name(string file, string says)
    {
        File.Move(WeightsPath, directory.File(file));

        AssertRefused(says);
    }

    private void AssertEditedRefused(Action<JsonNode> edit, params string[] says)
    {
        var file = File.ReadAllBytes(WeightsPath);
        var start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, start - 8))!;
        edit(header);
        WriteHeader(header.ToJsonString(), file[start..]);
        AssertRefused(says);
    }

    private void WriteHeader(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(WeightsPath, [.. length, .. text, .. data]);
    }

    private void AssertRefused(params string[] says) => Refusal.Assert(directory.Path, says);
}
