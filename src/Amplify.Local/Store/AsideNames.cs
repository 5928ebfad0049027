using System.Text.RegularExpressions;

namespace Amplify.Local.Store;

/// <summary>What files are called until they are whole. Nobody else calls a file so, and nothing else is ever swept away.</summary>
internal static partial class AsideNames
{
    public const string Directory = "aside";

    /// <summary>The directory it will lie in, its name there, and what makes it one of a kind.</summary>
    public static string New(string path) =>
        $"{Path.GetFileName(Path.GetDirectoryName(path))}.{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp";

    public static bool IsOurs(string name) => Ours.IsMatch(name);

    /// <summary>The job that a file would have put into the queue; null: it is another kind of file.</summary>
    public static string? PendingId(string name) =>
        Ours.Match(name) is { Success: true } ours && ours.Groups["in"].Value == "pending" ? ours.Groups["id"].Value : null;

    [GeneratedRegex(
        @"\A(?<in>async-inference-(input|output|failures)|jobs|batches|pending|progress|cancelled)"
        + @"\.(?<id>[A-Za-z0-9_-]{1,128})(\.json|\.out)?\.[0-9a-f]{32}\.tmp\z")]
    private static partial Regex Ours { get; }
}
