using System.Text.RegularExpressions;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Tests;

/// <summary>The recipes of CONTRIBUTING, held to the code.</summary>
public partial class ContributingTests
{
    private static readonly string Recipes = Section("To add…");

    /// <summary>A recipe's first words, and all there are of its kind.</summary>
    public static TheoryData<string, string[]> Kinds => new()
    {
        { "a tool", Classes(typeof(ITool), typeof(ToolRunner)) },
        { "an error", Enum.GetNames<ErrorCode>() },
        { "a view", Enum.GetNames<View>() },
        { "a predictor", Classes(typeof(IPredictor), typeof(IPredictor)) },
        { "a backend", ["LocalBackend", "SageMakerBackend"] },
        { "a backend", ["BackendSettings.Local", "BackendSettings.SageMaker"] },
    };

    [Fact]
    public void Every_file_that_a_recipe_names_exists()
    {
        var files = Files(Recipes);

        Assert.InRange(files.Count, 10, 40);
        Assert.All(files, it => Assert.True(File.Exists(Path.Combine(Needs.Root, it)), it));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_lists_all_there_are_of_a_kind_is_named_by_its_recipe(string kind, string[] all)
    {
        var start = Recipes.IndexOf($"- *{kind}:*", StringComparison.Ordinal);
        var recipe =
            Recipes[start..(Recipes.IndexOf("\n- *", start + 1, StringComparison.Ordinal) is > 0 and var end ? end : Recipes.Length)];

        var sources = Directory.GetFiles(Path.Combine(Needs.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(it => !it.Split(Path.DirectorySeparatorChar).Contains("obj"));
        var listing = sources.Where(it => Comment.Replace(File.ReadAllText(it), "") is var code
            && all.All(word => Regex.IsMatch(code, $@"\b{Regex.Escape(word)}\b")));

        Assert.NotEmpty(all);
        Assert.Empty(listing.Select(it => Path.GetRelativePath(Needs.Root, it)).Except(Files(recipe)));
    }

    [Fact]
    public void What_changes_with_the_protocol_stands_in_one_folder_and_all_of_it_is_named()
    {
        var sources = Path.Combine(Needs.Root, "src", "Amplify.Mcp");
        var folder = Directory.GetFiles(Path.Combine(sources, "Protocol"), "*.cs");
        var others = Directory.GetFiles(sources, "*.cs", SearchOption.AllDirectories).Except(folder)
            .Where(it => !it.Split(Path.DirectorySeparatorChar).Contains("obj"));

        Assert.Equal(folder.Select(it => Path.GetRelativePath(Needs.Root, it)).Order(StringComparer.Ordinal),
            Files(Section("When the protocol changes")).Where(it => it.EndsWith(".cs")).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(others, it => OfTheProtocol.IsMatch(File.ReadAllText(it)));
    }

    private static string[] Classes(Type contract, Type inAssemblyOf) =>
        [.. inAssemblyOf.Assembly.GetTypes().Where(it => it is { IsClass: true, IsNested: false } && contract.IsAssignableFrom(it))
            .Select(it => it.Name)];

    private static HashSet<string> Files(string text) => [.. PathInText.Matches(text).Select(it => it.Groups[1].Value)];

    private static string Section(string heading)
    {
        var page = File.ReadAllText(Path.Combine(Needs.Root, "CONTRIBUTING.md"));
        var section = page[page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        return section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)];
    }

    // A revision, an extension's name, a header.
    [GeneratedRegex("""
        "20\d\d-\d\d-\d\d"|io\.modelcontextprotocol|"Mcp-|"MCP-
        """)]
    private static partial Regex OfTheProtocol { get; }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"`((?:src|tests|docs|scripts)/[\w./-]+|[A-Z]+\.md)`")]
    private static partial Regex PathInText { get; }
}
