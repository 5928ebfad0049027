using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Mcp.Tests.Stdio;
using Amplify.SageMaker;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.Mcp.Tests;

/// <summary>The documents are true: their commands run, their JSON parses, their tables are the code's.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string[] Documents =
        [.. Directory.GetFiles(Needs.Root, "*.md"),
            .. Directory.Exists(Path.Combine(Needs.Root, "docs")) ? Directory.GetFiles(Path.Combine(Needs.Root, "docs"), "*.md") : []];

    private readonly TemporaryDirectory directory = new();

    private static string Reference => File.ReadAllText(Path.Combine(Needs.Root, "docs", "reference.md"));

    private static string Readme => File.ReadAllText(Path.Combine(Needs.Root, "README.md"));

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_error_table_has_a_row_for_each_code_and_no_other()
    {
        var rows = Rows("Errors");

        Assert.Equal(Enum.GetValues<ErrorCode>().Select(ErrorCodes.Wire), rows);
    }

    [Fact]
    public void The_settings_table_has_a_row_for_each_variable_and_no_other()
    {
        var read = new HashSet<string>();
        foreach (var backend in (string[])["local", "sagemaker"])
        {
            // Whatever else is missing, each variable is asked for.
            var settings = new Settings(variable =>
            {
                read.Add(variable);
                return variable switch
                {
                    "AMPLIFY_BACKEND" =>
                    backend,
                    EndpointSettings.EndpointVariable or EndpointSettings.BucketVariable => "name",
                    _ => null
                };
            });
            _ = (settings.Read(ProgramSettings.Read), Logs.Choice(settings), Logs.MetricsChoice(settings));
        }

        Assert.Equal(read.Order(), Rows("Settings").Order());
    }

    [Fact]
    public void Every_JSON_block_parses()
    {
        var blocks = Documents.SelectMany(it => JsonBlock.Matches(File.ReadAllText(it))).Select(it => it.Groups[1].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, it => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(it).ValueKind));
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var links = Documents.SelectMany(it => Link.Matches(File.ReadAllText(it))
            .Select(link => (Document: it, Target: link.Groups[1].Value.Split('#')[0])))
            .Where(it => it.Target.Length > 0 && !it.Target.Contains("://", StringComparison.Ordinal));

        Assert.All(links, it => Assert.True(
            Path.Exists(Path.Combine(Path.GetDirectoryName(it.Document)!, it.Target)),
                $"{Path.GetFileName(it.Document)} links to {it.Target}, which is not there"));
    }

    [Fact]
    public void Every_link_to_a_heading_has_its_heading()
    {
        var links = Documents.SelectMany(it => Link.Matches(File.ReadAllText(it)).Select(link => link.Groups[1].Value)
            .Where(link => link.Contains('#') && !link.Contains("://", StringComparison.Ordinal))
            .Select(link => (Document: it, Link: link)))
            .ToList();

        Assert.True(links.Count > 10);
        Assert.All(links, it =>
        {
            var (file, anchor) = (it.Link.Split('#')[0], it.Link.Split('#')[1]);
            var target = file.Length == 0 ? it.Document : Path.Combine(Path.GetDirectoryName(it.Document)!, file);
            Assert.True(Anchors(target).Contains(anchor), $"{Path.GetFileName(it.Document)} leads to {it.Link}");
        });
    }

    private static HashSet<string> Anchors(string document) => [.. Heading.Matches(File.ReadAllText(document))
        .Select(it => NotInAnchor.Replace(it.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [Fact]
    public async Task The_first_command_answers_as_the_README_says()
    {
        var command = Regex.Match(Readme, @"dotnet run --project src/Amplify\.Mcp -- (.+)").Groups[1].Value.Split(' ');

        var run = await AmplifyProgram.RunAsync(directory, command);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("best tolerated", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^heat map +\S+\.html$", run.Output);
        Assert.Matches(@"(?m)^CSV +\S+\.csv$", run.Output);
    }

    [Fact]
    public async Task Every_command_and_option_the_documents_show_exists()
    {
        var lines = Documents.SelectMany(it => ShellBlock.Matches(File.ReadAllText(it))).SelectMany(it => it.Groups[1].Value.Split('\n'))
            .Select(it => it.Split('#')[0].Trim()).Where(it => it.StartsWith("amplify-mcp ", StringComparison.Ordinal)).Distinct().ToList();

        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            var help = await AmplifyProgram.RunAsync(directory,
                [.. words.TakeWhile(it => Subcommand.IsMatch(it)).Take(words[0] is "model" or "jobs" ? 2 : 1), "--help"]);

            Assert.True(help.ExitCode == 0, $"{line}: {help.Error}");
            Assert.All(words.Where(it => it.StartsWith("--", StringComparison.Ordinal)),
                it => Assert.Contains(it, help.Output, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_conversation_it_shows_is_one_that_was_held()
    {
        var lines = Conversation.Match(Readme).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await using var program = StdioProgram.Start(directory);
        await program.AskAsync(StdioProgram.Initialize);

        var (id, answer, held) = ("", "", 0);
        foreach (var line in lines)
        {
            if (Call.Match(line) is { Success: true } call)
            {
                answer = await CallAsync(program, call.Groups[1].Value, call.Groups[2].Value.Replace("…", id, StringComparison.Ordinal));
                if (id.Length == 0) id = JsonElement.Parse(answer).GetProperty("data").GetProperty("output_id").GetString()!;
            }
            else if (line.StartsWith(' '))
            {
                Assert.All(line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    it => Assert.Contains(it, answer, StringComparison.Ordinal));
                held++;
            }
        }

        Assert.True(held > 4);
    }

    [Fact]
    public void It_is_short_and_shows_pictures_that_are_small()
    {
        Assert.InRange(Readme.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 500, 1_200);
        Assert.All(Directory.GetFiles(Path.Combine(Needs.Root, "docs", "images"), "*.png"),
            it => Assert.InRange(new FileInfo(it).Length, 10_000, 150_000));
    }

    private static async Task<string> CallAsync(StdioProgram program, string tool, string arguments)
    {
        var parameters = new JsonObject { ["name"] = tool, ["arguments"] = JsonNode.Parse(arguments) };
        var answer = await program.AskAsync(
            new JsonObject { ["jsonrpc"] = "2.0", ["id"] = tool, ["method"] = "tools/call", ["params"] = parameters }.ToJsonString());
        return answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;
    }

    // The code spans in the first column of the table below a heading.
    private static IEnumerable<string> Rows(string heading)
    {
        var section = Reference[Reference.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        section = section[..(section.IndexOf("\n## ", 4, StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
        return FirstCell.Matches(section).Select(it => it.Groups[1].Value);
    }

    [GeneratedRegex(@"(?m)^\| `([A-Z_0-9]+)` \|")]
    private static partial Regex FirstCell { get; }

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock { get; }

    [GeneratedRegex(@"```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Conversation { get; }

    [GeneratedRegex(@"\AAgent +([a-z_]+) (\{.*\})\z")]
    private static partial Regex Call { get; }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock { get; }

    [GeneratedRegex(@"^[a-z]+$")]
    private static partial Regex Subcommand { get; }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"(?m)^#+ (.+)$")]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"[^a-z0-9 \-]")]
    private static partial Regex NotInAnchor { get; }
}
