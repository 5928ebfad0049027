using System.CommandLine;
using System.Globalization;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    private const int LargestFile = 16 * 1024 * 1024;

    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new Argument<string>("sequence") { Description = "A protein in one-letter code, a FASTA file with one record, or - for standard input" };
        var model = new Option<string?>("--model") { Description = "AMPLIFY on this machine: 120M or 350M once pulled, or a checkpoint's directory (as AMPLIFY_MODEL)", HelpName = "MODEL" };
        var method = new Option<string?>("--method") { Description = "How that model scores (default: masked marginals up to 400 residues, one wild-type pass above)" };
        method.AcceptOnlyFromAmong("masked-marginal", "wild-type-marginal");
        var window = new Option<bool>("--window") { Description = "Score a sequence longer than that model reads in a window around each position" };
        var threads = new Option<int?>("--threads") { Description = "Threads that model may use (default: all processors)" };
        var report = new ReportOptions();
        var command = new Command("predict", "Score every single substitution of a protein") { input, model, method, window, threads };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(
            output, error, report.Read(parsed),
            [
                ("AMPLIFY_MODEL", parsed.GetValue(model)),
                ("AMPLIFY_METHOD", parsed.GetValue(method)),
                ("AMPLIFY_WINDOW", parsed.GetValue(window) ? "true" : null),
                ("AMPLIFY_THREADS", parsed.GetValue(threads)?.ToString(CultureInfo.InvariantCulture)),
            ],
            async session => await session.SubmitAndCollectAsync(await ReadAsync(parsed.GetRequiredValue(input), cancellationToken), cancellationToken)));
        return command;
    }

    /// <exception cref="UsageException">There is nothing to read; the message says why.</exception>
    private static async Task<string> ReadAsync(string given, CancellationToken cancellationToken)
    {
        if (given == "-")
        {
#pragma warning disable RS0030 // a command may read the terminal
            return await Console.In.ReadToEndAsync(cancellationToken);
#pragma warning restore RS0030
        }

        if (!File.Exists(given))
        {
            return LooksLikePath(given) ? throw new UsageException($"No file {given}. Give a FASTA file, a sequence in one-letter code, or - for standard input.") : given;
        }

        if (new FileInfo(given).Length > LargestFile) throw new UsageException($"{given} is larger than 16 MB: give a FASTA file with one record.");
        try
        {
            return await File.ReadAllTextAsync(given, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{given} cannot be read: check its permissions.");
        }
    }

    private static bool LooksLikePath(string given) =>
        !given.Contains('\n', StringComparison.Ordinal) && !given.StartsWith('>') && (given.Contains('/', StringComparison.Ordinal) || given.Contains('.', StringComparison.Ordinal));
}
