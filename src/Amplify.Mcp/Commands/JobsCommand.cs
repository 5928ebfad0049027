using System.CommandLine;
using System.Globalization;
using Amplify.Local;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.Mcp.Commands;

/// <summary>`jobs`: what an owner may do to the jobs of the local store.</summary>
internal static class JobsCommand
{
    private const int MostDays = 36_500;

    public static Command Create(PlainWriter output, PlainWriter error) => new("jobs", "Cancel jobs of the local store, or remove old ones")
    {
        Cancel(output, error),
        Remove(output, error),
    };

    private static Command Cancel(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of the job" };
        var command = new Command("cancel", "Take a job out of the queue, or stop it where it is being scored") { id };
        command.SetAction((parsed, cancellationToken) => RunAsync(error, async store =>
        {
            var text = parsed.GetRequiredValue(id);
            if (!OutputId.TryParse(text, store.OutputLocation, out var outputId))
                throw new UsageException($"'{SafeText.Quote(text, 80)}' is no output_id.");
            var (code, sentence) = await store.CancelAsync(outputId, cancellationToken) switch
            {
                Cancellation.Cancelled => (ExitCode.Done, "cancelled"),
                Cancellation.Told => (ExitCode.Done, "is being scored; whoever scores it has been told, and stops within seconds"),
                Cancellation.HasEnded => (ExitCode.Failed, "has ended already; nothing was done"),
                _ => (ExitCode.Unknown, "is not known here; nothing was done"),
            };
            await output.WriteLineAsync($"{outputId.Value} {sentence}");
            return code;
        }));
        return command;
    }

    private static Command Remove(PlainWriter output, PlainWriter error)
    {
        var age = new Option<string>("--older-than")
        {
            Description = "How long ago they must have ended, in days, such as 30d",
            HelpName = "DAYS",
            Required = true
        };
        var command = new Command("remove", "Remove jobs that ended long ago, with their results; what waits or runs stays") { age };
        command.SetAction((parsed, _) => RunAsync(error, async store =>
        {
            var removed = store.RemoveOlderThan(TimeSpan.FromDays(DaysOf(parsed.GetRequiredValue(age))));
            await output.WriteLineAsync(removed == 1 ? "1 job removed"
                : $"{removed.ToString("N0", CultureInfo.InvariantCulture)} jobs removed");
            return ExitCode.Done;
        }));
        return command;
    }

    private static int DaysOf(string text) =>
        int.TryParse(text.EndsWith('d') ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days <= MostDays
            ? days
            : throw new UsageException(
                $"--older-than is '{SafeText.Quote(text, 80)}'; it takes a number of days, such as 30d. Nothing was removed.");

    // Nothing is scored here: no model is looked for, and no worker starts.
    private static async Task<int> RunAsync(PlainWriter error, Func<LocalBackend, Task<int>> work)
    {
        try
        {
            var settings = Settings.FromEnvironment();
            if (settings.Backend != "local")
                throw new UsageException(
                "Jobs of an endpoint are SageMaker's: it has no way to cancel one, and the bucket's lifecycle rules remove old ones.");
            await using var store = new LocalBackend(settings.Home, new SubstitutionTable(TimeProvider.System), TimeProvider.System,
                NullLogger<LocalBackend>.Instance);
            return await work(store);
        }
        catch (Exception problem) when (problem is SettingException or UsageException)
        {
            await error.WriteLineAsync($"amplify-mcp: {problem.Message}");
            return ExitCode.Usage;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync("amplify-mcp: The store cannot be written: amplify-mcp doctor says more.");
            return ExitCode.Failed;
        }
    }
}
