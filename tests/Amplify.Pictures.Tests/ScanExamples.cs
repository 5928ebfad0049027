using System.Text.Json;
using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Scans;

namespace Amplify.Pictures.Tests;

/// <summary>Scans to draw: the built-in table on any protein, and log-likelihood ratios of a tiny model repeated to any length.</summary>
internal static class ScanExamples
{
    public const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    public static async Task<VariantScan> TableAsync(string sequence)
    {
        using var table = new SubstitutionTable(TimeProvider.System);
        return StoredResult.Read((await table.PredictAsync(sequence, _ => { }, TestContext.Current.CancellationToken))
            .Write()).Scan!;
    }

    public static VariantScan Ratios(int length)
    {
        using var stream = File.OpenRead(Path.Combine(Needs.Root, "tests/fixtures/amplify-tiny/plain-f32/expected/seed-65.json"));
        using var expected = JsonDocument.Parse(stream);
        var sequence = expected.RootElement.GetProperty("sequence").GetString()!;
        var known = expected.RootElement.GetProperty("masked_marginal").EnumerateArray().Select(row => Numbers(row)).ToArray();

        // Another stride in each repeat, so that long examples do not compress like wallpaper.
        var source = Enumerable.Range(0, length).Select(it => ((it * 31) + (it / sequence.Length)) % sequence.Length).ToArray();
        var scores = known.SelectMany(row => source.Select(it => row[it])).ToArray();
        var wildTypes = string.Concat(source.Select(it => sequence[it]));
        return new(scores, wildTypes, ScoreScale.Of("masked-marginal", ScoreScale.LogLikelihoodRatio));
    }

    private static float[] Numbers(JsonElement row) => [.. row.EnumerateArray().Select(it => it.GetSingle())];

    /// <summary>The scan with single cells changed.</summary>
    public static VariantScan With(this VariantScan scan, params (int Row, int Column, float Score)[] cells)
    {
        var scores = Enumerable.Range(0, VariantScan.Rows * scan.Length).Select(it => scan[it / scan.Length, it % scan.Length]).ToArray();
        foreach (var (row, column, score) in cells) scores[(row * scan.Length) + column] = score;
        return new(scores, scan.WildTypes, scan.Scale);
    }
}
