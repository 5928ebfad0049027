using System.CommandLine;
using System.Text.RegularExpressions;
using Amplify.Mcp.Commands;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>A mistake is one message, at most one hint, and a pointer to help; flags are called as they were typed.</summary>
public sealed partial class UsageTests : IDisposable
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    /// <summary>All commands, as they are typed.</summary>
    public static TheoryData<string> Commands => [.. Below(Root(), CommandLine.Program)];

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("predict X --numbering-offset abc", "--numbering-offset is 'abc'; it takes a whole number.", null)]
    [InlineData("predict X --threads many", "--threads is 'many'; it takes a whole number.", null)]
    [InlineData("tools --format xml", "--format is 'xml'; it takes answers or gateway or input or mcp.", null)]
    [InlineData("predict X --view picture", "--view is 'picture'; it takes csv or full or matrix or summary or table.", null)]
    [InlineData("predict X --out", "--out needs a value (DIR).", null)]
    [InlineData("predict X --modle 120M", "amplify-mcp predict has no option --modle.", "Did you mean --model?")]
    [InlineData("predict --modle X", "amplify-mcp predict has no option --modle.", "Did you mean --model?")]
    [InlineData("predict X -x", "amplify-mcp predict has no option -x.", null)]
    [InlineData("predict AC DE", "'DE' is one word too many for amplify-mcp predict; what holds blanks stands in quotes.", null)]
    [InlineData("predit X", "amplify-mcp has no command 'predit'.", "Did you mean predict?")]
    [InlineData("nonsense", "amplify-mcp has no command 'nonsense'.", null)]
    [InlineData("results", "amplify-mcp results needs output_id: The output_id of the job.", null)]
    [InlineData("model", "amplify-mcp model needs a command: info, verify, serve, pull, remove, list.", null)]
    [InlineData("model pul", "amplify-mcp model has no command 'pul'.", "Did you mean pull?")]
    [InlineData("completion powershell", "shell is 'powershell'; it takes bash or fish or zsh.", null)]
    [InlineData("predict X --model /nowhere", "--model is '/nowhere'; it takes ", null)]
    [InlineData("predict X --model net --threads 999", "--threads is '999'; it takes a whole number from 1 to 256.", null)]
    [InlineData("http --port 99999", "--port is '99999'; it takes a whole number from 0 to 65535.", null)]
    [InlineData("predict", "Give one of: a sequence or a file", null)]
    public async Task A_mistake_says_what_where_and_how_to_learn_more(string line, string message, string? hint)
    {
        var run = await RunAsync(line.Split(' '));

        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"amplify-mcp: {message}".TrimEnd('.'), lines[0], StringComparison.Ordinal);
        Assert.Equal(hint is null ? [] : [hint], lines[1..^1]);
        Assert.Matches(@"\Aamplify-mcp( [a-z]+)* --help says more\.\z", lines[^1]);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--method masked-marginal", "--method says how AMPLIFY scores, and here a built-in predictor does")]
    [InlineData("--window", "--window says how")]
    [InlineData("--threads 2", "--threads says how")]
    [InlineData("--model table --threads 2", "--threads says how")]
    public async Task What_only_a_model_obeys_is_refused_where_none_is(string flags, string says)
    {
        var run = await RunAsync(["predict", InsulinB, .. flags.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Contains("amplify-mcp model pull 120M", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("No jobs.", (await RunAsync(["jobs"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_this_machine_obeys_is_refused_where_an_endpoint_scores()
    {
        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB, "--model", "120M"], "",
            ("SAGEMAKER_ENDPOINT_NAME", "endpoint"), ("S3_BUCKET_NAME", "some-bucket"), ("AWS_REGION", "us-east-1"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--model says how AMPLIFY scores on this machine, and here an endpoint does", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_shows_examples_that_are_commands(string command)
    {
        var help = await RunAsync([.. command.Split(' ')[1..], "--help"]);
        var examples = help.Output[help.Output.IndexOf("\nExamples:\n", StringComparison.Ordinal)..]
            .Split('\n', StringSplitOptions.TrimEntries).Where(it => it.Contains(CommandLine.Program, StringComparison.Ordinal)).ToList();

        Assert.Equal(0, help.ExitCode);
        Assert.NotEmpty(examples);
        Assert.All(examples, it =>
        {
            var words = Example.Match(it).Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Null(UsageError.Of(Root().Parse(words)));
        });
        Assert.Contains(examples, it => it.Contains(command, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("help", "Examples:")]
    [InlineData("help predict", "--mutations <LIST>")]
    [InlineData("help model pull", "amplify-mcp model pull 350M")]
    [InlineData("version", ".")]
    public async Task Help_and_version_are_words_too(string line, string says)
    {
        var run = await RunAsync(line.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre", "predict")]
    [InlineData("model pu", "pull")]
    [InlineData("predict --mut", "--mutations")]
    [InlineData("tools --format gate", "gateway")]
    [InlineData("predict FVNQ", "")]
    public async Task Bash_completes_what_the_program_knows(string typed, string expected)
    {
        var bash = Needs.OnPath("bash", "install bash");
        var words = typed.Split(' ');
        var line = $"amplify-mcp {typed}";
        var script = $$"""
            PATH={{Path.GetDirectoryName(AmplifyProgram.Path)}}:$PATH
            source <(amplify-mcp completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD={{words.Length}} COMP_WORDS=(amplify-mcp {{typed}})
            _amplify_mcp
            echo "${COMPREPLY[*]}"
            complete -p amplify-mcp
            """;

        var run = await ProgramRun.Of(bash, ["--norc", "-c", script], AmplifyProgram.Environment(directory));

        Assert.Equal($"{expected}\ncomplete -o default -F _amplify_mcp amplify-mcp\n", run.Output);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("zsh", "#compdef amplify-mcp")]
    [InlineData("fish", "complete -c amplify-mcp")]
    public async Task The_other_shells_have_a_script_too(string shell, string says)
    {
        var run = await RunAsync(["completion", shell]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);

    private static RootCommand Root() => CommandLine.Create(new(TextWriter.Null), new(TextWriter.Null));

    private static IEnumerable<string> Below(Command command, string path) =>
        command.Subcommands.SelectMany(it => Below(it, $"{path} {it.Name}")).Prepend(path);

    [GeneratedRegex(@"amplify-mcp ([^<>()]+)")]
    private static partial Regex Example { get; }
}
