using Amplify.Tools;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp;

/// <summary>
/// Where this program's log goes: standard error, whatever standard output is for, and nobody waits for whoever reads it.
/// </summary>
internal static class Logs
{
    public const string MetricsVariable = "AMPLIFY_METRICS";
    private const string Embedded = "emf";

    public static JsonLog ToStandardError(Settings settings)
    {
        var clock = TimeProvider.System;
        var lines = new LogStream(StandardError.Write, count => JsonLog.Missing(count, clock));
        var choice = Choice(settings);
        var log = new JsonLog(lines, choice.Level, clock);
        if (choice.Problem is { } problem) log.CreateLogger("Amplify.Settings").LogWarning("{Problem}", problem);
        return log;
    }

    /// <summary>
    /// Each call's figures as lines that CloudWatch makes metrics of, among those of the log: what ships standard error ships them too.
    /// </summary>
    /// <returns>null: they are not asked for, or not in words that are known, which is said and keeps no server from starting.</returns>
    public static EmbeddedMetrics? Metrics(Settings settings, JsonLog log)
    {
        var (name, problem) = MetricsChoice(settings);
        if (problem is not null) log.CreateLogger("Amplify.Settings").LogWarning("{Problem}", problem);
        return name is null ? null : new(log.Lines, name, TimeProvider.System);
    }

    /// <returns>Under what name they are written, null if they are not; and what is wrong with the setting.</returns>
    public static (string? Name, string? Problem) MetricsChoice(Settings settings)
    {
        var name = settings.Text("OTEL_SERVICE_NAME") ?? Telemetry.ServiceName;
        return settings.Text(MetricsVariable) switch
        {
            null => (null, null),
            var text when text.Equals(Embedded, StringComparison.OrdinalIgnoreCase) => (name, null),
            var text => (null, $"{MetricsVariable} is '{text}'; it takes {Embedded}, or nothing. No metrics are written among the log."),
        };
    }

    /// <summary>A level that nobody knows keeps no server from starting.</summary>
    public static LogChoice Choice(Settings settings) => LogChoice.Read(settings.Text, "LOG_LEVEL");
}
