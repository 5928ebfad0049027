using Amplify.Tools;
using Microsoft.Extensions.Logging;

namespace Amplify.Mcp;

/// <summary>Where this program's log goes: standard error, whatever standard output is for, and nobody waits for whoever reads it.</summary>
internal static class Logs
{
    public static JsonLog ToStandardError(Settings settings)
    {
        var clock = TimeProvider.System;
#pragma warning disable RS0030 // the one place that opens standard error for the log
        var lines = new LogStream(Console.OpenStandardError(), count => JsonLog.Missing(count, clock));
#pragma warning restore RS0030
        var choice = settings.Log;
        var log = new JsonLog(lines, choice.Level, clock);
        if (choice.Problem is { } problem) log.CreateLogger("Amplify.Settings").LogWarning("{Problem}", problem);
        return log;
    }
}
