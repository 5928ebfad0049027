using System.Text.Json.Serialization;

namespace Amplify.Tools.Scans;

/// <summary>How a scan was made, stored beside it so that every reader can say what the numbers are.</summary>
public sealed record ScanMetadata
{
    public required string ModelVersion { get; init; }

    /// <summary>Seconds with their unit, as in "45.2s".</summary>
    public required string ProcessingTime { get; init; }
    public required string Method { get; init; }
    public required string ScoreUnit { get; init; }
    public string ScoreZero { get; init; } = "wild type";
    public required string ConfidenceDefinition { get; init; }
    public int PositionBase { get; init; } = 1;

    /// <summary>SHA-256 of the weights file, hexadecimal.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Residues of the window each position was scored in, where the sequence was longer than the model reads.</summary>
    public int? WindowResidues { get; init; }

    /// <summary>Residues of each chain, "120, 107", where there are several: positions count through all of them.</summary>
    public string? Chains { get; init; }

    /// <summary>What the scores of combinations are, where there are some.</summary>
    public string? CombinationDefinition { get; init; }

    /// <summary>The one definition of confidence that needs nothing but a heat map of log-likelihood ratios.</summary>
    [JsonIgnore]
    public static string Peakedness => "1 - H/ln 20 of a site's softmax: how peaked, no probability";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScanMetadata))]
internal sealed partial class ScanJson : JsonSerializerContext;
