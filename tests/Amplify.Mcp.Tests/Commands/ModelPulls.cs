using System.Security.Cryptography;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>`model pull` against a hub that speaks HuggingFace's protocol.</summary>
public abstract class ModelPulls : IDisposable
{
    protected const string Model = "120M@test";
    protected const int Megabyte = 1_000_000;

    private readonly TemporaryDirectory directory = new();

    protected ModelPulls() => Published = new CheckpointWriter()
        .With("hidden_size", 96).With("num_hidden_layers", 12).With("num_attention_heads", 3).With("intermediate_size", 384)
            .Write(directory.File("published"));

    protected string Published { get; }

    protected string Weights => Path.Combine(Published, "model.safetensors");

    protected string Models => InHome("store/models");

    public void Dispose()
    {
        directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string InHome(string path) => directory.File(path);

    protected void AssertWhole()
    {
        var pulled = Path.Combine(Models, Model);
        foreach (var file in Directory.EnumerateFiles(Published).Where(it => Path.GetExtension(it) is ".json" or ".safetensors"))
            Assert.Equal(SHA256.HashData(File.ReadAllBytes(file)),
                SHA256.HashData(File.ReadAllBytes(Path.Combine(pulled, Path.GetFileName(file)))));
        Assert.Equal([pulled], Directory.EnumerateFileSystemEntries(Models)); // and no lock, no half
        Assert.Equal(Directory.EnumerateFiles(Published).Count(), Directory.EnumerateFiles(pulled).Count());
    }

    protected Task<ProgramRun> PullAsync(LoopbackHub hub, string model, params (string Name, string Value)[] environment) =>
        RunAsync(hub, ["model", "pull", model], environment);

    protected Task<ProgramRun> RunAsync(LoopbackHub hub, string[] arguments, params (string Name, string Value)[] environment) =>
        ProgramRun.Of(AmplifyProgram.Path, arguments, Environment(hub, environment), "", directory.Path);

    protected Dictionary<string, string> Environment(LoopbackHub hub, params (string Name, string Value)[] more)
    {
        var all = AmplifyProgram.Environment(directory, more);
        all.TryAdd("HF_ENDPOINT", hub.Address);
        all.TryAdd("HF_HOME", directory.File("no-cache"));
        all.TryAdd("HF_TOKEN", "");
        return all;
    }
}
