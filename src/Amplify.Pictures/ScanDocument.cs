using System.Buffers.Binary;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Pictures;

/// <summary>A whole scan as one small JSON document, for the page that draws it and for programs: scores and what they mean.</summary>
public sealed record ScanDocument
{
    private const double ConfidenceStep = 0.005;
    private const double TrackStep = 0.02;
    private const byte NoConfidence = byte.MaxValue;

    public required string OutputId { get; init; }
    [Description("What its user calls the protein")] public string? Name { get; init; }
    public required int Length { get; init; }
    [Description("One letter a position; ? where it cannot be told")] public required string WildTypes { get; init; }
    [Description("Position i is shown as i + offset")] public required int Offset { get; init; }
    public required DocumentScale Scale { get; init; }
    [Description("The new residue of each row")] public string Rows { get; } = ProteinSequence.Residues;
    public required PackedScores Scores { get; init; }
    [Description("One value a position, or one a cell in the order of the scores")] public PackedConfidence? Confidence { get; init; }
    [Description("What the predictor says of each position itself")] public DocumentSites? Sites { get; init; }
    public RawJson? Metadata { get; init; }
    public IReadOnlyList<string>? Warnings { get; init; }

    public static ScanDocument Of(string outputId, VariantScan scan, Numbering numbering, RawJson? metadata = null,
        params IEnumerable<string?> warnings) => new()
        {
            OutputId = outputId,
            Length = scan.Length,
            WildTypes = scan.WildTypes,
            Offset = numbering.Offset,
            Scale = new(scan.Scale.Method, scan.Scale.Unit, scan.Scale.Meaning, ColourScale.Of(scan).Limit)
            {
                Caveat = scan.Scale.Caveat,
                Confidence = scan.Scale.ConfidenceMeaning,
            },
            Scores = Pack(scan),
            Confidence = PackConfidence(scan),
            Sites = scan.Sites is { } sites ? new(Pack(sites.Conservation), sites.Structure) : null,
            Metadata = metadata,
            Warnings = warnings.OfType<string>().Distinct().ToArray() is { Length: > 0 } all ? all : null,
        };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Default.ScanDocument);

    // The finest decimal step in which the largest score still fits: a table keeps its four decimals, log-likelihood ratios three.
    private static PackedScores Pack(VariantScan scan)
    {
        var most = scan.Ranked.Count == 0 ? 0 : Math.Max(Math.Abs((double)scan.Ranked[0]), Math.Abs((double)scan.Ranked[^1]));
        var digits = 4;
        while (most * Math.Pow(10, digits) > short.MaxValue) digits--;

        var packed = new byte[2 * VariantScan.Rows * scan.Length];
        foreach (var (cell, score) in Cells(scan, (row, column) => scan.IsWildType(row, column) ? 0 : scan[row, column]))
        {
            var value = double.IsNaN(score) ? PackedScores.Missing : (short)Math.Round(score * Math.Pow(10, digits));
            BinaryPrimitives.WriteInt16LittleEndian(packed.AsSpan(2 * cell), value);
        }

        return new(packed, Math.Pow(10, -digits));
    }

    private static PackedConfidence? PackConfidence(VariantScan scan)
    {
        var packed = new byte[VariantScan.Rows * scan.Length];
        foreach (var (cell, value) in Cells(scan, (row, column) => scan.ConfidenceAt(row, column) ?? double.NaN))
            packed[cell] = double.IsNaN(value) ? NoConfidence : (byte)Math.Round(Math.Clamp(value, 0, 1) / ConfidenceStep);
        if (packed.All(it => it == NoConfidence)) return null;
        var isBySite = Enumerable.Range(0, packed.Length).All(it => packed[it] == packed[it % scan.Length]);
        return new(isBySite ? packed[..scan.Length] : packed, ConfidenceStep);
    }

    private static PackedTrack? Pack(float[]? track) => track is null ? null
        : new([.. track.Select(it => unchecked((byte)(sbyte)Math.Round(Math.Clamp(it / TrackStep, -127, 127))))], TrackStep);

    private static IEnumerable<(int Cell, double Value)> Cells(VariantScan scan, Func<int, int, double> value) =>
        from row in Enumerable.Range(0, VariantScan.Rows)
        from column in Enumerable.Range(0, scan.Length)
        select ((row * scan.Length) + column, value(row, column));
}

/// <param name="Limit">The score from which on a picture's colour grows no stronger.</param>
/// <param name="Meaning">What the scores look at and cannot know.</param>
public sealed record DocumentScale(string Method, string Unit, string Meaning, double Limit)
{
    [Description("Who answered, where it was not AMPLIFY")] public string? Caveat { get; init; }
    [Description("What the confidences say")] public string? Confidence { get; init; }
}

/// <summary>20 x length scores, row by row.</summary>
/// <param name="Int16">Little-endian; -32768 where there is no score.</param>
/// <param name="Step">What 1 stands for.</param>
public sealed record PackedScores(byte[] Int16, double Step)
{
    internal const short Missing = short.MinValue;
}

/// <param name="Uint8">255 where there is none.</param>
/// <param name="Step">What 1 stands for.</param>
public sealed record PackedConfidence(byte[] Uint8, double Step);

/// <param name="Conservation">Predicted; larger is more conserved.</param>
/// <param name="Structure">The likeliest state, a letter a position: H helix, E strand, - neither.</param>
public sealed record DocumentSites(PackedTrack? Conservation, string? Structure);

/// <param name="Step">What 1 stands for.</param>
public sealed record PackedTrack(byte[] Int8, double Step);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScanDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;
