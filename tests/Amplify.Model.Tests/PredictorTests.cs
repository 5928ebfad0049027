using System.Text.Json;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Inputs;

namespace Amplify.Model.Tests;

public sealed class PredictorTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(null, "masked-marginal")]
    [InlineData(ScoringMethod.WildTypeMarginal, "wild-type-marginal")]
    public async Task A_result_says_which_weights_and_method_made_it(ScoringMethod? method, string expected)
    {
        using var predictor = Open(method);

        var result = await PredictAsync(predictor, "MKTVRQERLK");

        var metadata = result.GetProperty("metadata");
        Assert.Equal(expected, metadata.GetProperty("method").GetString());
        Assert.Equal("llr_nat", metadata.GetProperty("score_unit").GetString());
        Assert.Equal(1, metadata.GetProperty("position_base").GetInt32());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                File.ReadAllBytes(directory.File(Checkpoint.WeightsFile)))),
            metadata.GetProperty("weights_sha256").GetString());
        Assert.False(metadata.TryGetProperty("window_residues", out _));
        Assert.Equal(20, result.GetProperty("heatmap").GetArrayLength());
    }

    [Fact]
    public void Its_name_is_told_without_a_look_at_the_weights()
    {
        using var predictor = Open();
        File.Delete(directory.File(Checkpoint.WeightsFile));

        Assert.StartsWith("AMPLIFY", predictor.Model, StringComparison.Ordinal);
        Assert.Throws<ModelException>(() => predictor.ScorerOf(10));
    }

    [Fact]
    public async Task The_list_of_outliers_counts_from_one_and_leaves_wild_types_out()
    {
        using var predictor = Open();

        var result = await PredictAsync(predictor, "MKTVRQERLKSIVRILERSKEP");

        var outliers = result.GetProperty("outliers").EnumerateArray().Select(it => it.GetString()!).ToArray();
        Assert.Equal(2 * ((19 * 22 / 100) + 1), outliers.Length);
        Assert.All(outliers, it => Assert.Matches("^[A-Z][a-z]{2}[1-9][0-9]*[A-Z][a-z]{2} -?[0-9.]+$", it));
        Assert.All(outliers, it => Assert.NotEqual(it[..3], it.Split(' ')[0][^3..]));
    }

    [Fact]
    public async Task A_window_is_told_in_the_metadata_and_before_the_wait()
    {
        using var predictor = Open(windowed: true);
        var sequence = Sequence(new('A', 40));

        var result = await PredictAsync(predictor, sequence.Value);

        Assert.Equal(30, result.GetProperty("metadata").GetProperty("window_residues").GetInt32());
        Assert.Contains("30 residues around it", Assert.Single(predictor.Warnings(sequence)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sequence_too_long_is_announced_and_then_refused_with_the_number()
    {
        using var predictor = Open();
        var sequence = Sequence(new('A', 40));

        Assert.Contains("at most 30", Assert.Single(predictor.Warnings(sequence)), StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<PredictionException>(() => PredictAsync(predictor, sequence.Value));
        Assert.Contains("at most 30", failure.Message, StringComparison.Ordinal);
        Assert.InRange(predictor.Estimate(40), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Damaged_weights_fail_the_job_with_a_sentence()
    {
        using var predictor = Open();
        using (var file = File.OpenWrite(directory.File(Checkpoint.WeightsFile)))
        {
            file.Seek(-4, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(float.NaN));
        }

        var failure = await Assert.ThrowsAsync<PredictionException>(() => PredictAsync(predictor, "MKTV"));

        Assert.Contains("no finite number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_sequence_is_expected_to_take_longer()
    {
        using var predictor = new AmplifyPredictor(new(new CheckpointWriter().With("num_hidden_layers", 2)
            .Write(directory.Path), null, false, 1), TimeProvider.System);

        Assert.True(predictor.Estimate(400) > predictor.Estimate(100));
        Assert.True(predictor.Estimate(400) > predictor.Estimate(401), "one pass instead of 400");
    }

    [Fact]
    public async Task A_scorer_is_the_weights_the_method_a_length_comes_down_to_and_the_window()
    {
        using var first = Open();
        using var asked = Open(ScoringMethod.MaskedMarginal);
        using var otherMethod = Open(ScoringMethod.WildTypeMarginal);
        using var windowed = Open(windowed: true);
        foreach (var it in new[] { first, asked, otherMethod, windowed }) await it.PrepareAsync(TestContext.Current.CancellationToken);
        var weights = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            File.ReadAllBytes(directory.File(Checkpoint.WeightsFile))));
        ShapeTests.Small(24, 3, 40, 3).With("max_length", 32).Write(directory.Path);
        using var otherWeights = new AmplifyPredictor(new(directory.Path, null, false, 2), TimeProvider.System);
        await otherWeights.PrepareAsync(TestContext.Current.CancellationToken);

        Assert.Equal(weights, first.ScorerOf(20).WeightsSha256);
        Assert.Equal(first.ScorerOf(20), asked.ScorerOf(20)); // what was chosen and what was asked for are the same
        Assert.Equal(first.ScorerOf(20), windowed.ScorerOf(20));
        Assert.Equal(30, windowed.ScorerOf(40).WindowResidues);
        Assert.Equal("wild-type-marginal", first.ScorerOf(401).Method);
        Assert.Equal(4, new[] { first.ScorerOf(40), otherMethod.ScorerOf(40), windowed.ScorerOf(40), otherWeights.ScorerOf(40) }.Distinct()
            .Count());
    }

    [Fact]
    public async Task Weights_changed_under_a_running_program_score_nothing_in_the_name_of_the_old_ones()
    {
        using var predictor = Open();
        await predictor.PrepareAsync(TestContext.Current.CancellationToken);
        using (var file = File.OpenWrite(directory.File(Checkpoint.WeightsFile)))
        {
            file.Seek(-4, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(0.125f));
        }

        var failure = await Assert.ThrowsAsync<PredictionException>(() => PredictAsync(predictor, "MKTV"));

        Assert.Contains("others than when this program started", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_few_sites_alone_have_the_scores_they_have_in_the_whole()
    {
        using var predictor = Open(ScoringMethod.MaskedMarginal);
        const string Protein = "MKTVRQERLKSIVRI";
        int[] columns = [2, 7, 8, 40];

        var whole = await predictor.PredictAsync(Protein, _ => { }, TestContext.Current.CancellationToken);
        var some = await predictor.PredictSitesAsync(Protein, columns, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(Protein, some!.Sites.OriginalAa);
        for (var cell = 0; cell < whole.Scores.Length; cell++)
        {
            if (columns.Contains(cell % Protein.Length)) Assert.InRange(some.Scores[cell], whole.Scores[cell] - 1e-5f,
                whole.Scores[cell] + 1e-5f);
            else Assert.True(float.IsNaN(some.Scores[cell]));
        }
    }

    [Fact]
    public async Task Sites_are_not_told_first_where_the_whole_comes_as_soon_or_they_take_too_long_themselves()
    {
        using var masked = Open(ScoringMethod.MaskedMarginal);
        using var once = Open(ScoringMethod.WildTypeMarginal);
        var (minute, token) = (TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Null(await once.PredictSitesAsync("MKTVRQERLK", [2], minute, token));
        Assert.Null(await masked.PredictSitesAsync("MKTVRQERLK", [10], minute, token));
        Assert.Null(await masked.PredictSitesAsync("MKTVRQERLK", [2], TimeSpan.Zero, token));
    }

    [Fact]
    public void A_wrong_directory_is_a_wrong_setting()
    {
        var settings = new Settings(_ => null).Read(it => new LocalSettings(it));

        var problem = Assert.Throws<SettingException>(() => AmplifyPredictor.From(settings, directory.Path, TimeProvider.System));

        Assert.Equal("AMPLIFY_MODEL_DIR", problem.Variable);
        Assert.Contains("model.safetensors", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chandar-lab/AMPLIFY_120M", "", "AMPLIFY_120M")]
    [InlineData(null, "models--chandar-lab--AMPLIFY_350M_base/snapshots/0123abc", "AMPLIFY_350M_base")]
    [InlineData("<script>", "model", "AMPLIFY with 0M parameters")]
    public void A_checkpoint_is_called_what_its_authors_call_it(string? origin, string folder, string expected)
    {
        var checkpoint = Checkpoint.Open(ShapeTests.Small(8, 2, 9, 1).With("_name_or_path", origin).Write(directory.File(folder)));

        Assert.Equal(expected, ModelName.Of(checkpoint));
    }

    private AmplifyPredictor Open(ScoringMethod? method = null, bool windowed = false) =>
        new(new(ShapeTests.Small(24, 3, 40, 2).With("max_length", 32).Write(directory.Path), method, windowed, 2), TimeProvider.System);

    private static ProteinSequence Sequence(string residues)
    {
        Assert.True(ProteinSequence.TryParse(residues, out var sequence, out _));
        return sequence;
    }

    private static async Task<JsonElement> PredictAsync(AmplifyPredictor predictor, string sequence) =>
        JsonElement.Parse((await predictor.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken)).Write());
}
