using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Keys;

/// <summary>
/// A program of the user's that prints keys. It gets pipes of its own and none of ours, is ended with all it started when its time is up,
/// and what it says on standard error is the user's to read and nobody's to keep.
/// </summary>
internal sealed class CredentialProcess(string command, string profile)
{
    private const int MostBytes = 64 * 1024;
    private const int MostWords = 300;

    // What it left running may hold its pipes open for ever.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    public string Name { get; } = $"credential_process '{SafeText.Quote(ProgramOf(command))}' of the profile '{SafeText.Quote(profile)}'";

    public async Task<AwsKeys> AskAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start() };
        process.Start();
        process.StandardInput.Close();
        var (answer, words) = (new Heard(process.StandardOutput.BaseStream), new Heard(process.StandardError.BaseStream));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            await Task.WhenAny(Task.WhenAll(answer.Ended, words.Ended), Task.Delay(LastWords, cancellationToken));
            return process.ExitCode == 0 ? Read(answer.Text) : throw Failed($"{Name} {Ended(process.ExitCode)}.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await Task.WhenAny(words.Ended, Task.Delay(LastWords, CancellationToken.None));
            throw new KeysException(
                Cause.CredentialsSlow, $"{Name} did not answer in time.",
                "See that it ends by itself and asks nobody; then repeat the call.")
            {
                Words = Quoted(words.Text),
            };
        }
        catch (KeysException fault)
        {
            throw new KeysException(fault.Cause, fault.Seen, fault.Next) { Words = Quoted(words.Text) };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Start()
    {
        // By a shell, as the SDKs do: a path, its arguments and what the CLI takes besides mean the same there.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = "/c " + command }
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.CreateNoWindow) =
            (true, true, true, true);
        return start;
    }

    private AwsKeys Read(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            var version = root.GetProperty("Version");
            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
                throw Failed($"{Name} gave keys of a version that is not 1.");
            var expires = Text(root, "Expiration");
            return AwsKeys.From(Name, Text(root, "AccessKeyId"), Text(root, "SecretAccessKey"), Text(root, "SessionToken"),
                expires is null ? null
                : DateTimeOffset.TryParse(expires, null, out var end) ? end
                : throw Failed($"{Name} gave an Expiration that is no time."));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Failed(
                $"{Name} ended well, but what it printed is not the JSON object with Version, AccessKeyId and SecretAccessKey that AWS "
                    + "describes.");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Ended(int code) => code switch
    {
        127 => "could not be started: there is no such program",
        126 => "could not be started: it may not be executed",
        _ => $"failed with exit code {code}",
    };

    private static KeysException Failed(string seen) =>
        new(Cause.CredentialsFailed, seen, "Run it by hand, do what it asks for, and repeat the call; no restart is needed.");

    private static string? Quoted(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return SafeText.Quote(line, MostWords) is { Length: > 0 } some ? some : null;
    }

    // Without its arguments, which may be secrets.
    private static string ProgramOf(string command)
    {
        var text = command.Trim();
        if (text.StartsWith("exec ", StringComparison.Ordinal)) text = text[5..].TrimStart();
        var quote = text.Length > 0 && text[0] is '"' or '\'' ? text[0] : ' ';
        var start = quote == ' ' ? 0 : 1;
        var end = text.IndexOf(quote, start);
        return end < 0 ? text[start..] : text[start..end];
    }

    /// <summary>
    /// What a stream has given so far, up to a measure; the rest is read and forgotten, so that nobody waits to be heard.
    /// </summary>
    private sealed class Heard
    {
        private readonly ArrayBufferWriter<byte> kept = new();

        public Heard(Stream stream) => Ended = ListenAsync(stream);

        public Task Ended { get; }

        public string Text
        {
            get
            {
                lock (kept) return Encoding.UTF8.GetString(kept.WrittenSpan).TrimStart('\uFEFF');
            }
        }

        private async Task ListenAsync(Stream stream)
        {
            var piece = new byte[4096];
            try
            {
                while (await stream.ReadAsync(piece) is > 0 and var count)
                {
                    lock (kept) kept.Write(piece.AsSpan(0, Math.Min(count, MostBytes - kept.WrittenCount)));
                }
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // it was ended
            }
        }
    }
}
