namespace Amplify.Tools.Scans;

/// <summary>What a scan's numbers are: their method, unit and meaning.</summary>
public sealed record ScoreScale(string Method, string Unit, string Meaning)
{
    public const string LogLikelihoodRatio = "llr_nat";
    public const string Rank = "dms_rank";

    public static ScoreScale Of(string? method, string? unit) => unit switch
    {
        null or LogLikelihoodRatio => new(method ?? "not stated", LogLikelihoodRatio,
            "log-likelihood ratio ln p(variant) - ln p(wild type), natural log; 0 = as plausible as the wild type, negative = worse; "
                + "not ΔΔG, not pathogenicity"),
        Rank => new(method ?? "not stated", Rank,
            "expected change in rank-normalised fitness, not AMPLIFY; 0 = wild type, negative = worse; cannot claim an improvement"),
        _ => new(method ?? "not stated", unit, "unit as the result's metadata states it; higher is better tolerated by convention"),
    };
}
