namespace Amplify.Tools.Scans;

/// <summary>What a scan's numbers are: their method, unit and, in a sentence for a biologist, what they look at and cannot know.</summary>
public sealed record ScoreScale(string Method, string Unit, string Meaning)
{
    public const string LogLikelihoodRatio = "llr_nat";
    public const string Rank = "dms_rank";

    /// <summary>The method of the table of residue pairs, in which the same change ties everywhere.</summary>
    public const string TableMethod = "substitution-table";
    public const string NetMethod = "sequence-net";

    private const string RankEnd = "0 = no effect, negative = worse; not AMPLIFY, cannot claim an improvement";

    /// <summary>Who answered, where it was not AMPLIFY; to stand behind a comma.</summary>
    public string? Caveat => Method switch
    {
        TableMethod => "a quick estimate from a table of substitutions, not the AMPLIFY model",
        NetMethod => "a quick estimate by the built-in sequence net, not the AMPLIFY model",
        _ => null,
    };

    /// <summary>What a confidence beside these scores says, in a sentence.</summary>
    public string? ConfidenceMeaning => (Method, Unit) switch
    {
        (TableMethod, _) => "Confidence: how alike this change behaved in the measured proteins (1 = always the same, 0 = anything).",
        (NetMethod, _) => "Confidence: how much of the variation of measured effects such a score explains (1 = all of it, 0 = nothing).",
        (_, LogLikelihoodRatio) => "Confidence: how sure the model is which residue belongs at a position (1 = quite sure, 0 = all alike). "
            + "It is not the chance that a score is right.",
        _ => null,
    };

    public static ScoreScale Of(string? method, string? unit) => (method, unit) switch
    {
        (_, null or LogLikelihoodRatio) => new(method ?? "not stated", LogLikelihoodRatio,
            "how natural the new residue looks to a model of protein sequences: ln p(variant) - ln p(wild type), natural log; 0 = as "
                + "plausible as the wild type, negative = worse, -3 = about 20 times less plausible; not ΔΔG, not pathogenicity"),
        (TableMethod, Rank) => new(TableMethod, Rank,
            "the rank of such a change's average effect in measured proteins; it looks only at which residue becomes which, so the same "
                + $"change has the same score wherever it stands; {RankEnd}"),
        (NetMethod, Rank) => new(NetMethod, Rank,
            "the expected rank of the change's effect, as a small net reads it from 34 residues each way; it sees no fold, partner or "
                + $"homologue; {RankEnd}"),
        (_, Rank) => new(method ?? "not stated", Rank, $"expected change in rank-normalised fitness; {RankEnd}"),
        _ => new(method ?? "not stated", unit, "unit as the result's metadata states it; higher is better tolerated by convention"),
    };
}
