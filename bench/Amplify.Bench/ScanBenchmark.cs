using Amplify.Model;
using Amplify.Testing;

namespace Amplify.Bench;

/// <summary>Masked marginals of 65 residues with a model of the size of AMPLIFY 120M, against the time its operations take at the processor's peak.</summary>
internal sealed class ScanBenchmark : IBenchmark
{
    private const string Sequence = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";
    private const int Tries = 3;

    public string Name => "scan";

    public async Task RunAsync(TextWriter output)
    {
        var directory = Directory.CreateTempSubdirectory("amplify-bench-").FullName;
        try
        {
            new CheckpointWriter().Write(directory);
            await MeasureAsync(directory, output);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string directory, TextWriter output)
    {
        var started = TimeProvider.System.GetTimestamp();
        var model = AmplifyModel.Load(Checkpoint.Open(directory));
        output.WriteLine($"{model.Checkpoint.Parameters:N0} random weights loaded in {Machine.Number(Elapsed(started))} s");

        var plan = ScoringPlan.For(model.Checkpoint, Sequence, ScoringMethod.MaskedMarginal, windowed: false, Machine.Threads);
        var (peak, best) = (0.0, double.MaxValue);
        for (var repeat = 0; repeat < Tries; repeat++)
        {
            peak = Math.Max(peak, Peak.Measure(Machine.Threads));
            started = TimeProvider.System.GetTimestamp();
            await VariantScorer.ScoreAsync(model, plan, null, CancellationToken.None);
            best = Math.Min(best, Elapsed(started));
        }

        var (speed, floor) = (plan.Operations / best / 1e9, plan.Operations / peak / 1e9);
        output.WriteLine($"{Sequence.Length} residues, masked marginals: {Machine.Number(best, "0.00")} s, {Machine.Number(speed)} GFLOP/s; "
            + $"the floor at the peak of {Machine.Number(peak)} GFLOP/s is {Machine.Number(floor, "0.00")} s: {Machine.Number(100 * floor / best, "0")} % of peak");
        output.WriteLine($"highest memory of this process {Machine.Number(Machine.PeakMegabytes, "0")} MB, load {Machine.Load}");
    }

    private static double Elapsed(long started) => TimeProvider.System.GetElapsedTime(started).TotalSeconds;
}
