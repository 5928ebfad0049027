using System.Text.Json;
using Amplify.Tools.Contract;

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
            JsonSerializer.Serialize(writer, scan.Metadata, ContractJson.Default.ScanMetadata);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
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
