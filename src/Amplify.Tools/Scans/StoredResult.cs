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
    private const string Combinations = "combination_definition";
    private const int MostMetadata = 12;
    private const int MostText = 1_000_000;
    private const int LongestMetadata = 160;
    private const int LongestNumber = 32;

    private readonly Lazy<(VariantScan? Scan, string? Warning)> numbers;

    private StoredResult(RawJson verbatim, Func<(VariantScan?, string?)> read) => (Verbatim, numbers) = (verbatim, new(read));

    /// <summary>The stored JSON, byte for byte (but null for Python's NaN); for anything else an object that carries the text.</summary>
    public RawJson Verbatim { get; }

    /// <summary>Bytes of what was stored.</summary>
    public int Size { get; private init; }

    /// <summary>What was stored, where it is no JSON.</summary>
    public ReadOnlyMemory<byte> Text { get; private init; }

    /// <summary>Read when it is first asked for, which is most of what an answer costs; null: none of the known shapes.</summary>
    public VariantScan? Scan => numbers.Value.Scan;

    public JsonElement? Metadata { get; private init; }

    /// <summary>What a reader must know before trusting the numbers.</summary>
    public string? Warning => numbers.Value.Warning;

    /// <summary>What of it can be said without reading them.</summary>
    public string? WarningUnread { get; private init; }

    /// <param name="bytes">The stored object.</param>
    public static StoredResult Read(ReadOnlyMemory<byte> bytes)
    {
        var content = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var mended = PythonNumbers.ToNull(content.Span);
        var json = mended is null ? content : mended;
        if (content.Span.Trim(" \t\r\n"u8).IsEmpty) return Unreadable(content, new("", Warning: "Results file is empty"));

        StoredShape shape;
        try
        {
            if (!Utf8.IsValid(json.Span)) throw new JsonException(null, null, 0, 0);
            shape = StoredReader.Read(json.Span, withNumbers: false);
        }
        catch (JsonException problem)
        {
            var place = $"line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}";
            var error = $"not valid JSON at {place} (or nested deeper than {StoredReader.MostDepth} levels)";
            return Unreadable(content, Beginning(content.Span) with { ParsingInfo = new("text", error, content.Length) });
        }

        if (shape.IsEmpty) return Unreadable(content, Beginning(content.Span) with { Warning = "Results parsed as empty JSON" });
        return new(new(json), () =>
        {
            var numbers = StoredReader.Read(json.Span, withNumbers: true);
            numbers.Metadata = shape.Metadata;
            var (scan, warning) = StoredScan.Of(numbers);
            return (scan, Said(warning));
        })
        {
            Size = bytes.Length,
            Metadata = shape.Metadata,
            WarningUnread = Said(StoredScan.Warning(shape)),
        };

        string? Said(string? warning) => mended is null ? warning : $"{NoNumbers} {warning}".TrimEnd();
    }

    /// <summary>What the metadata says under a name, made fit for an answer; null where that is no text.</summary>
    public string? Told(string name, int most) => StoredShape.TextOf(Metadata, name, most);

    /// <summary>Residues of each chain, where the metadata speaks of several.</summary>
    public IReadOnlyList<int>? ChainLengths
    {
        get
        {
            var lengths = Told("chains", LongestMetadata)?.Split(", ")
                .Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0).ToList();
            return lengths is { Count: > 1 } && lengths.TrueForAll(it => it > 0) ? lengths : null;
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
                    if (entry.Name.Length > 40 || entry.Name == Combinations) continue; // beside each is said what it is
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

    private static StoredResult Unreadable(ReadOnlyMemory<byte> content, UnreadableResults results)
    {
        var warning = results.Warning ?? "The stored result is not valid JSON; it is given as text.";
        return new(new(JsonSerializer.SerializeToUtf8Bytes(results, ContractJson.Wire.UnreadableResults)), () => (null, warning))
        {
            Size = content.Length,
            Text = content,
            WarningUnread = warning,
        };
    }
}
