using System.Text;
using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>One pass over stored JSON: is it valid, which of the known shapes is it, and, if wanted, its numbers.</summary>
internal sealed class StoredShape
{
    /// <summary>An envelope around it still is shallow enough for the readers of others, which stop at 64.</summary>
    public const int MostDepth = 50;

    private const int MostNesting = 3;
    private const int MostMetadata = 64 * 1024;
    private const string Masking =
        "The result does not say how it was made. The sample's container never restores a mask: earlier positions are masked too "
        + "(up to 13 nat off); rank with care.";

    private readonly bool wantScan;
    private StoredMatrix? heatmap;
    private StoredMatrix? confidence;
    private List<Row>? predictions;
    private StoredSites? sites;
    private int unreadable;

    private StoredShape(bool wantScan) => this.wantScan = wantScan;

    public bool IsEmpty { get; private set; }

    public JsonElement? Metadata { get; private set; }

    public string? Warning { get; private set; }

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static StoredShape Read(ReadOnlySpan<byte> json, bool wantScan)
    {
        var shape = new StoredShape(wantScan);
        shape.ReadValue(json, MostNesting);
        return shape;
    }

    public VariantScan? ToScan()
    {
        var method = Text("method");
        if (method is null && (heatmap is not null || SawHeatmap)) Warning = Masking;
        if (heatmap is { IsScan: true }) return FromHeatmap(heatmap, ScoreScale.Of(method ?? "endpoint, not stated", Text("score_unit")));
        return predictions is not null ? FromPredictions(predictions, ScoreScale.Of(method, Text("score_unit") ?? "not stated")) : null;
    }

    private bool SawHeatmap { get; set; }

