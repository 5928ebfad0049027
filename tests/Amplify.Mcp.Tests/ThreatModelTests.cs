using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests;

/// <summary>docs/threat-model.md names a mechanism and a test for each line, and they exist.</summary>
public partial class ThreatModelTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Needs.Root, "docs", "threat-model.md"));

    private static IEnumerable<string[]> Rows => Page.Split('\n')
        .Where(it => it.StartsWith("| ", StringComparison.Ordinal) && !it.EndsWith("| test |", StringComparison.Ordinal))
        .Select(it => it.Trim('|').Split('|'));

    [Fact]
    public void Every_test_it_names_exists()
    {
        var tests = Sources("tests").SelectMany(it => Test.Matches(it)).Select(it => it.Groups[1].Value).ToHashSet();

        Assert.Empty(Rows.SelectMany(it => Names(it[^1])).Except(tests));
    }

    [Fact]
    public void Every_mechanism_it_names_exists()
    {
        var types = Sources("src").SelectMany(it => Type.Matches(it)).Select(it => it.Groups[1].Value).Append("Directory.Packages.props")
            .ToHashSet();

        Assert.Empty(Rows.SelectMany(it => Names(it[^2])).Except(types));
    }

    [Fact]
    public void Each_line_has_both()
    {
        Assert.InRange(Rows.Count(), 30, 60);
        Assert.All(Rows, it => Assert.NotEmpty(Names(it[^1])));
        Assert.All(Rows, it => Assert.NotEmpty(Names(it[^2])));
    }

    [Fact]
    public void The_README_leads_here() =>
        Assert.Contains("(docs/threat-model.md)", File.ReadAllText(Path.Combine(Needs.Root, "README.md")), StringComparison.Ordinal);

    private static IEnumerable<string> Names(string cell) => Code.Matches(cell).Select(it => it.Groups[1].Value);

    private static IEnumerable<string> Sources(string directory) => Directory
        .GetFiles(Path.Combine(Needs.Root, directory), "*.cs", SearchOption.AllDirectories)
        .Where(it => !it.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"\[(?:Fact|Theory)\](?:\s*\[[\s\S]*?\](?=\s*(?:\[|public )))*\s*public (?:static )?(?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Test { get; }

    [GeneratedRegex(@"\b(?:class|record|struct) (\w+)")]
    private static partial Regex Type { get; }
}
