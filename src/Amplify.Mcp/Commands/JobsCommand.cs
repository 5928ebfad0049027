using System.CommandLine;
using System.Globalization;
using Amplify.Local;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>`jobs`: which there are, and what an owner may do to those of the local store.</summary>
internal static class JobsCommand
{
    private const int MostDays = 36_500;
    private const int LeastPrefix = 4;

    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "How many, newest first",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var json = new Option<bool>("--json") { Description = "Print the list as JSON" };
        var command = new Command("jobs", "List jobs, newest first; cancel those that wait here, or remove results")
        {
            limit,
            json,
            Cancel(output, error),
            Remove(output, error),
        };
        command.SetAction((parsed, cancellationToken) => AnyAsync(error, async backend =>
        {
            var most = parsed.GetValue(limit);
            if (most is < 1 or > 10_000) throw new UsageException("--limit takes a number from 1 to 10000.");
            JobTable.Print(output, await backend.ListAsync(most, cancellationToken), parsed.GetValue(json),
                TimeProvider.System.GetUtcNow(), Terminal.Of(output, error).Width);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Cancel(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of the job, or its unambiguous beginning" };
        var command = new Command("cancel", "Take a job out of the queue, or stop it where it is being scored") { id };
        command.SetAction((parsed, cancellationToken) => RunAsync(error, async store =>
        {
            var outputId = await WholeAsync(store, parsed.GetRequiredValue(id), cancellationToken);
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
        var id = new Argument<string?>("output_id")
        {
            Description = "The output_id of one job that has ended, or its unambiguous beginning",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var age = new Option<string?>("--older-than")
        {
            Description = "All that ended so long ago, in days, such as 30d",
            HelpName = "DAYS",
        };
        var command = new Command("remove", "Remove jobs that have ended, with their results; what waits or runs stays") { id, age };
        command.SetAction((parsed, cancellationToken) => RunAsync(error, async store =>
        {
            var (one, old) = (parsed.GetValue(id), parsed.GetValue(age));
            if (one is null == old is null)
                throw new UsageException("Give one of: an output_id, or --older-than DAYS. Nothing was removed.");
            if (one is not null)
            {
                var outputId = await WholeAsync(store, one, cancellationToken);
                var isGone = store.Remove(outputId);
                var sentence = isGone ? "removed" : "is not known here, or has not ended; nothing was done";
                await output.WriteLineAsync($"{outputId.Value} {sentence}");
                return isGone ? ExitCode.Done : ExitCode.Failed;
            }

            var removed = store.RemoveOlderThan(TimeSpan.FromDays(DaysOf(old!)));
            await output.WriteLineAsync(removed == 1 ? "1 job removed"
                : $"{removed.ToString("N0", CultureInfo.InvariantCulture)} jobs removed");
            return ExitCode.Done;
        }));
        return command;
    }

    // As git takes a commit's.
    private static async Task<OutputId> WholeAsync(LocalBackend store, string text, CancellationToken cancellationToken)
    {
        if (!OutputId.TryParse(text, store.OutputLocation, out var id))
            throw new UsageException($"'{SafeText.Quote(text, 80)}' is no output_id.");
        if (id.Value.Length < LeastPrefix) return id;
        return await store.FindAsync(id.Value, cancellationToken) switch
        {
            [var only] when OutputId.TryParse(only, "", out var whole) => whole,
            [_, _, ..] several => throw new UsageException(
                $"Several ids begin with '{id.Value}': {string.Join(", ", several)}. Give more of it. Nothing was done."),
            _ => id,
        };
    }

    private static int DaysOf(string text) =>
        int.TryParse(text.EndsWith('d') ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days <= MostDays
            ? days
            : throw new UsageException(
                $"--older-than is '{SafeText.Quote(text, 80)}'; it takes a number of days, such as 30d. Nothing was removed.");

    private static Task<int> RunAsync(PlainWriter error, Func<LocalBackend, Task<int>> work) => AnyAsync(error, backend =>
        work(backend as LocalBackend ?? throw new UsageException(
            "Jobs of an endpoint are SageMaker's: it has no way to cancel one, and the bucket's lifecycle rules remove old ones.")));

    private static Task<int> AnyAsync(PlainWriter error, Func<IPredictionBackend, Task<int>> work) =>
        Ending.OfAsync(error.WriteLine, async () =>
    {
        try
        {
            return await Composition.WithJobsAsync(work);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync("amplify-mcp: The store cannot be written: amplify-mcp doctor says more.");
            return ExitCode.Failed;
        }
    });
}
