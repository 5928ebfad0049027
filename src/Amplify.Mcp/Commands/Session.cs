using Amplify.Tools;

namespace Amplify.Mcp.Commands;

/// <summary>Runs a command over a composition of its own; settings and input that are wrong end it with a sentence.</summary>
internal static class Session
{
    /// <param name="overrides">Settings given on the command line; null leaves the environment's.</param>
    public static async Task<int> RunAsync(
        PlainWriter output, PlainWriter error, Func<Report> report, IReadOnlyList<Override> overrides,
            Func<PredictionSession, Task<int>> work)
    {
        var terminal = Terminal.Of(output, error);
        var settings = new Settings(variable =>
            overrides.FirstOrDefault(it => it.Variable == variable).Value
            ?? Environment.GetEnvironmentVariable(variable)
            ?? (variable == "LOG_LEVEL" ? "ERROR" : null)); // a person wants results or a sentence, and the log where that has none
        return await Ending.OfAsync(problem => terminal.Say(Flags.Named(problem, overrides)), async () =>
        {
            var looks = report();
            using var logs = Logs.ToStandardError(settings);
            ModelOptions.Check(settings.Read(ProgramSettings.Read), overrides);
            await using var parts = new Composition(settings, logs, TimeProvider.System);
            return await work(new(parts, terminal, looks));
        });
    }
}
