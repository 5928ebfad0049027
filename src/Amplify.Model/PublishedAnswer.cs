using System.Text.Json;

namespace Amplify.Model;

/// <summary>
/// What the published AMPLIFY_120M answered for one sequence elsewhere. Tells whether a checkpoint is that model, and whether this engine
/// computes it.
/// </summary>
/// <param name="Tolerance">Other hardware differs by a few thousandths; a wrong weight or rule by far more.</param>
/// <param name="Logits">Some or all of the logits: a row of tokens, a token of the vocabulary, the value.</param>
/// <param name="Likeliest">The likeliest token of each row, where it was told.</param>
public sealed record PublishedAnswer(
    string Sequence, double Tolerance, IReadOnlyList<(int Row, string Token, double Value)> Logits, IReadOnlyList<string> Likeliest)
{
    public const string ModelName = "AMPLIFY_120M";

    /// <summary>As the model's authors printed it (chandar-lab/AMPLIFY, MIT licence, Copyright (c) 2024 chandar-lab): every logit.</summary>
    public static PublishedAnswer Golden()
    {
        using var json = Open("golden-120m.json");
        var tokens = Texts(json.RootElement.GetProperty("vocab"));
        var rows = json.RootElement.GetProperty("logits").EnumerateArray().ToArray();
        return new(
            json.RootElement.GetProperty("sequence").GetString()!,
            0.05,
            [.. rows.SelectMany((row, at) => row.EnumerateArray().Select((value, column) => (at, tokens[column], value.GetDouble())))],
            []);
    }

    /// <summary>As clocksmith/doppler recorded it (MIT licence): some logits, and the likeliest token everywhere.</summary>
    public static PublishedAnswer Second()
    {
        using var json = Open("second-120m.json");
        using var golden = Open("golden-120m.json");
        var tokens = Texts(golden.RootElement.GetProperty("vocab"));
        var probes = json.RootElement.GetProperty("probes");
        return new(
            json.RootElement.GetProperty("input").GetProperty("sequence").GetString()!,
            json.RootElement.GetProperty("tolerances").GetProperty("logitMaxAbs").GetDouble(),
            [.. probes.GetProperty("logits").EnumerateArray().SelectMany(probe => Numbers(probe, "indices").Zip(Numbers(probe, "values"))
                .Select(it => (probe.GetProperty("position").GetInt32(), tokens[(int)it.First], it.Second)))],
            [.. Numbers(probes, "argmaxTokenIds").Select(it => tokens[(int)it])]);
    }

    /// <summary>The largest difference of any logit, whatever ids the checkpoint gives its tokens; infinite where another token is the likeliest.</summary>
    /// <exception cref="ModelException">The checkpoint lacks a token of the published vocabulary.</exception>
    public double LargestDifference(AmplifyModel model, CancellationToken cancellationToken)
    {
        var vocabulary = model.Checkpoint.Vocabulary;
        if (Logits.Any(it => vocabulary.IdOf(it.Token) < 0) || Likeliest.Any(it => vocabulary.IdOf(it) < 0))
            throw new ModelException($"The vocabulary is not that of {ModelName}: the two cannot be compared.");

        var (ids, size) = (vocabulary.Encode(Sequence), model.Checkpoint.Config.VocabularySize);
        if (ids.Length != Sequence.Length + 2)
            throw new ModelException($"The tokenizer is not that of {ModelName}: the two cannot be compared.");
        var logits = model.Logits(ids, cancellationToken);
        return Likeliest.Where((token, row) => vocabulary.IdOf(token) != Highest(logits.AsSpan(row * size, size))).Any()
            ? double.PositiveInfinity
            : Logits.Max(it => Difference(it.Value, logits[(it.Row * size) + vocabulary.IdOf(it.Token)]));
    }

    private static int Highest(ReadOnlySpan<float> logits)
    {
        var highest = 0;
        for (var id = 1; id < logits.Length; id++) highest = logits[id] > logits[highest] ? id : highest;
        return highest;
    }

    private static double Difference(double expected, float actual) =>
        float.IsFinite(actual) ? Math.Abs(expected - actual) : double.PositiveInfinity;

    private static JsonDocument Open(string name)
    {
        using var stream = typeof(PublishedAnswer).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream);
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(it => it.GetString()!)];

    private static IEnumerable<double> Numbers(JsonElement owner, string name) => owner.GetProperty(name).EnumerateArray().Select(it => it.GetDouble());
}
