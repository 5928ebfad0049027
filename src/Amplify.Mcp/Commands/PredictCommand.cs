using System.CommandLine;
using Amplify.Mcp.Commands.Batches;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new SequenceInput();
        var (question, model, report, opens) = (new QuestionOptions(), new ModelOptions(), new ReportOptions(), ReportOptions.Opening());
        var variants = new Option<string?>("--variants")
        {
            Description = "Combinations for the model to score besides, such as A10V:L12F, or a file of them, one a line",
            HelpName = "LIST",
        };
        var inFlight = new Option<int?>("--in-flight")
        {
            Description = "Of a file of many sequences: how many are submitted ahead of what is collected (here 1000, on an endpoint 64)",
            HelpName = "N",
        };
        var command = new Command("predict", "Score every single substitution of a protein, or of each protein of a file");
        input.AddTo(command);
        command.Add(variants);
        question.AddTo(command);
        model.AddTo(command);
        report.AddTo(command);
        command.Add(opens);
        command.Add(inFlight);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(output, error,
            () => report.Read(parsed, question, parsed.GetValue(opens)), model.Read(parsed), async session =>
        {
            if (parsed.GetValue(inFlight) is < 1 or > 100_000)
                throw new UsageException("--in-flight takes a number from 1 to 100000. Nothing was submitted.");
            var combinations = parsed.GetValue(variants) is { } given ? Combinations(given) : null;
            var text = await input.ReadAsync(parsed, warning => session.Say($"note: {warning}"), cancellationToken);
            if (text.Whole is { } one) return await session.SubmitAndCollectAsync(one, combinations, cancellationToken);
            if (combinations is not null) throw new UsageException("--variants names sites of one sequence, and here are several.");
            return await session.RunBatchAsync(text, parsed.GetValue(inFlight), cancellationToken);
        }));
        return command;
    }

    // A list is never the name of a file that is there by chance: A10V:L12F is no usual one.
    private static string Combinations(string given)
    {
        var text = File.Exists(given) ? OutputFolder.Read(given) : given;
        return text.Trim().Length > 0 ? text : throw new UsageException("--variants is empty: write A10V:L12F, or give a file.");
    }
}
