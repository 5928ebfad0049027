using System.Buffers.Binary;
using System.Text;
using Amplify.Model;
using Amplify.Testing;

namespace Amplify.Fuzz.Targets;

/// <summary>A checkpoint of few weights, one of whose files is a stranger's: opened, loaded and run.</summary>
internal abstract class Checkpoints : Target
{
    private readonly TemporaryDirectory directory = new();

    protected Checkpoints()
    {
        new CheckpointWriter().With("hidden_size", 8).With("num_hidden_layers", 1).With("num_attention_heads", 2)
            .With("intermediate_size", 12).With("max_length", 16).Write(directory.Path);
    }

    protected string Path(string file) => directory.File(file);

    protected void Use()
    {
        try
        {
            var model = AmplifyModel.Load(Checkpoint.Open(directory.Path));
            model.Logits(model.Checkpoint.Vocabulary.Encode("MKTV"), CancellationToken.None);
        }
        catch (ModelException refusal)
        {
            Invariant.Sentence(refusal.Message);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        directory.Dispose();
    }
}

/// <summary>
/// model.safetensors: a whole file, or, where the input begins like JSON, its header, to which length and data are added.
/// </summary>
internal sealed class Tensors : Checkpoints
{
    private readonly byte[] data;

    public Tensors()
    {
        var file = File.ReadAllBytes(Path(Checkpoint.WeightsFile));
        data = file[(sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))..];
    }

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)input.Length);
        File.WriteAllBytes(Path(Checkpoint.WeightsFile), input is [(byte)'{', ..] ? [.. length, .. input, .. data] : input);
        Use();
    }
}

/// <summary>
/// The small JSON files, parted by lines of %: config, tokenizer, special tokens. In place of a missing one the good one stands.
/// </summary>
internal sealed class CheckpointSettings : Checkpoints
{
    private static readonly string[] Files = ["config.json", "tokenizer.json", "special_tokens_map.json"];
    private readonly string[] good;

    public CheckpointSettings() => good = [.. Files.SkipLast(1).Select(it => File.ReadAllText(Path(it))), "{}"];

    protected override void Feed(ReadOnlySpan<byte> input)
    {
        var parts = Encoding.Latin1.GetString(input).Split("\n%\n");
        for (var i = 0; i < Files.Length; i++)
            File.WriteAllText(Path(Files[i]), parts.ElementAtOrDefault(i) is { Length: > 0 } part ? part : good[i], Encoding.Latin1);
        Use();
    }
}
