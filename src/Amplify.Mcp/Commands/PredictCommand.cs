using System.CommandLine;
using System.Globalization;

namespace Amplify.Mcp.Commands;

/// <summary>`predict`: the main job for a person at a terminal.</summary>
internal static class PredictCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var input = new SequenceInput();
        var model = new Option<string?>("--model") { Description = "AMPLIFY on this machine: 120M or 350M once pulled, or a checkpoint's directory (as AMPLIFY_MODEL)", HelpName = "MODEL" };
        var method = new Option<string?>("--method") { Description = "How that model scores (default: masked marginals up to 400 residues, one wild-type pass above)" };
        method.AcceptOnlyFromAmong("masked-marginal", "wild-type-marginal");
        var window = new Option<bool>("--window") { Description = "Score a sequence longer than that model reads in a window around each position" };
        var threads = new Option<int?>("--threads") { Description = "Threads that model may use (default: all processors)" };
        var report = new ReportOptions();
        var command = new Command("predict", "Score every single substitution of a protein") { model, method, window, threads };
        input.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Session.RunAsync(
            output, error, report.Read(parsed),
            [
                ("AMPLIFY_MODEL", parsed.GetValue(model)),
                ("AMPLIFY_METHOD", parsed.GetValue(method)),
                ("AMPLIFY_WINDOW", parsed.GetValue(window) ? "true" : null),
                ("AMPLIFY_THREADS", parsed.GetValue(threads)?.ToString(CultureInfo.InvariantCulture)),
            ],
            async session => await session.SubmitAndCollectAsync(await input.ReadAsync(parsed, session.Note, cancellationToken), cancellationToken)));
        return command;
    }
}
