using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.Tools.Tests.Local;

public class PredictorsTests
{
    private static readonly string Checkpoint = Path.Combine(Needs.Root, "tests/fixtures/amplify-tiny/plain-f32");

    [Theory]
    [InlineData(null, false, "sequence-net-1", "built-in sequence net")]
    [InlineData("net", false, "sequence-net-1", "built-in sequence net")]
    [InlineData("net", true, "sequence-net-1", "built-in sequence net")]
    [InlineData("table", false, "substitution-table-v1", "substitution table")]
    [InlineData("table", true, "substitution-table-v1", "substitution table")]
    [InlineData("auto", true, "amplify ", "weights, all finite")]
    [InlineData(null, true, "amplify ", "weights, all finite")]
    public void The_settings_say_who_predicts_and_doctor_says_the_same(string? model, bool hasCheckpoint, string name, string words)
    {
        var settings = new Settings(it => it switch { "AMPLIFY_MODEL" => model, "AMPLIFY_MODEL_DIR" when hasCheckpoint => Checkpoint, _ => null });

        using var predictor = Predictors.From(settings, TimeProvider.System);
        var found = Predictors.Look(settings);

        Assert.StartsWith(name, predictor.Name, StringComparison.Ordinal);
        Assert.Contains(words, found.Seen, StringComparison.Ordinal);
        Assert.NotEqual(Verdict.Wrong, found.Verdict);
    }
}
