using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>`results`: collects a job that was submitted before, by this program or by an agent.</summary>
internal static class ResultsCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of the job" };
        var wait = new Option<bool>("--wait") { Description = "Wait until the job ends instead of looking once" };
        var report = new ReportOptions();
        var command = new Command("results", "Collect a prediction that was submitted before") { id, wait };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(
            output, error, report.Read(parsed), [], session => session.CollectAsync(parsed.GetRequiredValue(id), parsed.GetValue(wait), cancellationToken)));
        return command;
    }
}
