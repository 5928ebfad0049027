using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Amplify.Testing;

/// <summary>
/// AWS as moto tells it, in a process of its own on a free port. A fixture: started by the first test that asks, stopped with the last.
/// </summary>
public sealed partial class MotoServer : IDisposable
{
    private readonly Lock starting = new();
    private Process? process;
    private Task<string>? address;

    /// <summary>Skips the calling test where moto is not installed.</summary>
    public Task<string> AddressAsync()
    {
        var program = Needs.PythonWith("moto.server");
        lock (starting) return address ??= StartAsync(program);
    }

    public void Dispose()
    {
        process?.Kill(entireProcessTree: true);
        process?.Dispose();
    }

    private async Task<string> StartAsync(string program)
    {
        var start = new ProcessStartInfo(
            program,
            [Path.Combine(Needs.Root, "tests", "Amplify.Testing", "moto_endpoint.py"), "-H", "127.0.0.1", "-p", "0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start)!;
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) found.TrySetException(new InvalidOperationException("moto_server ended before it listened"));
            else if (ListensAt.Match(line.Data) is { Success: true } match) found.TrySetResult(match.Value);
        };
        process.BeginErrorReadLine(); // and on: a full pipe would stop it
        process.BeginOutputReadLine();
        return await found.Task;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex ListensAt { get; }
}
