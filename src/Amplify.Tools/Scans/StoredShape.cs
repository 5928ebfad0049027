using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>What stored JSON has of the known shapes, as <see cref="StoredReader"/> found it.</summary>
internal sealed class StoredShape
{
    public bool IsEmpty { get; set; }
    public JsonElement? Metadata { get; set; }

    /// <summary>There is a heat map, whatever is in it.</summary>
    public bool NamesHeatmap { get; set; }

    // The numbers, where they were wanted.
    public StoredMatrix? Heatmap { get; set; }
    public StoredMatrix? Confidence { get; set; }
    public StoredSites? Sites { get; set; }
    public List<StoredRow>? Predictions { get; set; }
    public List<ScoredCombination> Combinations { get; set; } = [];

    /// <summary>Predictions that could not be read.</summary>
    public int Unreadable { get; set; }

    public string? Text(string name) => TextOf(Metadata, name, 80);

    public static string? TextOf(JsonElement? metadata, string name, int most) =>
        metadata is { } it && JsonText.Find(it, name) is { } value ? TextOf(value, most) : null;

    /// <summary>A stored string made fit for an answer; null for anything else.</summary>
    public static string? TextOf(JsonElement value, int most)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? SafeText.Quote(value.GetString()!, most) : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair: JSON allows it, text does not
        }
    }
}

/// <summary>A stored prediction: its position from 1, rows of the residues, score and confidence.</summary>
internal readonly record struct StoredRow(int Position, int WildType, int Variant, float Score, float Confidence)
{
    public bool IsReadable => Position is > 0 and <= VariantScan.MostLength && WildType >= 0 && Variant >= 0 && !float.IsNaN(Score);
}
