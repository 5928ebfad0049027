using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>
/// Thousands of random messages in pieces to one program. FRAMES says how many, FRAME_SEED from which seed; `make frames` runs ten
/// thousand.
/// </summary>
public sealed class FrameStormTests : IDisposable
{
    private static readonly int Frames = Number("FRAMES", 1_500);
    private static readonly int Seed = Number("FRAME_SEED", 20_260_728);
    private const int Unforeseen = -32603;
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_request_is_answered_once_and_the_program_lives(bool native)
    {
        var frames = new RandomFrames(Seed);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var program = native ? Needs.Native("amplify-mcp") : AmplifyProgram.Path;
        using var process =
            Process.Start(ProgramRun.StartInfo(program, [], AmplifyProgram.Environment(directory, ("LOG_LEVEL", "ERROR"))))!;
        var log = process.StandardError.ReadToEndAsync(patience.Token);
        var answering = process.StandardOutput.ReadToEndAsync(patience.Token);
        var started = TimeProvider.System.GetTimestamp();

        for (var frame = 0; frame < Frames; frame++)
        {
            foreach (var piece in frames.Pieces(frames.Next()))
            {
                await process.StandardInput.BaseStream.WriteAsync(piece, patience.Token);
                await process.StandardInput.BaseStream.FlushAsync(patience.Token);
            }
        }

        var livedToTheEnd = !process.HasExited;
        process.StandardInput.Close();
        var lines = (await answering).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(patience.Token);

        var expected = frames.Expected.Where(it => it.Value > 0).ToDictionary();
        var answers = lines.Select(it => JsonElement.Parse(it)).ToList();
        var seen = answers.CountBy(IdOf).ToDictionary();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var errors = answers.Count(it => it.TryGetProperty("error", out _));
        Report($"seed {Seed}, {(native ? "native" : "JIT")}: {Frames:N0} frames, {expected.Values.Sum():N0} answers due, "
            + $"{answers.Count:N0} came ({errors:N0} errors) in {elapsed.TotalSeconds:0.0} s, exit {process.ExitCode}");
        Assert.True(livedToTheEnd, await log);
        Assert.Equal(0, process.ExitCode);
        var wrong = expected.Keys.Union(seen.Keys)
            .Select(it => (Id: it, Due: expected.GetValueOrDefault(it), Came: seen.GetValueOrDefault(it))).Where(it => it.Due != it.Came);
        Assert.Empty(wrong.Take(10));
        Assert.DoesNotContain(answers,
            it => it.TryGetProperty("error", out var error) && error.GetProperty("code").GetInt32() == Unforeseen);
    }

    private static string IdOf(JsonElement answer)
    {
        var id = answer.GetProperty("id");
        return id.ValueKind == JsonValueKind.String ? $"\"{id.GetString()}\"" : id.GetRawText();
    }

    private static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FRAME_REPORT") is { } file) File.AppendAllText(file, line + "\n");
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
