using System.Text.Json;

namespace Amplify.Tools.Scans;

/// <summary>Writes a scan as the endpoint's container does, a heat map of 20 rows, and says beside it how it was made.</summary>
internal static class ScanWriter
{
    public static byte[] Write(PredictedScan scan)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Matrix(writer, "heatmap", scan.Scores);
            if (scan.Confidences is not null) Matrix(writer, "confidence", scan.Confidences);
            if (scan.Outliers is not null)
            {
                writer.WriteStartArray("outliers");
                foreach (var outlier in scan.Outliers) writer.WriteStringValue(outlier);
                writer.WriteEndArray();
            }

            Sites(writer, scan.Sites);
            writer.WritePropertyName("metadata");
            JsonSerializer.Serialize(writer, scan.Metadata, ScanJson.Default.ScanMetadata);
            if (scan.Combinations.Count > 0) Combinations(writer, scan.Combinations);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // In single precision, as the scores are.
    private static void Combinations(Utf8JsonWriter writer, IReadOnlyList<ScoredCombination> combinations)
    {
        writer.WriteStartArray("combinations");
        foreach (var combination in combinations)
        {
            writer.WriteStartObject();
            writer.WriteString("mutation", combination.Mutation);
            writer.WriteNumber("score", (float)combination.Score);
            writer.WriteNumber("sum_of_singles", (float)combination.SumOfSingles);
            writer.WriteNumber("difference", (float)combination.Difference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Sites(Utf8JsonWriter writer, SiteFacts sites)
    {
        writer.WriteStartObject("sites");
        writer.WriteString("original_aa", sites.OriginalAa);
        foreach (var (name, track) in StoredSites.Tracks(sites))
        {
            if (track is null) continue;
            writer.WritePropertyName(name);
            Row(writer, track);
        }

        writer.WriteEndObject();
    }

    private static void Matrix(Utf8JsonWriter writer, string name, float[] values)
    {
        writer.WriteStartArray(name);
        foreach (var row in values.Chunk(values.Length / VariantScan.Rows)) Row(writer, row);
        writer.WriteEndArray();
    }

    private static void Row(Utf8JsonWriter writer, float[] values)
    {
        writer.WriteStartArray();
        foreach (var value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
