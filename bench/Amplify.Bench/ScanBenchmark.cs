using Amplify.Model;

namespace Amplify.Bench;

/// <summary>Masked marginals of proteins of three lengths, against the processor's peak; and where the time goes.</summary>
internal sealed class ScanBenchmark(BenchModel bench) : IBenchmark
{
    private const int Tries = 3;

    // Some positions of the longer ones: each takes as long as the next.
    private static readonly (int Length, int Positions)[] Cases = [(65, 65), (300, 12), (1_000, 4)];

    public string Name => "scan";

    public async Task RunAsync(TextWriter output)
    {
        _ = bench.Location;
        var started = TimeProvider.System.GetTimestamp();
        var model = bench.Model;
        output.WriteLine($"{model.Checkpoint.Parameters:N0} random weights loaded in {Machine.Number(Machine.Elapsed(started))} s");
        foreach (var (length, positions) in Cases) await MeasureAsync(model, bench.Plan(length, positions), output);

        output.WriteLine($"highest memory of this process {Machine.Number(Machine.PeakMegabytes, "0")} MB, load {Machine.Load}");
        await DivideAsync(output);
    }

    private static async Task MeasureAsync(AmplifyModel model, ScoringPlan plan, TextWriter output)
    {
        var (peak, best, processor) = (0.0, double.MaxValue, double.MaxValue);
        for (var repeat = 0; repeat < Tries; repeat++)
        {
            peak = Math.Max(peak, Peak.Measure(threads: 1));
            var before = Machine.ProcessorSeconds;
            var started = TimeProvider.System.GetTimestamp();
            await VariantScorer.ScoreAsync(model, plan, null, CancellationToken.None);
            best = Math.Min(best, Machine.Elapsed(started));
            processor = Math.Min(processor, Machine.ProcessorSeconds - before);
        }

        var speed = plan.Operations / processor / 1e9;
        output.WriteLine($"{plan.Sequence.Length} residues: {Machine.Number(processor, "0.00")} s of processor time "
            + $"({Machine.Number(best, "0.00")} s by the clock), {Machine.Number(speed)} of {Machine.Number(peak)} GFLOP/s a thread, "
            + $"{Machine.Number(100 * speed / peak, "0")} % of peak; load {Machine.Load}");
    }

    private async Task DivideAsync(TextWriter output)
    {
        bench.Model.Watch();
        foreach (var (length, positions) in Cases)
        {
            var before = bench.Model.Ticks();
            await VariantScorer.ScoreAsync(bench.Model, bench.Plan(length, positions), null, CancellationToken.None);
            var spent = bench.Model.Ticks().ToDictionary(it => it.Key, it => it.Value - before.GetValueOrDefault(it.Key));
            var shares = spent.Select(it => $"{it.Key} {Machine.Number(100.0 * it.Value / Math.Max(1, spent.Values.Sum()))} %");
            output.WriteLine($"{length} residues, by the clock: {string.Join(", ", shares)}");
        }
    }
}
