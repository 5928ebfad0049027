using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Deploy.Tests;

internal static partial class Known
{
    /// <summary>
    /// Every environment variable that is a setting of ours: the reference has a row for each, which a test of its own checks.
    /// </summary>
    public static HashSet<string> Settings()
    {
        var page = File.ReadAllText(Path.Combine(Needs.Root, "docs", "reference.md"));
        var from = page.IndexOf("\n## Settings", StringComparison.Ordinal);
        var section = page[from..page.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
        return [.. Row.Matches(section).Select(it => it.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| `([A-Z0-9_]+)`", RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