    private void ReadValue(ReadOnlySpan<byte> json, int nesting)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = MostDepth });
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, json);
                break;
            case JsonTokenType.StartArray:
                ReadPair(ref reader, nesting);
                break;
            case JsonTokenType.String when nesting > 0:
                ReadInner(ref reader, nesting);
                break;
            case JsonTokenType.Number:
                IsEmpty = reader.TryGetDouble(out var number) && number == 0;
                break;
            case JsonTokenType.String:
            case JsonTokenType.True:
                break;
            default:
                IsEmpty = true;
                break;
        }

        while (reader.Read())
        {
        } // anything behind the value is an error, and says so
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        IsEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            IsEmpty = false;
            if (Names(ref reader, "heatmap"u8)) (SawHeatmap, heatmap) = (true, ReadMatrix(ref reader));
            else if (Names(ref reader, "confidence"u8)) confidence = ReadMatrix(ref reader);
            else if (Names(ref reader, "sites"u8) && wantScan) sites = StoredSites.Read(ref reader);
            else if (Names(ref reader, "predictions"u8)) ReadPredictions(ref reader);
            else if (Names(ref reader, "metadata"u8)) Metadata = ReadElement(ref reader, json);
            else reader.Skip();
        }
    }

    // [json_string, content_type]: how a container that returns a pair is stored. Only the first string counts.
    private void ReadPair(ref Utf8JsonReader reader, int nesting)
    {
        var depth = reader.CurrentDepth;
        IsEmpty = true;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (IsEmpty && reader.TokenType == JsonTokenType.String && nesting > 0) ReadInner(ref reader, nesting);
            IsEmpty = false;
        }
    }

    private void ReadInner(ref Utf8JsonReader reader, int nesting)
    {
        try
        {
            var inner = Encoding.UTF8.GetBytes(reader.GetString()!);
            if (inner.Length == 0) IsEmpty = true;
            else ReadValue(PythonNumbers.ToNull(inner) ?? inner, nesting - 1);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // an ordinary string after all
            (SawHeatmap, heatmap, confidence, sites, predictions, Metadata, IsEmpty) = (false, null, null, null, null, null, false);
        }
    }

    private StoredMatrix? ReadMatrix(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!wantScan || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var matrix = new StoredMatrix();
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == depth + 1) matrix.AddRow();
            else if (reader.TokenType == JsonTokenType.Number && reader.CurrentDepth == depth + 2) matrix.Add(Finite(ref reader));
            else if (reader.TokenType == JsonTokenType.Null && reader.CurrentDepth == depth + 2) matrix.Add(float.NaN);
            else if (reader.TokenType != JsonTokenType.EndArray) matrix.IsClean = false;
        }

        return matrix;
    }

    private void ReadPredictions(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!wantScan || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        (predictions, unreadable) = ([], 0);
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.StartObject) reader.Skip();
            else if (ReadRow(ref reader) is { IsReadable: true } row) predictions.Add(row);
            else unreadable++;
        }
    }

    private static Row ReadRow(ref Utf8JsonReader reader)
    {
        var row = new Row(0, -1, -1, float.NaN, float.NaN);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Names(ref reader, "position"u8)) row = row with
            {
                Position = reader.Read() && reader.TokenType == JsonTokenType.Number
                && reader.TryGetInt32(out var at) ? at : 0
            };
            else if (Names(ref reader, "original_aa"u8)) row = row with { WildType = ReadResidue(ref reader) };
            else if (Names(ref reader, "variant_aa"u8)) row = row with { Variant = ReadResidue(ref reader) };
            else if (Names(ref reader, "effect_score"u8)) row = row with { Score = ReadNumber(ref reader) };
            else if (Names(ref reader, "confidence"u8)) row = row with { Confidence = ReadNumber(ref reader) };
            else reader.Skip();
            reader.Skip(); // an object where a plain value was expected
        }

        return row;
    }

    private static bool Names(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair in a name
        }
    }

    private static int ReadResidue(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == 1
            ? AminoAcids.RowOf((char)reader.ValueSpan[0]) : -1;

    private static float ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? Finite(ref reader) : float.NaN;

    private static float Finite(ref Utf8JsonReader reader) =>
        reader.TryGetSingle(out var value) && float.IsFinite(value) ? value : float.NaN;

    // A document takes many times the room of its text, and no metadata is large.
    private static JsonElement? ReadElement(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var text = json[start..(int)reader.BytesConsumed];
        return text.Length <= MostMetadata ? JsonElement.Parse(text, new() { MaxDepth = MostDepth }) : null;
    }

    private string? Text(string name) => TextOf(Metadata, name, 80);

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

    // The container writes no sequence; the wild type is the one cell of a column that is exactly 0. Others name it beside the scores.
    private VariantScan FromHeatmap(StoredMatrix matrix, ScoreScale scale)
    {
        var length = matrix.Rows[0].Count;
        var scores = matrix.Flat();
        var wildTypes = new char[length];
        var untold = new List<int>();
        for (var column = 0; column < length; column++)
        {
            var zeros = Enumerable.Range(0, VariantScan.Rows).Where(row => scores[(row * length) + column] == 0).ToList();
            var named = AminoAcids.RowOf(sites?.ResidueAt(column) ?? '?');
            var wildType = zeros.Contains(named) ? named : zeros.Count == 1 ? zeros[0] : -1;
            wildTypes[column] = wildType < 0 ? '?' : ProteinSequence.Residues[wildType];
            if (wildType >= 0) continue;
            untold.Add(column + 1);
            foreach (var row in zeros) scores[(row * length) + column] = float.NaN;
        }

        if (untold.Count > 0)
        {
            var places = string.Join(", ", untold.Take(5)) + (untold.Count > 5 ? ", …" : "");
            Warning = $"{Warning} The wild type cannot be told from the stored scores at {untold.Count} of {length} positions ({places}).".TrimStart();
        }

        var told = confidence is { IsScan: true } && confidence.Rows[0].Count == length ? confidence.Flat() : null;
        return new(scores, new(wildTypes), scale, told) { Sites = sites?.For(new(wildTypes)) };
    }

    private VariantScan? FromPredictions(List<Row> readable, ScoreScale scale)
    {
        if (unreadable > 0) Warning = $"{unreadable} of {readable.Count + unreadable} stored predictions could not be read (positions "
            + "count from 1) and are left out.";
        if (readable.Count == 0) return null;

        var length = readable.Max(it => it.Position);
        var (scores, confidences, wildTypes) = (new float[VariantScan.Rows * length], new float[VariantScan.Rows * length],
            new char[length]);
        Array.Fill(scores, float.NaN);
        Array.Fill(confidences, float.NaN);
        Array.Fill(wildTypes, '?');
        foreach (var row in readable)
        {
            wildTypes[row.Position - 1] = ProteinSequence.Residues[row.WildType];
            scores[(row.Variant * length) + row.Position - 1] = row.Score;
            confidences[(row.Variant * length) + row.Position - 1] = row.Confidence;
        }

        return new(scores, new(wildTypes), scale, confidences);
    }

    private readonly record struct Row(int Position, int WildType, int Variant, float Score, float Confidence)
    {
        public bool IsReadable => Position is > 0 and <= VariantScan.MostLength && WildType >= 0 && Variant >= 0 && !float.IsNaN(Score);
    }
}
