using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Amplify.Deploy.Tests;

/// <summary>What a click installs is what the README's configuration says, and files are where they are said to be.</summary>
public sealed partial class InstallTests
{
    [Fact]
    public async Task Links_and_plugin_start_the_server_that_the_configuration_starts()
    {
        var readme = await Needed.ReadAsync("README.md");
        var expected = Server(JsonNode.Parse(Configuration.Match(readme).Groups[1].Value)!["mcpServers"]!["amplify"]!);

        var code = JsonNode.Parse(Uri.UnescapeDataString(CodeLink.Match(readme).Groups[1].Value))!;
        var cursor = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(
            Uri.UnescapeDataString(CursorLink.Match(readme).Groups[1].Value))))!;
        var plugin = JsonNode.Parse(await Needed.ReadAsync("packaging", "claude-code", ".mcp.json"))!["mcpServers"]!["amplify"]!;

        Assert.All([code, cursor, plugin], it => Assert.Equal(expected, Server(it)));
        Assert.Equal("stdio", (string?)code["type"]);
    }

    [Fact]
    public async Task The_marketplace_leads_to_the_plugin()
    {
        var listed = JsonNode.Parse(await Needed.ReadAsync(".claude-plugin", "marketplace.json"))!["plugins"]!.AsArray().Single()!;
        var plugin = JsonNode.Parse(await Needed.ReadAsync((string)listed["source"]!, ".claude-plugin", "plugin.json"))!;

        Assert.Equal((string?)plugin["name"], (string?)listed["name"]);
        Assert.Contains($"/plugin install {listed["name"]}@", await Needed.ReadAsync("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_download_the_README_names_is_made()
    {
        var server = JsonNode.Parse(await Needed.ReadAsync("packaging", "server.json"))!;
        var releases = $"{server["repository"]!["url"]}/releases/download/v{await ReleaseTests.VersionAsync()}/";
        var named = Download.Matches(await Needed.ReadAsync("README.md")).Select(it => it.Value).Distinct().ToArray();

        Assert.True(named.Length > 5);
        Assert.All(named, it =>
        {
            Assert.StartsWith(releases, it, StringComparison.Ordinal);
            Assert.True(File.Exists(Needs.Package(it[releases.Length..])), it);
        });
    }

    private static string Server(JsonNode it) => $"{it["command"]} {JsonSerializer.Serialize(it["args"])}";

    [GeneratedRegex(@"```json\n(\{ ""mcpServers"": [^\n]*""dotnet""[^\n]*)\n```")]
    private static partial Regex Configuration { get; }

    [GeneratedRegex(@"\(https://vscode\.dev/redirect/mcp/install\?name=amplify&config=([^)]+)\)")]
    private static partial Regex CodeLink { get; }

    [GeneratedRegex(@"\(https://cursor\.com/en/install-mcp\?name=amplify&config=([^)]+)\)")]
    private static partial Regex CursorLink { get; }

    [GeneratedRegex(@"https://[^\s)]*/releases/download/[^\s)]+")]
    private static partial Regex Download { get; }
}
