using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Mcp.Protocol;
using Amplify.Testing;
using ModelContextProtocol.Client;

namespace Amplify.Mcp.Tests.Protocol;

/// <summary>Skills are served as SEP-2640 wants them, and what they tell an agent to do is done here, call by call.</summary>
public sealed partial class SkillTests : IDisposable
{
    private static readonly string Plugin = Path.Combine(Needs.Root, "packaging", "claude-code", "skills");
    private readonly TemporaryDirectory directory = new();

    private static string[] All => [.. Directory.GetDirectories(Plugin).Select(it => Path.GetFileName(it)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. All];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Skills_are_listed_with_digest_and_size_of_what_is_read_and_it_is_the_plugins_file()
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var listed = (await pair.AskAsync("skills/list", [], [])).GetProperty("result");
        var skills = listed.GetProperty("skills").EnumerateArray().ToList();

        Assert.Equal(["compare-with-an-assay", "plan-mutations", "read-a-scan"],
            skills.Select(it => it.GetProperty("frontmatter").GetProperty("name").GetString()));
        Assert.Equal(("complete", "public"), (listed.GetProperty("resultType").GetString(), listed.GetProperty("cacheScope").GetString()));
        foreach (var skill in skills)
        {
            var uri = skill.GetProperty("uri").GetString()!;
            var got = (await pair.AskAsync("skills/get", new() { ["uri"] = uri }, [])).GetProperty("result").GetProperty("skill");
            var answer = await pair.AskAsync("resources/read", new() { ["uri"] = uri }, []);
            var read = answer.GetProperty("result").GetProperty("contents")[0];
            var bytes = Encoding.UTF8.GetBytes(read.GetProperty("text").GetString()!);
            var file = Assert.Single(skill.GetProperty("resources").EnumerateArray());

            Assert.True(JsonElement.DeepEquals(skill, got));
            Assert.Equal("text/markdown", read.GetProperty("mimeType").GetString());
            Assert.Equal(uri, file.GetProperty("uri").GetString());
            Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), file.GetProperty("digest").GetString());
            Assert.Equal(bytes.Length, file.GetProperty("size").GetInt32());
            var source = Path.Combine(Plugin, uri["skill://".Length..]);
            Assert.Equal(await File.ReadAllBytesAsync(source, TestContext.Current.CancellationToken), bytes);
        }
    }

    [Theory]
    [InlineData("""{ "uri": "skill://no-such/SKILL.md" }""")]
    [InlineData("""{ "uri": "skill://read-a-scan" }""")]
    [InlineData("""{ "uri": "skill://../read-a-scan/SKILL.md" }""")]
    [InlineData("""{ "uri": 5 }""")]
    [InlineData("{}")]
    public async Task A_skill_that_is_not_there_is_an_error_of_the_protocol(string parameters)
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());
        var asked = JsonNode.Parse(parameters)!.AsObject();

        var got = await pair.AskAsync("skills/get", (JsonObject)asked.DeepClone(), []);

        Assert.Equal(-32602, got.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_skills_frontmatter_is_plain_text_and_fits_the_format(string name)
    {
        var lines = (await TextAsync(name)).Split('\n');
        var frontmatter = lines.Skip(1).TakeWhile(it => it != "---").ToList();

        Assert.Equal("---", lines[0]);
        Assert.All(frontmatter, it => Assert.Matches(PlainLine, it));
        Assert.Contains($"name: {name}", frontmatter);
        Assert.InRange(frontmatter.Single(it => it.StartsWith("description: ", StringComparison.Ordinal)).Length, 50, 1_024);
        Assert.InRange(lines.Length, 20, 500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_skills_steps_are_done_in_order_by_the_local_backend_and_what_it_names_is_in_their_answers(string name)
    {
        var text = await TextAsync(name);
        await using var client = await AmplifyProgram.ConnectAsync(directory);
        var answers = new List<JsonElement>();
        string? id = null;

        foreach (var step in Step.Of(text))
        {
            var result = await client.CallToolAsync(step.Tool, step.With(id), cancellationToken: TestContext.Current.CancellationToken);
            var answer = result.StructuredContent!.Value;
            Assert.True(result.IsError != true, answer.ToString());
            var data = answer.GetProperty("data");
            if (step.Tool == McpAdapter.Results) Assert.Equal("completed", data.GetProperty("status").GetString());
            else id = data.GetProperty("output_id").GetString();
            answers.Add(answer);
        }

        Assert.InRange(answers.Count, 3, 10);
        Assert.All(Named.Matches(text).Select(it => it.Groups[1].Value).Distinct(), path =>
            Assert.True(answers.Any(it => Has(it, path)), $"no answer has {path}"));
    }

    [Fact]
    public async Task Every_call_that_a_skill_prints_fits_the_tools_schemas()
    {
        var steps = new List<(string, Step)>();
        foreach (var name in All) steps.AddRange(Step.Of(await TextAsync(name)).Select((it, at) => ($"{name} {at + 1}", it)));

        Assert.True(steps.Count > 10);
        Assert.Equal("", await Step.MisfitsAsync(steps));
    }

    [Fact]
    public async Task The_guide_leads_to_every_skill()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Needs.Root, "docs", "guide.md"), TestContext.Current.CancellationToken);

        Assert.All(All, it => Assert.Contains($"(../packaging/claude-code/skills/{it}/SKILL.md)", guide, StringComparison.Ordinal));
    }

    private static bool Has(JsonElement answer, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty(name, out answer)) return false;
        }

        return true;
    }

    private static Task<string> TextAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(Plugin, name, "SKILL.md"), TestContext.Current.CancellationToken);

    // What YAML reads as the text that stands there, and nothing else.
    [GeneratedRegex(@"\A[a-z-]+: [A-Za-z](?!.*(: | #)).*[a-zA-Z.]\z")]
    private static partial Regex PlainLine { get; }

    [GeneratedRegex(@"`(data\.[a-z0-9_.]+)`")]
    private static partial Regex Named { get; }
}
