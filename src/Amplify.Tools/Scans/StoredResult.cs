using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Scans;

/// <summary>A stored prediction, whatever its shape: read once, passed through unchanged where it is JSON.</summary>
public sealed class StoredResult
{
    private static readonly string[] Known =
        ["model_version", "processing_time", "method", "score_unit", "score_zero", Confidence, "position_base"];
    private const string NoNumbers = "NaN or Infinity in the stored result, for which JSON has no word, is given as null.";
    private const string Confidence = "confidence_definition";
    private const int MostMetadata = 12;
    private const int MostText = 1_000_000;
    private const int LongestMetadata = 160;
    private const int LongestNumber = 32;

    private StoredResult(RawJson verbatim, ReadOnlyMemory<byte> text, string? warning) =>
        (Verbatim, Text, Warning) = (verbatim, text, warning);

    /// <summary>The stored JSON, byte for byte (but null for Python's NaN); for anything else an object that carries the text.</summary>
    public RawJson Verbatim { get; }

    /// <summary>What was stored, where it is no JSON.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    public VariantScan? Scan { get; private init; }

    public JsonElement? Metadata { get; private init; }

    /// <summary>What a reader must know before trusting the numbers.</summary>
    public string? Warning { get; }

    /// <param name="bytes">The stored object.</param>
    /// <param name="wantScan">false: check that it is JSON, but keep no numbers.</param>
    public static StoredResult Read(ReadOnlyMemory<byte> bytes, bool wantScan)
    {
        var content = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var mended = PythonNumbers.ToNull(content.Span);
        var json = mended is null ? content : mended;
        if (content.Span.Trim(" \t\r\n"u8).IsEmpty) return Unreadable(content, new("", Warning: "Results file is empty"));

        StoredShape shape;
        try
        {
            if (!Utf8.IsValid(json.Span)) throw new JsonException(null, null, 0, 0);
            shape = StoredShape.Read(json.Span, wantScan);
        }
        catch (JsonException problem)
        {
            var place = $"line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}";
            var error = $"not valid JSON at {place} (or nested deeper than {StoredShape.MostDepth} levels)";
            return Unreadable(content, Beginning(content.Span) with { ParsingInfo = new("text", error, content.Length) });
        }

        if (shape.IsEmpty) return Unreadable(content, Beginning(content.Span) with { Warning = "Results parsed as empty JSON" });
        var scan = shape.ToScan();
        var warning = mended is null ? shape.Warning : $"{NoNumbers} {shape.Warning}".TrimEnd();
        return new(new(json), default, warning) { Scan = scan, Metadata = shape.Metadata };
    }

    /// <summary>What the metadata says under a name, made fit for an answer; null where that is no text.</summary>
    public string? Told(string name, int most) => StoredShape.TextOf(Metadata, name, most);

    /// <summary>Residues of each chain, where the result speaks of several.</summary>
    public IReadOnlyList<int>? ChainLengths
    {
        get
        {
            var lengths = Told("chains", LongestMetadata)?.Split(", ")
                .Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0).ToList();
            return lengths is { Count: > 1 } && lengths.TrueForAll(it => it > 0) && lengths.Sum() is var all
                && (Scan is null || Scan.Length == all) ? lengths : null;
        }
    }

    /// <summary>The metadata with what a summary has room for: known entries first, long texts cut.</summary>
    public RawJson BriefMetadata()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = ContractJson.Wire.Options.Encoder }))
        {
            writer.WriteStartObject();
            if (Metadata is { ValueKind: JsonValueKind.Object } metadata)
            {
                foreach (var entry in metadata.EnumerateObject().Select(it => (Name: JsonText.NameOf(it), it.Value))
                    .DistinctBy(it => it.Name).OrderBy(it => RankOf(it.Name)).Take(MostMetadata))
                {
                    if (entry.Name.Length > 40) continue;
                    if (entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False || IsShortNumber(entry.Value))
                    {
                        writer.WritePropertyName(entry.Name);
                        entry.Value.WriteTo(writer);
                    }

                    if (StoredShape.TextOf(entry.Value, LongestMetadata) is { } text) writer.WriteString(entry.Name, text);
                }
            }

            if (Scan?.ConfidenceDefinition is { } definition && (Metadata is null || JsonText.Find(Metadata.Value, Confidence) is null))
                writer.WriteString(Confidence, definition);
            writer.WriteEndObject();
        }

        return new(buffer.ToArray());
    }

    // A number may have as many digits as it likes.
    private static bool IsShortNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && JsonMarshal.GetRawUtf8Value(value).Length <= LongestNumber;

    private static int RankOf(string entry) => Array.IndexOf(Known, entry) is >= 0 and var rank ? rank : Known.Length;

    // Escaped for JSON a text grows sixfold, and no host carries more.
    private static UnreadableResults Beginning(ReadOnlySpan<byte> content) => content.Length <= MostText
        ? new(Encoding.UTF8.GetString(content))
        : new(Encoding.UTF8.GetString(content[..MostText]),
            Warning: $"The stored result is no JSON; these are the first {MostText:N0} of its {content.Length:N0} bytes.");

    private static StoredResult Unreadable(ReadOnlyMemory<byte> content, UnreadableResults results) => new(
        new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.UnreadableResults)),
        content,
        results.Warning ?? "The stored result is not valid JSON; it is given as text.");
}
