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

    /// <summary>Some positions of a protein of some length.</summary>
    public ScoringPlan Plan(int length, int positions)
    {
        var sequence = string.Concat(Enumerable.Repeat(Sequence, (length / Sequence.Length) + 1))[..length];
        var places = Enumerable.Range(0, positions).Select(it => it * length / positions);
        return ScoringPlan.For(Model.Checkpoint, sequence, ScoringMethod.MaskedMarginal, windowed: false, Machine.Threads, places);
    }

    public void Dispose()
    {
        if (directory.IsValueCreated) Directory.Delete(Path.GetDirectoryName(Location)!, recursive: true);
    }
}
