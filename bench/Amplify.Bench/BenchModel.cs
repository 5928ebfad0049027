using Amplify.Model;
using Amplify.Testing;

namespace Amplify.Bench;

/// <summary>
/// A checkpoint of the size of AMPLIFY 120M with random weights, written when first needed and read back through the product's own
/// loader.
/// </summary>
internal sealed class BenchModel : IDisposable
{
    public const string Sequence = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";

    private readonly Lazy<string> directory = new(() =>
        new CheckpointWriter().Write(Path.Combine(Directory.CreateTempSubdirectory("amplify-bench-").FullName, "model")));
    private readonly Lazy<AmplifyModel> model;

    public BenchModel() => model = new(() => AmplifyModel.Load(Checkpoint.Open(Location)));

    public string Location => directory.Value;

    public AmplifyModel Model => model.Value;

    public ScoringPlan Plan() =>
        ScoringPlan.For(Model.Checkpoint, Sequence, ScoringMethod.MaskedMarginal, windowed: false, Machine.Threads);

    public void Dispose()
    {
        if (directory.IsValueCreated) Directory.Delete(Path.GetDirectoryName(Location)!, recursive: true);
    }
}
