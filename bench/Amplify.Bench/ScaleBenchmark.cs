using System.Diagnostics;
using System.Globalization;
using Amplify.Local;
using Amplify.Testing.Fleet;
using Amplify.Testing.Load;

namespace Amplify.Bench;

/// <summary>
/// JOBS (10,000) sequences through `predict` and an endpoint of up to INSTANCES (50) that take SERVICE_MS (2,000) a job: what is lost, what
/// runs twice, how much of the fleet is used, and what a job costs this program.
/// </summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    private const int Parts = 4;

    public string Name => "scale";

    public async Task RunAsync(TextWriter output)
    {
        var (jobs, instances, service) = (Machine.Told("JOBS", 10_000), Machine.Told("INSTANCES", 50), Machine.Told("SERVICE_MS", 2_000));
        var window = Machine.Told("IN_FLIGHT", 3 * instances);
        var home = Directory.CreateTempSubdirectory("amplify-scale-").FullName;
        try
        {
            using var net = new SequenceNetPredictor(TimeProvider.System);
            var result = (await net.PredictAsync(Sequence(0), _ => { }, CancellationToken.None)).Write();
            await using var aws = new FleetAws();
            await using var fleet = new SimulatedFleet(aws,
                new(instances, TimeSpan.FromMilliseconds(service), TimeSpan.FromMilliseconds(4 * service))
                {
                    Failures = 0.01,
                    Losses = 0.005,
                }, result);
            var fasta = Path.Combine(home, "all.fasta");
            await File.WriteAllLinesAsync(fasta, Enumerable.Range(0, jobs).SelectMany(it => new[] { $">p{it}", Sequence(it) }));
            var started = TimeProvider.System.GetTimestamp();
            using var program = Start(aws, home, fasta, window);
            var figures = new ProcessFigures(program.Id);
            var (before, last, called) = (0.0, 0, 0);
            for (var part = 1; part <= Parts && !program.HasExited; part++)
            {
                while (!program.HasExited && fleet.Completed + fleet.Failed.Count < (long)jobs * part / Parts) await Task.Delay(50);
                if (program.HasExited) break;
                var (done, now, calls) = (fleet.Completed + fleet.Failed.Count, figures.ProcessorSeconds, aws.Calls.Values.Sum());
                var (seconds, each) = (Machine.Elapsed(started), 1000 * (now - before) / Math.Max(1, done - last));
                output.WriteLine($"{done,7:N0} done after {Machine.Number(seconds, "0"),5} s: {Machine.Number(each)} ms of processor a job "
                    + $"since the last line and {Machine.Number((double)(calls - called) / Math.Max(1, done - last), "0.00")} calls a job, "
                    + $"{Machine.Number(figures.ResidentMegabytes, "0")} MiB resident");
                (before, last, called) = (now, done, calls);
            }

            var words = await program.StandardOutput.ReadToEndAsync();
            await program.WaitForExitAsync();
            var all = Machine.Elapsed(started);
            var twice = fleet.Accepted.Values.Count(it => it > 1);
            output.WriteLine(words.Split('\n')[0]);
            output.WriteLine($"lost: {jobs - fleet.Accepted.Count}, run twice: {twice}, failed: {fleet.Failed.Count}, "
                + $"instances lost: {fleet.Lost}, at most {fleet.MostRunning} at once, exit {program.ExitCode}");
            output.WriteLine($"{Machine.Number(jobs / all)} jobs/s in {Machine.Number(all, "0")} s; "
                + $"of the instances' time used: {Machine.Number(100 * fleet.Use)} %; in flight at most: {window}");
            output.WriteLine("calls a job: " + string.Join(", ", aws.Calls.OrderBy(it => it.Key).Select(it =>
                $"{it.Key} {Machine.Number((double)it.Value / jobs, "0.00")}")));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Process Start(FleetAws aws, string home, string fasta, int window)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PROGRAM") ?? Machine.Native("amplify-mcp"),
            ["predict", fasta, "--out", Path.Combine(home, "out"), "--in-flight", window.ToString(CultureInfo.InvariantCulture), "--quiet"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in aws.Variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string Sequence(int number) => "MKTVRQERLKSIVRILERSKEPVS"
        + string.Concat(new[] { number % 20, number / 20 % 20, number / 400 % 20, number / 8_000 }.Select(it =>
            "ACDEFGHIKLMNPQRSTVWY"[it]));
}
