using Amplify.Local.Hub;
using Amplify.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Commands;

/// <summary>How a command ends that cannot do what it was told: with a sentence and an exit code, never with a trace.</summary>
internal static class Ending
{
    public static async Task<int> OfAsync(Action<string> say, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception problem) when (problem is UsageException or SettingException)
        {
            say($"amplify-mcp: {problem.Message}");
            return ExitCode.Usage;
        }
        catch (Exception problem) when (problem is ModelException or HubException or IOException)
        {
            say($"amplify-mcp: {problem.Message}");
            return ExitCode.Failed;
        }
        catch (BackendException fault)
        {
            say($"amplify-mcp: {fault.ToCaller}");
            return ExitCode.Failed;
        }
    }
}

/// <summary>Something was asked for that cannot be; the message is for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
