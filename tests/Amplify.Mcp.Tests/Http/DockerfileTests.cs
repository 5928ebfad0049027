using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>What can be told of the images without building them.</summary>
public partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllText(Path.Combine(Needs.Root, "Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(it => it.Trim()).Where(it => it.Length > 0 && it[0] != '#')
        .ToArray();

    /// <summary>Each stage: what it stands on, and its instructions.</summary>
    private static readonly Dictionary<string, (string From, List<string> Lines)> Stages = ReadStages();

    [Theory]
    [InlineData("http")]
    [InlineData("lambda")]
    [InlineData("model")]
    public void An_image_runs_one_program_without_shell_or_rights(string target)
    {
        var all = Chain(target).ToList();

        Assert.Contains(all, it => Regex.IsMatch(it, "^USER [1-9]"));
        Assert.DoesNotContain(all, it =>
            it.StartsWith("RUN ", StringComparison.Ordinal) || it.StartsWith("ADD ", StringComparison.Ordinal));
        Assert.StartsWith("ENTRYPOINT [\"/app/", Assert.Single(all, it => it.StartsWith("ENTRYPOINT", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.EndsWith("-chiseled", Stages["base"].From.Split('@')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_image_serves_HTTP_and_checks_itself_with_its_own_program()
    {
        var all = Chain("http").ToList();

        Assert.Equal("http", Stages.Keys.Last());
        Assert.Contains(all, it => it.Contains("AMPLIFY_HTTP_HOST=0.0.0.0", StringComparison.Ordinal)
            && it.Contains("AMPLIFY_HTTP_PORT=8000", StringComparison.Ordinal));
        Assert.Contains(all, it => it.StartsWith("HEALTHCHECK", StringComparison.Ordinal)
            && it.EndsWith("""CMD ["/app/amplify-mcp", "http", "--check"]""", StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_carries_the_name_the_registry_knows()
    {
        var readme = File.ReadAllText(Path.Combine(Needs.Root, "README.md"));
        var name = RegistryName().Match(readme).Groups[1].Value;

        Assert.Contains(Lines, it => it.Contains($"io.modelcontextprotocol.server.name=\"{name}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_the_build_reads_is_let_into_its_context()
    {
        var allowed = File.ReadAllLines(Path.Combine(Needs.Root, ".dockerignore")).Where(it => it.StartsWith('!')).Select(it => it[1..])
            .ToList();
        var outside = Directory.GetFiles(Path.Combine(Needs.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(it => Outside().Matches(File.ReadAllText(it)).Select(match => match.Groups[1].Value));

        Assert.All([.. outside, "scripts/native", "global.json", "Directory.Packages.props"], it =>
            Assert.Contains(allowed, pattern => it == pattern || it.StartsWith(pattern + "/", StringComparison.Ordinal)));
        Assert.All(allowed, it => Assert.True(Path.Exists(Path.Combine(Needs.Root, it)), it));
    }

    private static IEnumerable<string> Chain(string stage) => Stages.TryGetValue(stage, out var it) ? Chain(it.From).Concat(it.Lines) : [];

    private static Dictionary<string, (string From, List<string> Lines)> ReadStages()
    {
        var stages = new Dictionary<string, (string From, List<string> Lines)>();
        List<string>? current = null;
        foreach (var line in Lines)
        {
            if (line.StartsWith("FROM ", StringComparison.Ordinal)) stages[line.Split(' ')[^1]] = (line.Split(' ')[^3], current = []);
            else current?.Add(line);
        }

        return stages;
    }

    [GeneratedRegex("mcp-name: (\\S+)")]
    private static partial Regex RegistryName();

    [GeneratedRegex("Include=\"\\.\\./\\.\\./([^\"]+)\"")]
    private static partial Regex Outside();
}
