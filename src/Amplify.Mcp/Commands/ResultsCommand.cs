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
        var model = new ModelOptions();
        var report = new ReportOptions();
        var command = new Command("results",
            "Collect a prediction that was submitted before; one that waits is scored as it was submitted") { id, wait };
        model.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var (outputId, patient, looks) = (parsed.GetRequiredValue(id), parsed.GetValue(wait), report.Read(parsed));
            var given = model.Read(parsed);
            var job = Recall(outputId);
            return Session.RunAsync(output, error, looks, AsSubmitted(given, job), session =>
            {
                if (patient && !looks.Quiet && job is { IsPending: true, Record.Scorer: { } scorer })
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
    private static IReadOnlyList<(string Variable, string? Value)> AsSubmitted(
        IReadOnlyList<(string Variable, string? Value)> given, (JobRecord Record, bool IsPending)? job)
    {
        if (job is not { Record: { Scorer: { } scorer } record }) return given;
        (string Variable, string? Value)[] recorded = job is { IsPending: true } && record.ModelDirectory is { } directory
            ?
            [
                ("AMPLIFY_MODEL", Directory.Exists(directory) ? directory : null),
                ("AMPLIFY_METHOD", scorer.Method),
                ("AMPLIFY_WINDOW", scorer.WindowResidues is null ? "" : "true"),
                ("AMPLIFY_THREADS", record.Threads?.ToString(CultureInfo.InvariantCulture)),
            ]
            : scorer.WeightsSha256 is null || !job.Value.IsPending
                ? [("AMPLIFY_MODEL", Predictors.BuiltIn(scorer))] // no weights, to score or to read it
            : [];
        return [.. given.Where(it => it.Value is not null), .. recorded];
    }
}
