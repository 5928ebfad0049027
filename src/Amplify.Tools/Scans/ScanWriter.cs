using System.Text.Json;
using Amplify.Tools.Contract;

namespace Amplify.Tools.Scans;

/// <summary>Writes a scan as the endpoint's container does, a heat map of 20 rows, and says beside it how it was made.</summary>
public static class ScanWriter
{
    /// <param name="confidences">20 rows like the scores, for a predictor whose confidence cannot be computed from them.</param>
    /// <param name="outliers">The container's list of extreme substitutions, where it is wanted.</param>
    public static byte[] Write(float[] scores, float[]? confidences, ScanMetadata metadata, IReadOnlyList<string>? outliers = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Matrix(writer, "heatmap", scores);
            if (confidences is not null) Matrix(writer, "confidence", confidences);
            if (outliers is not null)
            {
                writer.WriteStartArray("outliers");
                foreach (var outlier in outliers) writer.WriteStringValue(outlier);
                writer.WriteEndArray();
            }

            writer.WritePropertyName("metadata");
            JsonSerializer.Serialize(writer, metadata, ContractJson.Default.ScanMetadata);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Matrix(Utf8JsonWriter writer, string name, float[] values)
    {
        writer.WriteStartArray(name);
        foreach (var row in values.Chunk(values.Length / VariantScan.Rows))
        {
            writer.WriteStartArray();
            foreach (var value in row) writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
