using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>How the scores order what was measured, and what the measurements teach about the rest.</summary>
public sealed record AssayReport
{
    [Description("Measured substitutions, one of each")] public required int N { get; init; }
    public required int Sites { get; init; }
    public required string Direction { get; init; }
    public double? Spearman { get; init; }
    [Description("95 %")] public IReadOnlyList<double>? Interval { get; init; }
    [Description("By permutation, two-sided")] public double? P { get; init; }
    [Description("Of the tenth that scores highest")] public double? Ndcg { get; init; }
    [Description("Share of the top_n best measured that are in the top tenth by score")] public double? TopRecall { get; init; }
    public int? TopN { get; init; }
    [Description("Places from 0, the worst, to 1")] public IReadOnlyList<MeasuredRow>? DisagreeMost { get; init; }
    public required CalibratedRanking Calibrated { get; init; }
}

public sealed record MeasuredRow(string Mutation, double Measured, double MeasuredPlace, double ScorePlace);

/// <summary>Substitutions nobody measured, ranked by what the measured ones teach; offered only where that was validated.</summary>
public sealed record CalibratedRanking(bool Offered)
{
    [Description("Why it is not offered")] public string? Reason { get; init; }
    [Description("Spearman with held-back measurements, and that of the scores alone")] public double? Validated { get; init; }
    public double? ScoresAlone { get; init; }
    [Description("Best first; place: expected among the measured, 0 below all, 1 "
        + "above")]
    public IReadOnlyList<CalibratedRow>? Best { get; init; }
}

public sealed record CalibratedRow(string Mutation, double Place, double Score);

/// <summary>A combinatorial library: codons to order for each site, and how large it becomes.</summary>
public sealed record LibraryReport(
    IReadOnlyList<LibrarySiteRow> Sites,
    double DnaSize,
    double ProteinSize,
    [property: JsonPropertyName("clones_95"), Description("Clones to see 95 % of the DNA sequences")] double Clones95);

public sealed record LibrarySiteRow(
    int Position,
    string WildType,
    [property: Description("What is wanted, wild type included")] string Residues,
    [property: Description("A mixture where one would be wasteful, mixed in the ratio of their sizes")] IReadOnlyList<string> Codons,
    int Size,
    [property: Description("Residues that come along unasked")] string? Brings = null,
    [property: Description("The smallest single one, and its size")] string? OneCodon = null);

/// <summary>A call that suggests itself.</summary>
public sealed record NextStep(string Tool, string Why, RawJson Arguments);
