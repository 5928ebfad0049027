using System.Text.Json;
using System.Text.RegularExpressions;

namespace Amplify.Deploy.Tests;

/// <summary>deploy/README.md says what can be done: its commands are commands, its parameters are the template's.</summary>
public sealed partial class GuideTests(Template template) : IClassFixture<Template>
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Needs.Root, "deploy", "README.md"));

    private static string Commands => string.Concat(ShellBlock.Matches(Guide).Select(it => it.Groups[1].Value));

    [Fact]
    public async Task Its_commands_are_well_formed()
    {
        await Needed.OutputAsync(Needs.OnPath("bash", "install bash"), ["-n", "-c", Commands]);

        Assert.Contains("make package", Commands, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_it_names_is_one_of_the_template()
    {
        var parameters = template.Root["Parameters"]!.AsObject().Select(it => it.Key).ToArray();
        var given = Override.Matches(Commands).Select(it => it.Groups[1].Value).Distinct().ToArray();
        var mentioned = Mentioned.Matches(Guide).Select(it => it.Groups[1].Value).Distinct();
        var outputs = template.Root["Outputs"]!.AsObject().Select(it => it.Key);

        Assert.NotEmpty(given);
        Assert.Empty(given.Except(parameters));
        Assert.Empty(mentioned.Except(parameters).Except(outputs));
    }

    [Theory]
    [InlineData("deploy", "README.md")]
    [InlineData("docs", "model.md")]
    public async Task The_first_ten_lines_say_which_endpoint_to_take_and_what_its_numbers_mean(params string[] document)
    {
        var top = string.Join('\n', (await Needed.ReadAsync(document)).Split('\n').Take(10));

        Assert.All(["`gpu`", "`cpu`", "sample", "log-likelihood ratios", "13 nat"], it =>
            Assert.Contains(it, top, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_deploys_the_package_of_this_version()
    {
        var version = await ReleaseTests.VersionAsync();

        Assert.Contains($"CODE_KEY=amplify-lambda-{version}-arm64.zip", Commands, StringComparison.Ordinal);
        Assert.All(Dnx.Matches(await Needed.ReadAsync("README.md")),
            it => Assert.Equal(version, it.Groups[1].Value));
    }

    [Fact]
    public async Task It_deploys_the_endpoint_of_this_version() =>
        Assert.Contains($"MODEL_KEY=amplify-endpoint-{await ReleaseTests.VersionAsync()}.tar.gz", Commands, StringComparison.Ordinal);

    [Fact]
    public void The_client_context_it_makes_is_what_the_function_reads()
    {
        var context = JsonDocument.Parse(Context.Match(Commands).Groups[1].Value).RootElement;

        Assert.Equal("invoke_endpoint", context.GetProperty("custom").GetProperty("bedrockAgentCoreToolName").GetString());
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock { get; }

    [GeneratedRegex(@"(?<=\s)([A-Z][A-Za-z]*[a-z][A-Za-z]*)=")]
    private static partial Regex Override { get; }

    // Code spans in the template's spelling: two or more words run together, each with a capital.
    [GeneratedRegex(@"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)(?:=[A-Za-z_0-9]+)?`")]
    private static partial Regex Mentioned { get; }

    [GeneratedRegex(@"(?:Amplify\.Mcp"", ""--version"", ""|Amplify\.Mcp --version |amplify-mcp-)(\d+\.\d+\.\d+)")]
    private static partial Regex Dnx { get; }

    [GeneratedRegex(@"printf '([^']+)'")]
    private static partial Regex Context { get; }
}
