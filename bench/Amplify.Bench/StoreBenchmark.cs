using System.Diagnostics;
using System.Text;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Bench;

/// <summary>An empty local store beside one with JOBS (100,000) finished jobs: to start, to submit, to list.</summary>
internal sealed class StoreBenchmark : IBenchmark
{
    private const int Rounds = 15;

    public string Name => "store";

    public async Task RunAsync(TextWriter output)
    {
        var jobs = Machine.Told("JOBS", 100_000);
        var (empty, full) = (Directory.CreateTempSubdirectory("amplify-empty-").FullName, Directory.CreateTempSubdirectory("amplify-full-")
            .FullName);
        try
        {
            await FillAsync(full, jobs);
            var (small, large) = (new List<double[]>(), new List<double[]>());
            for (var round = 0; round < Rounds; round++)
            {
                small.Add(await MeasureAsync(empty, round));
                large.Add(await MeasureAsync(full, round));
            }

            string[] names = ["start and first submission", "next submission", "list of 20", "an id by its beginning"];
            for (var at = 0; at < names.Length; at++)
            {
                var (few, many) = (Median(small, at), Median(large, at));
                output.WriteLine($"{names[at],-28} empty {Machine.Number(few, "0.00"),8} ms, "
                    + $"{jobs:N0} jobs {Machine.Number(many, "0.00"),8} ms, {Machine.Number(many / few, "0.00")} times");
            }
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
            Directory.Delete(full, recursive: true);
        }
    }

    private static double Median(List<double[]> rounds, int at) => rounds.Select(it => it[at]).Order().ElementAt(rounds.Count / 2);

    private static async Task<double[]> MeasureAsync(string home, int round)
    {
        var clock = Stopwatch.StartNew();
        await using var backend = new LocalBackend(home, new SubstitutionTable(TimeProvider.System), TimeProvider.System,
            NullLogger<LocalBackend>.Instance);
        var first = await backend.SubmitOnceAsync(Sequence(round * 2), CancellationToken.None);
        var start = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        await backend.SubmitOnceAsync(Sequence((round * 2) + 1), CancellationToken.None);
        var next = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        await backend.ListAsync(20, CancellationToken.None);
        var list = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        await backend.FindAsync(first.OutputId[..13], CancellationToken.None);
        return [start, next, list, clock.Elapsed.TotalMilliseconds];
    }

    // As the store leaves them: a hundred a second, some weeks ago, in the layout of a real one.
    private static async Task FillAsync(string home, int jobs)
    {
        await using (var backend = new LocalBackend(home, new SubstitutionTable(TimeProvider.System), TimeProvider.System,
            NullLogger<LocalBackend>.Instance))
        {
            var job = await backend.SubmitOnceAsync(Sequence(999_999), CancellationToken.None);
            while (await backend.FetchAsync(Id(job.OutputId), CancellationToken.None) is not Prediction.Completed) await Task.Delay(5);
        }

        var model = Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories)
            .Where(it => Path.GetFileName(it).Contains('-', StringComparison.Ordinal) && new FileInfo(it).Length is > 0 and < 100_000)
            .ToDictionary(it => it, File.ReadAllBytes);
        var template = Path.GetFileNameWithoutExtension(model.Keys.First(it => it.EndsWith(".out", StringComparison.Ordinal)));
        var marker = Directory.EnumerateFiles(home, template, SearchOption.AllDirectories)
            .Single(it => it.Contains("by-time", StringComparison.Ordinal));
        var root = marker[..(marker.IndexOf("by-time", StringComparison.Ordinal) + "by-time".Length)];
        for (var number = 0; number < jobs; number++)
        {
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(20) + TimeSpan.FromMilliseconds(10 * number))
                .ToString();
            foreach (var (path, bytes) in model)
                await File.WriteAllBytesAsync(path.Replace(template, id, StringComparison.Ordinal), bytes[..Math.Min(2_000, bytes.Length)]);
            var directory = Directory.CreateDirectory(Path.Combine(root, id[..4], id[4..6], id[6..8])).FullName;
            await File.WriteAllBytesAsync(Path.Combine(directory, id), []);
            await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(root)!, "by-key", $"{number:x64}"), id, Encoding.ASCII);
        }
    }

    private static ProteinSequence Sequence(int number) => ProteinSequence.TryParse(
        "MKTVRQERLKSIVRILERSKEPVS" + string.Concat(number.ToString("000000", System.Globalization.CultureInfo.InvariantCulture).Select(it =>
            "ACDEFGHIKL"[it - '0'])), out var sequence, out _) ? sequence : throw new UnreachableException();

    private static OutputId Id(string text) => OutputId.TryParse(text, "", out var id) ? id : throw new UnreachableException();
}
