using Amplify.Tools;

namespace Amplify.Mcp;

/// <summary>Where this program's log goes: standard error, whatever standard output is for.</summary>
internal static class Logs
{
#pragma warning disable RS0030 // the one place that opens standard error for the log
    public static JsonLog ToStandardError(string level) => new(Console.OpenStandardError(), JsonLog.LevelOf(level), TimeProvider.System);
#pragma warning restore RS0030
}
