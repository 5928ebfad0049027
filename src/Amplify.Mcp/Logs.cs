using Amplify.Tools;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp;

/// <summary>
/// Where this program's log goes: standard error, whatever standard output is for, and nobody waits for whoever reads it.
/// </summary>
internal static class Logs
{
    public static JsonLog ToStandardError(Settings settings)
    {
        var clock = TimeProvider.System;
        var lines = new LogStream(StandardError.Write, count => JsonLog.Missing(count, clock));
        var choice = Choice(settings);
        var log = new JsonLog(lines, choice.Level, clock);
        if (choice.Problem is { } problem) log.CreateLogger("Amplify.Settings").LogWarning("{Problem}", problem);
        return log;
    }

    /// <summary>A level that nobody knows keeps no server from starting.</summary>
    public static LogChoice Choice(Settings settings) => LogChoice.Read(settings.Text, "LOG_LEVEL");
}
