using System.Text.Json;

namespace Amplify.Model;

/// <summary>
/// What the published AMPLIFY_120M answered for one sequence, as its authors printed it
/// (chandar-lab/AMPLIFY, MIT licence, Copyright (c) 2024 chandar-lab).
/// Tells whether a checkpoint is that model, and whether this engine computes it.
/// </summary>
public sealed class GoldenLogits : IDisposable
{
    public const string ModelName = "AMPLIFY_120M";

    /// <summary>
    /// Computed elsewhere, on other hardware, differences are a few thousandths; a wrong weight or rule makes them far larger.
    /// </summary>
    public const double Tolerance = 0.05;

    private const int HiddenSize = 640;
    private const int Layers = 24;
    private readonly JsonDocument json;

    public GoldenLogits()
    {
        using var stream = typeof(GoldenLogits).Assembly.GetManifestResourceStream("golden-120m.json")!;
        json = JsonDocument.Parse(stream);
    }

    public string Sequence => json.RootElement.GetProperty("sequence").GetString()!;

    public static bool Fits(ModelConfig config) => (config.HiddenSize, config.Layers) == (HiddenSize, Layers);

    /// <summary>The largest difference of any logit, whatever ids the checkpoint gives its tokens.</summary>
    /// <exception cref="ModelException">The checkpoint lacks a token of the published vocabulary.</exception>
    public double LargestDifference(AmplifyModel model, CancellationToken cancellationToken)
    {
        var vocabulary = model.Checkpoint.Vocabulary;
        var columns = json.RootElement.GetProperty("vocab").EnumerateArray().Select(it => vocabulary.IdOf(it.GetString()!)).ToArray();
        if (columns.Contains(-1)) throw new ModelException($"The vocabulary is not that of {ModelName}: the two cannot be compared.");

        var (logits, size) = (model.Logits(vocabulary.Encode(Sequence), cancellationToken), model.Checkpoint.Config.VocabularySize);
        var rows = json.RootElement.GetProperty("logits").EnumerateArray().ToArray();
        if (logits.Length != rows.Length * size)
            throw new ModelException($"The tokenizer is not that of {ModelName}: the two cannot be compared.");
        return rows.SelectMany((row, at) => row.EnumerateArray().Select((value, column) =>
            Difference(value.GetDouble(), logits[(at * size) + columns[column]]))).Max();
    }

    public void Dispose() => json.Dispose();

    private static double Difference(double expected, float actual) =>
        float.IsFinite(actual) ? Math.Abs(expected - actual) : double.PositiveInfinity;
}
