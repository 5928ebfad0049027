using System.Text.Json;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>
/// One pass over stored JSON: is it valid, which of the known shapes is it, and what is said of it; or its numbers, and nothing else.
/// </summary>
internal sealed class StoredReader
{
    /// <summary>An envelope around it still is shallow enough for the readers of others, which stop at 64.</summary>
    public const int MostDepth = 50;

    private const int MostNesting = 3;
    private const int MostMetadata = 64 * 1024;

    private readonly bool withNumbers;
    private StoredShape shape = new();

    private StoredReader(bool withNumbers) => this.withNumbers = withNumbers;

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static StoredShape Read(ReadOnlySpan<byte> json, bool withNumbers)
    {
        var reader = new StoredReader(withNumbers);
        reader.ReadValue(json, MostNesting);
        return reader.shape;
    }

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
                shape.IsEmpty = reader.TryGetDouble(out var number) && number == 0;
                break;
            case JsonTokenType.String:
            case JsonTokenType.True:
                break;
            default:
                shape.IsEmpty = true;
                break;
        }

        while (reader.Read())
        {
        } // anything behind the value is an error, and says so
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        shape.IsEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            shape.IsEmpty = false;
            if (Names(ref reader, "heatmap"u8)) (shape.NamesHeatmap, shape.Heatmap) = (true, ReadMatrix(ref reader));
            else if (Names(ref reader, "confidence"u8)) shape.Confidence = ReadMatrix(ref reader);
            else if (Names(ref reader, "sites"u8) && withNumbers) shape.Sites = StoredSites.Read(ref reader);
            else if (Names(ref reader, "predictions"u8)) ReadPredictions(ref reader);
            else if (Names(ref reader, "combinations"u8) && withNumbers) shape.Combinations = StoredCombinations.Read(ref reader);
            else if (Names(ref reader, "metadata"u8) && !withNumbers) shape.Metadata = ReadElement(ref reader, json);
            else reader.Skip();
        }
    }

    // [json_string, content_type]: how a container that returns a pair is stored. Only the first string counts.
    private void ReadPair(ref Utf8JsonReader reader, int nesting)
    {
        var depth = reader.CurrentDepth;
        shape.IsEmpty = true;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (shape.IsEmpty && reader.TokenType == JsonTokenType.String && nesting > 0) ReadInner(ref reader, nesting);
            shape.IsEmpty = false;
        }
    }

    private void ReadInner(ref Utf8JsonReader reader, int nesting)
    {
        try
        {
            var room = new byte[reader.ValueSpan.Length]; // of a string that may have 64 MB, which as UTF-16 would be thrice as many
            var inner = room.AsSpan(0, reader.CopyString(room));
            if (inner.IsEmpty) shape.IsEmpty = true;
            else ReadValue(PythonNumbers.ToNull(inner) is { } mended ? mended : inner, nesting - 1);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // an ordinary string after all
            shape = new();
        }
    }

    private StoredMatrix? ReadMatrix(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!withNumbers || reader.TokenType != JsonTokenType.StartArray)
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
        if (!withNumbers || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        (shape.Predictions, shape.Unreadable) = ([], 0);
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.StartObject) reader.Skip();
            else if (ReadRow(ref reader) is { IsReadable: true } row) shape.Predictions.Add(row);
            else shape.Unreadable++;
        }
    }

    private static StoredRow ReadRow(ref Utf8JsonReader reader)
    {
        var row = new StoredRow(0, -1, -1, float.NaN, float.NaN);
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

    internal static bool Names(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
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

    internal static float ReadNumber(ref Utf8JsonReader reader) =>
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
}
