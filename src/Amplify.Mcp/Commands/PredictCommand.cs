using System.CommandLine;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new SequenceInput();
        var model = new ModelOptions();
        var report = new ReportOptions();
        var command = new Command("predict", "Score every single substitution of a protein");
        input.AddTo(command);
        model.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(
            output, error, report.Read(parsed),
            model.Read(parsed),
            async session =>
            {
                var text = await input.ReadAsync(parsed, doubt => session.Say($"note: {doubt}"), cancellationToken);
                return await session.SubmitAndCollectAsync(text, cancellationToken);
            }));
        return command;
    }
}
