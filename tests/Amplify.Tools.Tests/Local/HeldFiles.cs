using System.Text.RegularExpressions;

namespace Amplify.Tools.Tests.Local;

/// <summary>Reads strace's record of a process: which files it removed or renamed while it still held them open.</summary>
internal sealed partial record HeldFiles(int Removals, IReadOnlyList<string> Broken)
{
    /// <param name="trace">Of openat, close, unlink and rename, with -y.</param>
    public static HeldFiles Read(IEnumerable<string> trace, string home)
    {
        var (open, removals, broken) = (new Dictionary<string, int>(), 0, new List<string>());
        foreach (var line in trace.Where(it => it.Contains(home, StringComparison.Ordinal)))
        {
            if (Opened.Match(line) is { Success: true } opened) open[opened.Groups["path"].Value] =
                open.GetValueOrDefault(opened.Groups["path"].Value) + 1;
            if (Closed.Match(line) is { Success: true } closed) open[closed.Groups["path"].Value] =
                open.GetValueOrDefault(closed.Groups["path"].Value) - 1;
            if (Removed.Match(line) is not { Success: true } removed) continue;
            removals++;
            if (removed.Groups["path"].Captures.Any(it => open.GetValueOrDefault(it.Value) > 0)) broken.Add(line);
        }

        return new(removals, broken);
    }

    [GeneratedRegex(@"(openat\(|openat resumed).* = [0-9]+<(?<path>[^>]+)>")]
    private static partial Regex Opened { get; }

    [GeneratedRegex(@"close\([0-9]+<(?<path>[^>]+)>")]
    private static partial Regex Closed { get; }

    [GeneratedRegex("""(unlink|rename)\("(?<path>[^"]+)"(, "(?<path>[^"]+)")?""")]
    private static partial Regex Removed { get; }
}
