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

    public string Name => "peer";

    public async Task RunAsync(TextWriter output)
    {
        if (await AskAsync() is not { } peer)
        {
            output.WriteLine("skipped: no PyTorch here (apt install python3-torch libopenblas0)");
            return;
        }

        var started = TimeProvider.System.GetTimestamp();
        var scores = await VariantScorer.ScoreAsync(bench.Model, bench.Plan(), null, CancellationToken.None);
        var ours = Machine.Elapsed(started);
        var theirs = peer.GetProperty("seconds").GetDouble() * BenchModel.Sequence.Length;
        var difference = peer.GetProperty("scores").EnumerateArray().SelectMany((column, position) =>
            column.EnumerateArray().Select((score, row) => Math.Abs(score.GetDouble() - scores[(row * BenchModel.Sequence.Length) + position]))).Max();
        output.WriteLine($"PyTorch {peer.GetProperty("version").GetString()}, one position at a time: "
            + $"{Machine.Number(theirs)} s for {BenchModel.Sequence.Length} "
            + $"(from {Positions} of them); ours {Machine.Number(ours, "0.00")} s, {Machine.Number(theirs / ours)} times as fast; load {Machine.Load}");
        output.WriteLine($"largest difference of their scores from ours: {difference.ToString("0.000000", CultureInfo.InvariantCulture)}");
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
