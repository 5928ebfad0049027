using Amplify.Model;

namespace Amplify.Bench;

/// <summary>Masked marginals of 65 residues, against the time their operations take at the processor's peak.</summary>
internal sealed class ScanBenchmark(BenchModel bench) : IBenchmark
{
    private const int Tries = 5;

    public string Name => "scan";

    public async Task RunAsync(TextWriter output)
    {
        _ = bench.Location;
        var started = TimeProvider.System.GetTimestamp();
        var model = bench.Model;
        output.WriteLine($"{model.Checkpoint.Parameters:N0} random weights loaded in {Machine.Number(Machine.Elapsed(started))} s");

        var plan = bench.Plan();
        var (peak, best, processor) = (0.0, double.MaxValue, double.MaxValue);
        for (var repeat = 0; repeat < Tries; repeat++)
        {
            peak = Math.Max(peak, Peak.Measure(Machine.Threads));
            var before = Machine.ProcessorSeconds;
            started = TimeProvider.System.GetTimestamp();
            await VariantScorer.ScoreAsync(model, plan, null, CancellationToken.None);
            best = Math.Min(best, Machine.Elapsed(started));
            processor = Math.Min(processor, Machine.ProcessorSeconds - before);
        }

        var floor = plan.Operations / peak / 1e9;
        output.WriteLine($"{BenchModel.Sequence.Length} residues: {Machine.Number(best, "0.00")} s, {Machine.Number(plan.Operations / best / 1e9)} GFLOP/s; "
            + $"at the peak of {Machine.Number(peak)} GFLOP/s it would be {Machine.Number(floor, "0.00")} s: {Machine.Number(100 * floor / best, "0")} % of peak");
        output.WriteLine($"by processor time, which other programs disturb less: {Machine.Number(processor / Machine.Threads, "0.00")} s a thread, "
            + $"{Machine.Number(100 * floor * Machine.Threads / processor, "0")} % of peak");
        output.WriteLine($"highest memory of this process {Machine.Number(Machine.PeakMegabytes, "0")} MB, load {Machine.Load}");
    }
}
