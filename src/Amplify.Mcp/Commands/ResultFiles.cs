using System.Text;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Mcp.Commands;

/// <summary>The files a prediction leaves: a heat map that a browser opens, and the substitutions as CSV.</summary>
internal static class ResultFiles
{
    /// <returns>What was written, as a word and a path.</returns>
    /// <exception cref="UsageException">The directory cannot be written.</exception>
    public static IReadOnlyList<(string Kind, string Path)> Write(string directory, ScanReport report, ToolData.Completed completed)
    {
        if (report.Scan is not { } scan) return [];
        var stem = Path.Combine(directory, completed.OutputId);
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(stem + ".csv", "todo");
            return [("CSV", stem + ".csv")];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory} cannot be written: choose another directory with --out. The prediction is kept; amplify-mcp results {completed.OutputId} collects it.");
        }
    }
}
