using System.CommandLine;
using System.Globalization;
using Amplify.Local;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Mcp.Commands;

/// <summary>`results`: collects a job that was submitted before, by this program or by an agent.</summary>
internal static class ResultsCommand
{
    public static Command Create(PlainWriter output, PlainWriter error)
    {
        var id = new Argument<string>("output_id") { Description = "The output_id of the job" };
        var wait = new Option<bool>(
            "--wait")
        { Description = "Wait until the job ends instead of looking once, and score it here if nobody else does" };
        var (question, model, report, opens) = (new QuestionOptions(), new ModelOptions(), new ReportOptions(), ReportOptions.Opening());
        var command = new Command("results",
            "Collect a prediction that was submitted before, or ask about it; one that waits is scored as it was submitted") { id, wait };
        question.AddTo(command);
        model.AddTo(command);
        report.AddTo(command);
        command.Add(opens);
        command.SetAction((parsed, cancellationToken) =>
        {
            var (outputId, patient) = (parsed.GetRequiredValue(id), parsed.GetValue(wait));
            var job = Recall(outputId);
            return Session.RunAsync(output, error, () => report.Read(parsed, question, parsed.GetValue(opens)),
                AsSubmitted(model.Read(parsed), job), session =>
            {
                if (patient && !session.IsQuiet && job is { IsPending: true, Record.Scorer: { } scorer })
                    session.Say($"waiting for {outputId}: {scorer}");
                return session.CollectAsync(outputId, patient, cancellationToken);
            });
        });
        return command;
    }

    // Where the settings are wrong the session says so.
    private static (JobRecord Record, bool IsPending)? Recall(string outputId)
    {
        try
        {
            return Settings.FromEnvironment().Read(ProgramSettings.Read).Backend is BackendSettings.Local { Settings.Home: var home }
                && OutputId.TryParse(outputId, "", out var id) ? LocalBackend.Recall(home, id) : null;
        }
        catch (Exception problem) when (problem is SettingException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the record says fills what was not said; "" is no setting, whatever the environment has.</summary>
    private static IReadOnlyList<Override> AsSubmitted(
        IReadOnlyList<Override> given, (JobRecord Record, bool IsPending)? job)
    {
        if (job is not { Record: { Scorer: { } scorer } record }) return given;
        Override[] recorded = job is { IsPending: true } && record.ModelDirectory is { } directory
            ?
            [
                new("AMPLIFY_MODEL", Directory.Exists(directory) ? directory : null),
                new("AMPLIFY_METHOD", scorer.Method),
                new("AMPLIFY_WINDOW", scorer.WindowResidues is null ? "" : "true"),
                new("AMPLIFY_THREADS", record.Threads?.ToString(CultureInfo.InvariantCulture)),
            ]
            : scorer.WeightsSha256 is null || !job.Value.IsPending
                ? [new("AMPLIFY_MODEL", Predictors.BuiltIn(scorer))] // no weights, to score or to read it
            : [];
        return [.. given.Where(it => it.Value is not null), .. recorded];
    }
}
