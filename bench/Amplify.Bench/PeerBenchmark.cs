using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amplify.Model;

namespace Amplify.Bench;

/// <summary>
/// The same scan by PyTorch, one masked position at a time as the public sample does, where Debian's python3-torch with OpenBLAS is
/// installed.
/// </summary>
internal sealed class PeerBenchmark(BenchModel bench) : IBenchmark
{
    private const string Python = "/usr/bin/python3";
    private const int Positions = 12;
    private const int Tries = 3;

    public string Name => "peer";

    public async Task RunAsync(TextWriter output)
    {
        if (await AskAsync() is not { } peer)
        {
            output.WriteLine("skipped: no PyTorch here (apt install python3-torch libopenblas0)");
            return;
        }

        var (scores, ours, processor) = (Array.Empty<float>(), double.MaxValue, double.MaxValue);
        for (var repeat = 0; repeat < Tries; repeat++)
        {
            var (started, before) = (TimeProvider.System.GetTimestamp(), Machine.ProcessorSeconds);
            scores = await VariantScorer.ScoreAsync(bench.Model, bench.Plan(), null, CancellationToken.None);
            (ours, processor) = (Math.Min(ours, Machine.Elapsed(started)), Math.Min(processor, Machine.ProcessorSeconds - before));
        }

        var difference = peer.GetProperty("scores").EnumerateArray().SelectMany((column, position) =>
            column.EnumerateArray().Select((score, row) =>
                Math.Abs(score.GetDouble() - scores[(row * BenchModel.Sequence.Length) + position]))).Max();
        output.WriteLine(
            $"PyTorch {peer.GetProperty("version").GetString()}, one position at a time (from {Positions} of them), against ours:");
        Compare(output, "by the clock", peer.GetProperty("seconds").GetDouble(), ours);
        Compare(output, "processor time", peer.GetProperty("processor").GetDouble(), processor);
        output.WriteLine($"largest difference of their scores from ours: {Machine.Number(difference, "0.000000")}; load {Machine.Load}");
    }

    private static void Compare(TextWriter output, string how, double perPosition, double ours)
    {
        var theirs = perPosition * BenchModel.Sequence.Length;
        output.WriteLine(
            $"{how}: {Machine.Number(theirs)} s and {Machine.Number(ours, "0.00")} s, {Machine.Number(theirs / ours)} times as fast");
    }

    private async Task<JsonElement?> AskAsync()
    {
        if (!File.Exists(Python)) return null;
        var script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        string[] arguments = [script, bench.Location, BenchModel.Sequence, Positions.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true })!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonElement.Parse(answer) : null;
    }
}
