using System.CommandLine;
using Amplify.Mcp.Commands.Batches;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new SequenceInput();
        var model = new ModelOptions();
        var report = new ReportOptions();
        var inFlight = new Option<int?>("--in-flight")
        {
            Description = "Of a file of many sequences: how many are submitted ahead of what is collected (here 1000, on an endpoint 64)",
            HelpName = "N",
        };
        var command = new Command("predict", "Score every single substitution of a protein, or of each protein of a file") { inFlight };
        input.AddTo(command);
        model.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var overrides = model.Read(parsed);
            return Session.RunAsync(output, error, report.Read(parsed), overrides, async session =>
            {
                if (parsed.GetValue(inFlight) is < 1 or > 100_000)
                    throw new UsageException("--in-flight takes a number from 1 to 100000. Nothing was submitted.");
                var text = await input.ReadAsync(parsed, doubt => session.Say($"note: {doubt}"), cancellationToken);
                if (text.Whole is { } one) return await session.SubmitAndCollectAsync(one, cancellationToken);
                return await session.RunBatchAsync(text, parsed.GetValue(inFlight), cancellationToken);
            });
        });
        return command;
    }
}
