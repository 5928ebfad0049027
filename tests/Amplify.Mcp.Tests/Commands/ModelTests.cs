using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>
/// The model command, and predictions with a checkpoint, as the built program runs them: compiled just in time, and natively.
/// </summary>
public sealed class ModelTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(Needs.Root, "tests", "fixtures", "amplify-tiny");
    private readonly TemporaryDirectory directory = new();

    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        from checkpoint in Directory.EnumerateDirectories(Fixtures)
        from file in Directory.EnumerateFiles(Path.Combine(checkpoint, "expected"), "*.json")
        select new TheoryDataRow<string, string>(Path.GetFileName(checkpoint), Path.GetFileName(file));

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(null, null)]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    public async Task Every_register_width_gives_the_expected_scores_in_the_program_compiled_just_in_time(string? variable, string? value)
    {
        (string, string)[] environment = variable is null ? [] : [(variable, value!)];

        var info = await RunAsync(AmplifyProgram.Path, ["model", "info", Path.Combine(Fixtures, "plain-f32")], environment);

        Assert.Equal(0, info.ExitCode);
        Assert.Matches(variable switch
        {
            "DOTNET_EnableAVX2" => "Vector128 kernel",
            "DOTNET_EnableAVX512" => "Vector(128|256) kernel",
            _ => "Vector[0-9]+ kernel"
        }, info.Output);
        await AssertScoresAsync(AmplifyProgram.Path, "plain-f32", "seed-65.json", environment);
    }

    [Fact]
    public async Task The_native_program_computes_with_real_registers()
    {
        var info = await RunAsync(Needs.Native("amplify-mcp"), ["model", "info", Path.Combine(Fixtures, "plain-f32")]);

        Assert.Equal(0, info.ExitCode);
        Assert.DoesNotContain("software", info.Output, StringComparison.Ordinal);
        Assert.Matches(
            System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? "Vector(256|512) kernel, [0-9]{2,}\\.[0-9] GFLOP/s" : "Vector128 kernel, [0-9.]+ GFLOP/s", info.Output);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task The_native_program_gives_the_expected_scores(string checkpoint, string file) =>
        AssertScoresAsync(Needs.Native("amplify-mcp"), checkpoint, file, []);

    [Fact]
    public async Task Verify_tells_weights_of_the_published_size_from_the_published_weights()
    {
        var other = await RunAsync(AmplifyProgram.Path, ["model", "verify", Path.Combine(Fixtures, "plain-f32")]);

        Assert.Equal(1, other.ExitCode);
        Assert.Contains("NOT VERIFIED: no published model has this size", other.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("serve", "--port", "0", "--host", "127.0.0.1", "--model")]
    public async Task A_directory_without_a_checkpoint_ends_with_a_sentence(params string[] arguments)
    {
        var run = await RunAsync(AmplifyProgram.Path, ["model", .. arguments, directory.Path]);

        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Contains("model.safetensors is not in the checkpoint's directory", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_takes_method_window_and_threads_and_the_result_says_so()
    {
        var checkpoint = new CheckpointWriter().With("hidden_size", 24).With("num_attention_heads", 3).With("num_hidden_layers", 1)
            .With("intermediate_size", 40).With("max_length", 12)
            .Write(directory.File("AMPLIFY_7M"));

        var refused = await PredictAsync(AmplifyProgram.Path, "MKTVRQERLKSIVRI", checkpoint, []);
        var run = await PredictAsync(AmplifyProgram.Path, "MKTVRQERLKSIVRI", checkpoint, [], "--window", "--method", "wild-type-marginal",
            "--threads", "1");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("at most 10", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        var metadata = Results(run).GetProperty("metadata");
        Assert.Equal("AMPLIFY_7M", metadata.GetProperty("model_version").GetString());
        Assert.Equal("wild-type-marginal", metadata.GetProperty("method").GetString());
        Assert.Equal(10, metadata.GetProperty("window_residues").GetInt32());
    }

    private async Task AssertScoresAsync(string program, string checkpoint, string file, (string, string)[] environment)
    {
        var expected = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Fixtures, checkpoint, "expected", file),
            TestContext.Current.CancellationToken));
        foreach (var method in (string[])["masked-marginal", "wild-type-marginal"])
        {
            var run = await PredictAsync(program, expected.GetProperty("sequence").GetString()!, Path.Combine(Fixtures, checkpoint),
                environment, "--method", method);

            Assert.True(run.ExitCode == 0, run.Error);
            var (scores, right) = (Flat(Results(run).GetProperty("heatmap")), Flat(expected.GetProperty(method.Replace('-', '_'))));
            Assert.Equal(right.Length, scores.Length);
            Assert.InRange(scores.Zip(right, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
        }
    }

    private Task<ProgramRun> PredictAsync(string program, string sequence, string checkpoint, (string, string)[] environment,
        params string[] options) =>
        RunAsync(program, ["predict", sequence, "--model", checkpoint, "--json", "--view", "full", "--quiet", .. options], environment);

    private Task<ProgramRun> RunAsync(string program, string[] arguments, params (string, string)[] environment) =>
        ProgramRun.Of(program, arguments, AmplifyProgram.Environment(directory, environment), directory: directory.Path);

    private static JsonElement Results(ProgramRun run) => JsonElement.Parse(run.Output).GetProperty("data").GetProperty("results");

    private static double[] Flat(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(it => it.EnumerateArray()).Select(it => it.GetDouble())];
}
