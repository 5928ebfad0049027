using System.Diagnostics;

namespace Amplify.Testing;

/// <summary>A program run to its end as a child process, with only the environment it is given beside the machine's own.</summary>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Settings of the product that a developer's shell may hold and a test must not see.</summary>
    private static readonly string[] Ours = [
        "AMPLIFY_", "SAGEMAKER_", "S3_", "AWS_", "OTEL_", "DEFAULT_VIEW", "LOG_LEVEL", "MODEL_MAX_RESIDUES"];

    /// <param name="environment">Name, value pairs.</param>
    public static async Task<ProgramRun> Of(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment =
            null, string input = "", string? directory = null)
    {
        using var process = Process.Start(StartInfo(program, arguments, environment, directory))!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => Ours.Any(it => name.StartsWith(it, StringComparison.Ordinal))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return start;
    }
}
