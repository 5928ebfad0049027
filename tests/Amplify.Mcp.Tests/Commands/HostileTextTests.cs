using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>What a terminal would obey, in everything the program prints that somebody else wrote: it is shown, and does nothing.</summary>
public sealed partial class HostileTextTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    // Clear the screen, set the title, 8-bit forms of both, write over the line, turn the text around, and a tag nobody sees.
    private const string Hostile = "\u001b[2J\u001b]0;owned\u0007\u009b2J\u009d0;owned\u009c\u007f\b\rall is well\u202e\u2066\U000E0041";
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    public static TheoryData<string, string> Results => new()
    {
        { "metadata", Stored(Heatmap(), Hostile) },
        { "raw metadata", Stored(Heatmap(), "?").Replace("?", Raw, StringComparison.Ordinal) },
        { "JSON of another kind", $$"""{"{{Raw}}": ["{{Raw}}"]}""" },
        { "text", $"it failed {Hostile}" },
        { "JSON with blanks of every kind", "{\r\"a\"\t:\r\n[1,\n2]}" },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task Nothing_in_a_stored_result_reaches_the_terminal_as_a_command(string what, string stored)
    {
        await WriteAsync("store/async-inference-output/evil.out", stored);

        var table = await RunAsync("results", "evil");
        var summary = await RunAsync("results", "evil", "--json");
        var full = await RunAsync("results", "evil", "--json", "--view", "full");

        Assert.All([table, summary, full], it => AssertPlain(it, what));
        var results = JsonElement.Parse(full.Output).GetProperty("data").GetProperty("results");
        if (what != "text") Assert.True(JsonElement.DeepEquals(JsonElement.Parse(stored), results));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_failed_model_said_is_shown_and_does_nothing(bool json)
    {
        await WriteAsync("store/async-inference-failures/evil-error.out", json
            ? new JsonObject { ["error_message"] = "CUDA " + Hostile, ["error_type"] = Hostile }.ToJsonString()
            : "CUDA " + Hostile);

        var run = await RunAsync("results", "evil");
        var asJson = await RunAsync("results", "evil", "--json");

        AssertPlain(run, "failure");
        AssertPlain(asJson, "failure as JSON");
        Assert.Contains("CUDA", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_AWS_said_is_shown_and_does_nothing()
    {
        await using var aws = await LoopbackAws.StartAsync(moto);
        aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError", "no endpoint " + JsonEncodedText.Encode(Hostile)));

        var run = await AmplifyProgram.RunAsync(directory, ["predict", InsulinB],
            environment: [.. aws.Variables.Select(it => (it.Key, it.Value))]);

        AssertPlain(run, "AWS");
        Assert.Contains("no endpoint", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_files_records_and_options_are_shown_and_do_nothing()
    {
        var name = Hostile;
        await WriteAsync("a.fasta", $">{Header}\n{InsulinB}\n");
        await WriteAsync("b.fasta", $">{Header}\nM\n>{Header}\nM\n");
        await WriteAsync("c.fasta", $"MKT{Hostile}");
        Directory.CreateDirectory(directory.File(name));

        ProgramRun[] runs =
        [
            await RunAsync("predict", "a.fasta", "--out", name),
            await RunAsync("predict", "b.fasta"),
            await RunAsync("predict", "c.fasta"),
            await RunAsync("predict", $"./{name}.fasta"),
            await RunAsync("results", name),
            await RunAsync("predict", InsulinB, "--method", name),
            await RunAsync("predict", InsulinB, "--" + name),
            await RunAsync("predict", InsulinB, "--model", name),
            await RunAsync("model", "info", name),
            await RunAsync(name),
            await AmplifyProgram.RunAsync(directory, ["predict", InsulinB], environment: ("AMPLIFY_THREADS", name)),
            await AmplifyProgram.RunAsync(directory, ["doctor"], environment: ("AMPLIFY_HOME", directory.File(name))),
            await AmplifyProgram.RunAsync(directory, ["http", "--host", name]),
        ];

        Assert.All(runs.Index(), it => AssertPlain(it.Item, $"run {it.Index}"));
    }

    [Fact]
    public async Task Watched_by_a_person_it_moves_the_cursor_on_its_own_line_and_no_further()
    {
        Needs.Linux();
        await WriteAsync("a.fasta", $">{Header}\n{string.Concat(Enumerable.Repeat(InsulinB, 300))}\n");

        var terminal = Needs.OnPath("script", "install util-linux");
        var run = await ProgramRun.Of(terminal, ["-qec", $"'{AmplifyProgram.Path}' predict a.fasta", "/dev/null"],
            AmplifyProgram.Environment(directory), directory: directory.Path);
        var shown = OurOwn.Replace(run.Output, "");

        Assert.Contains("best tolerated", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(shown, IsCommand);
    }

    /// <summary>What JSON lets stand in a string as it is.</summary>
    private static string Raw => string.Concat(Hostile.Where(it => it >= ' '));

    private static string Header => Hostile.Replace("\r", "", StringComparison.Ordinal);

    private static string Heatmap() => string.Join(',', Enumerable.Range(0, 20).Select(row => row == 10 ? "[0.0]" : "[-1.5]"));

    private static string Stored(string rows, string text) => $$"""
        {"heatmap":[{{rows}}],"metadata":{"model_version":{{JsonValue.Create(text).ToJsonString()}},"method":{{JsonValue.Create(text).ToJsonString()}},
        "score_unit":{{JsonValue.Create(text).ToJsonString()}},{{JsonValue.Create(text).ToJsonString()}}:{{JsonValue.Create(text).ToJsonString()}} } }
        """;

    private static void AssertPlain(ProgramRun run, string what)
    {
        var shown = (run.Output + run.Error).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.NotEmpty(shown);
        Assert.True(!shown.Any(IsCommand), $"{what}: {JsonEncodedText.Encode(shown)}");
    }

    private static bool IsCommand(char it) => it is not ('\n' or '\t')
        && char.GetUnicodeCategory(
            it) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.Surrogate;

    private async Task WriteAsync(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(directory.File(name))!);
        await File.WriteAllTextAsync(directory.File(name), content, TestContext.Current.CancellationToken);
    }

    // The bar, and what .NET says to a terminal before the first word.
    [GeneratedRegex(@"\r|\u001b\[K|\u001b\[\?1h|\u001b=")]
    private static partial Regex OurOwn { get; }

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);
}
