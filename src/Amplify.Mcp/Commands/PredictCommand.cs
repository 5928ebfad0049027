using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    private const int LargestFile = 16 * 1024 * 1024;

    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new Argument<string>("sequence") { Description = "A protein in one-letter code, a FASTA file with one record, or - for standard input" };
        var model = new ModelOptions();
        var report = new ReportOptions();
        var command = new Command("predict", "Score every single substitution of a protein") { input };
        model.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(
            output, error, report.Read(parsed),
            model.Read(parsed),
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
