using Amplify.Local;
using Amplify.Tools.Assays;
using Amplify.Tools.Scans;

namespace Amplify.Bench;

/// <summary>
/// What a calibrated ranking gains over the scores: GYM names a folder with `fasta/NAME.fasta` and `mutant/NAME.csv` (columns mutant,
/// score), one of
/// each a scan. Some measurements are drawn, the rest is what the rankings are judged by. LEAVE_OUT: beginnings of names, parted by commas.
/// </summary>
internal sealed class CalibrationBenchmark : IBenchmark
{
    private const int Judged = 100;
    private const int Draws = 1;
    private static readonly int[] Sizes = [24, 96, 384];

    public string Name => "calibration";

    public async Task RunAsync(TextWriter output)
    {
        if (Environment.GetEnvironmentVariable("GYM") is not { Length: > 0 } folder)
        {
            await output.WriteLineAsync("Left out: GYM names no folder of scans.");
            return;
        }

        var leftOut = (Environment.GetEnvironmentVariable("LEAVE_OUT") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        IPredictor[] predictors = [new SequenceNetPredictor(TimeProvider.System), new SubstitutionTable(TimeProvider.System)];
        foreach (var predictor in predictors)
        {
            using (predictor)
            {
                var trials = new List<Trial>();
                foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "mutant"), "*.csv").Order(StringComparer.Ordinal))
                {
                    var name = Path.GetFileNameWithoutExtension(file);
                    if (!leftOut.Any(it => name.StartsWith(it, StringComparison.Ordinal))) trials
                        .AddRange(await TryAsync(predictor, folder, name));
                }

                await output.WriteLineAsync($"{predictor.ScorerOf(1).Model}");
                foreach (var size in trials.GroupBy(it => it.Size)) await output.WriteLineAsync(Describe(size.Key, [.. size]));
            }
        }
    }

    private static async Task<List<Trial>> TryAsync(IPredictor predictor, string folder, string name)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "fasta", $"{name}.fasta"));
        var scan = (await predictor.PredictAsync(string.Concat(lines.Where(it => !it.StartsWith('>'))), _ => { }, CancellationToken.None))
            .ToScan();
        if (!AssayFile.TryRead(await File.ReadAllTextAsync(Path.Combine(folder, "mutant", $"{name}.csv")), null, null, out var rows,
            out var problem))
            throw new InvalidDataException($"{name}: {problem}");
        var (all, trials) = (MeasurementSet.Of(scan, 0, rows, lowerIsBetter: false).Values.ToArray(), new List<Trial>());
        foreach (var size in Sizes.Where(it => all.Length >= it + Judged))
        {
            for (var draw = 0; draw < Draws; draw++)
            {
                var random = new Random(draw);
                random.Shuffle(all);
                var (shown, judged) = (all[..size], all[size..].ToDictionary(it => (it.Variant.Row, it.Variant.Column), it => it.Value));
                var calibration = Calibration.Of(scan, shown);
                var ranking = calibration.Ranking.Where(it => judged.ContainsKey((it.Variant.Row, it.Variant.Column))).ToList();
                double[] truth = [.. ranking.Select(it => judged[(it.Variant.Row, it.Variant.Column)])];
                var byScore = RankStatistics.Spearman([.. judged.Values], [.. all[size..].Select(it => (double)it.Variant.Score)]);
                var gain = ranking.Count == 0 ? 0 : RankStatistics.Spearman([.. ranking.Select(it => it.Place)], truth) - byScore;
                double[] values = [.. shown.Select(it => it.Value)];
                random.Shuffle(values);
                var chance = Calibration.Of(scan, [.. shown.Zip(values, (it, value) => it with { Value = value })]);
                trials.Add(new(size, byScore, gain, calibration.Refusal is null, chance.Refusal is null));
            }
        }

        return trials;
    }

    private static string Describe(int size, IReadOnlyList<Trial> trials)
    {
        var offered = trials.Where(it => it.Offered).ToList();
        return $"  {size,4} measurements, {trials.Count} draws: scores alone {trials.Average(it => it.ByScore):0.000}; "
            + $"offered {offered.Count} times, then {(offered.Count == 0 ? 0 : offered.Average(it => it.Gain)):+0.000;-0.000} "
            + $"(worse {offered.Count(it => it.Gain < 0)} times); over all {offered.Sum(it => it.Gain) / trials.Count:+0.000;-0.000}; "
            + $"were it always used {trials.Average(it => it.Gain):+0.000;-0.000}; offered for shuffled ones "
            + $"{trials.Count(it => it.Chance)} times";
    }

    private sealed record Trial(int Size, double ByScore, double Gain, bool Offered, bool Chance);
}
