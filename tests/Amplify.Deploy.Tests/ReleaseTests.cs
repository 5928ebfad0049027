using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Amplify.Deploy.Tests;

/// <summary>One version and one set of settings, wherever they are written down.</summary>
public sealed partial class ReleaseTests
{
    private static readonly string[] Server = ["packaging", "server.json"], Manifest = ["packaging", "mcpb", "manifest.json"];

    public static async Task<string> VersionAsync() =>
        XDocument.Parse(await Needed.ReadAsync("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public async Task Everything_that_names_a_version_names_the_same()
    {
        var server = await JsonAsync(Server);
        string[] named =
        [
            server["version"]!.GetValue<string>(),
            .. server["packages"]!.AsArray().Select(it => it!["version"]!.GetValue<string>()),
            (await JsonAsync(Manifest))["version"]!.GetValue<string>(),
            (await JsonAsync("packaging", "claude-code", ".claude-plugin", "plugin.json"))["version"]!.GetValue<string>(),
            ReleaseHeading().Match(await Needed.ReadAsync("CHANGELOG.md")).Groups[1].Value,
        ];

        var version = await VersionAsync();

        Assert.All(named, it => Assert.Equal(version, it));
    }

    [Fact]
    public async Task The_readme_proves_who_owns_the_name_in_the_registry()
    {
        var name = (await JsonAsync(Server))["name"]!.GetValue<string>();

        Assert.Contains($"<!-- mcp-name: {name} -->", await Needed.ReadAsync("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_ask_only_for_settings_we_read()
    {
        var manifest = await JsonAsync(Manifest);
        var environment = manifest["server"]!["mcp_config"]!["env"]!.AsObject();
        var registry = (await JsonAsync(Server))["packages"]![0]!["environmentVariables"]!.AsArray();

        Assert.Empty(environment.Select(it => it.Key).Concat(registry.Select(it => it!["name"]!.GetValue<string>()))
            .Except(Known.Settings()));
        Assert.Equal(
            manifest["user_config"]!.AsObject().Select(it => $"${{user_config.{it.Key}}}").Order(),
            environment.Select(it => it.Value!.GetValue<string>()).Order());
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    [InlineData("osx-x64")]
    public async Task The_registry_entry_carries_the_sum_of_each_bundle(string runtime)
    {
        var bundle = Needs.Package($"*-{runtime}.mcpb");
        var entry = (await JsonAsync(Needs.Package("server.json")))["packages"]!.AsArray()
            .Single(it => it!["identifier"]!.GetValue<string>().EndsWith(Path.GetFileName(bundle), StringComparison.Ordinal))!;

        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken)));

        Assert.Equal(sum, entry["fileSha256"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("amplify-mcp", "Amplify.Mcp")]
    [InlineData("amplify-lambda", "Amplify.Lambda")]
    public async Task The_list_of_parts_names_every_package_a_program_is_built_from(string program, string project)
    {
        var parts = (await JsonAsync(Needs.Package($"{program}-*.cdx.json")))["components"]!.AsArray()
            .Select(it => $"{it!["name"]} {it["version"]}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var locked = (await JsonAsync("src", project, "packages.lock.json"))["dependencies"]!.AsObject()
            .SelectMany(it => it.Value!.AsObject())
            .Where(it => it.Value!["type"]!.GetValue<string>() != "Project").Select(it => $"{it.Key} {it.Value!["resolved"]}").ToHashSet();

        Assert.Contains(locked, it => it.StartsWith("AWSSDK.S3 ", StringComparison.Ordinal));
        Assert.Empty(locked.Except(parts, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A tag is whatever its owner makes of it tomorrow.</summary>
    [Theory]
    [InlineData(@"^FROM (?:--platform=\S+ )?(\S+/\S+)", "@sha256:[0-9a-f]{64}$", "Dockerfile")]
    [InlineData(@"uses: (\S+)", "@[0-9a-f]{40}$", ".github", "workflows", "ci.yml")]
    [InlineData(@"uses: (\S+)", "@[0-9a-f]{40}$", ".github", "workflows", "release.yml")]
    public async Task What_is_built_upon_is_named_by_its_content(string names, string content, params string[] file)
    {
        var named = Regex.Matches(await Needed.ReadAsync(file), names, RegexOptions.Multiline).Select(it => it.Groups[1].Value).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, it => Assert.Matches(content, it));
    }

    private static async Task<JsonNode> JsonAsync(params string[] path) => JsonNode.Parse(await Needed.ReadAsync(path))!;

    [GeneratedRegex(@"^## (\d+\.\d+\.\d+)", RegexOptions.Multiline)]
    private static partial Regex ReleaseHeading();
}
