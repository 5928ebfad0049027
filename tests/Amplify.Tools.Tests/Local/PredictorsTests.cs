using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.Tools.Tests.Local;

public sealed class PredictorsTests : IDisposable
{
    private static readonly string Checkpoint = Path.Combine(Needs.Root, "tests/fixtures/amplify-tiny/plain-f32");

    private readonly TemporaryDirectory home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(null, false, "sequence-net-1", "built-in sequence net")]
    [InlineData("net", false, "sequence-net-1", "built-in sequence net")]
    [InlineData("net", true, "sequence-net-1", "built-in sequence net")]
    [InlineData("table", false, "substitution-table-v1", "substitution table")]
    [InlineData("table", true, "substitution-table-v1", "substitution table")]
    [InlineData("auto", true, "AMPLIFY", "weights, all finite")]
    [InlineData(null, true, "AMPLIFY", "weights, all finite")]
    public void The_settings_say_who_predicts_and_doctor_says_the_same(string? model, bool hasCheckpoint, string name, string words)
    {
        var settings = Of(model, hasCheckpoint ? Checkpoint : null);

        using var predictor = Predictors.From(settings, TimeProvider.System);
        var found = Predictors.Look(settings);

        Assert.StartsWith(name, predictor.ScorerOf(30).Model, StringComparison.Ordinal);
        Assert.Contains(words, found.Seen, StringComparison.Ordinal);
        Assert.NotEqual(Verdict.Wrong, found.Verdict);
    }

    [Theory]
    [InlineData(null, "AMPLIFY")]
    [InlineData("120M@test", "AMPLIFY")]
    [InlineData("net", "sequence-net-1")]
    public void A_model_that_was_pulled_answers_unless_another_is_named(string? model, string name)
    {
        Directory.CreateDirectory(home.File("models"));
        Directory.CreateSymbolicLink(home.File("models/120M@test"), Checkpoint);

        using var predictor = Predictors.From(Of(model, null), TimeProvider.System);

        Assert.StartsWith(name, predictor.ScorerOf(30).Model, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("120M", "amplify-mcp model pull 120M")]
    [InlineData("350m", "amplify-mcp model pull 350M")]
    [InlineData("esm2", "it takes auto, net, table, 120M, 350M or the directory of a checkpoint")]
    public void A_model_that_is_not_here_is_never_fetched_unasked_and_the_message_says_how_to_bring_it(string model, string words)
    {
        var problem = Assert.Throws<SettingException>(() => Predictors.From(Of(model, null), TimeProvider.System));

        Assert.Equal("AMPLIFY_MODEL", problem.Variable);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    private LocalSettings Of(string? model, string? checkpoint) => new Settings(it => it switch
    {
        "AMPLIFY_MODEL" => model,
        "AMPLIFY_MODEL_DIR" => checkpoint,
        "AMPLIFY_HOME" => home.Path,
        _ => null,
    }).Read(it => new LocalSettings(it));
}
