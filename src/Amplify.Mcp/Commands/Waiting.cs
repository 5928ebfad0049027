using System.Globalization;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Commands;

/// <summary>What a job waits for and how long it may still take, in the words of the last look at it.</summary>
internal static class Waiting
{
    private const int LeastPercent = 3; // below, a rate says nothing

    /// <param name="waited">How long this program has waited.</param>
    /// <param name="isLocal">The job is scored on this machine.</param>
    public static string Words(ToolData.InProgress running, TimeSpan waited, DateTimeOffset now, bool isLocal)
    {
        var what = running switch
        {
            { Endpoint.ColdStart: true } => "the endpoint starts an instance, usually minutes",
            { PercentComplete: > 0 } => isLocal ? "scoring here" : "the endpoint scores",
            { Advice: { } advice } => Flags.Named(FirstSentence(advice)),
            _ => isLocal ? "scoring here" : "waiting for the endpoint",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{what}, {waited.TotalSeconds:0} s{Left(running, now)}");
    }

    private static string Left(ToolData.InProgress running, DateTimeOffset now)
    {
        if (running is { PercentComplete: >= LeastPercent and < 100 and var done, ElapsedSeconds: > 0 and var elapsed })
            return ", about " + Prose.Left((double)elapsed * (100 - done) / done);
        if (running.ExpectedAt is not { } due) return "";
        return due > now ? ", about " + Prose.Left((due - now).TotalSeconds) : ", longer than expected";
    }

    private static string FirstSentence(string text) =>
        text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..end] : text.TrimEnd('.');
}
