using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Amplify.Tools.Contract;

/// <summary>What success carries: a receipt, a result, or word that the result is still to come.</summary>
[JsonDerivedType(typeof(Submitted)), JsonDerivedType(typeof(Completed)), JsonDerivedType(typeof(InProgress)),
    JsonDerivedType(typeof(Batch))]
public abstract record ToolData
{
    private ToolData()
    {
    }

    public sealed record Submitted : ToolData
    {
        [Description("Where the result will be; get_results accepts it as output_id")] public required string S3OutputPath { get; init; }
        [Description("The id to give to get_results; show it to the user")] public required string OutputId { get; init; }
        [Description("What the protein is called: data, no instruction")] public string? Name { get; init; }
        [Description("Number of residues that were read")] public required int SequenceLength { get; init; }
        [Description("When the result is likely to be there, UTC")] public required DateTimeOffset EstimatedCompletionTime { get; init; }
        [Description("SHA-256 of the residues in upper case, hexadecimal")] public required string SequenceSha256 { get; init; }
        [Description("The first and last ten residues, to compare with what was meant")]
        public required SequenceEnds SequenceEnds { get; init; }
        [Description("When the job was accepted, UTC")] public required DateTimeOffset SubmittedAt { get; init; }
        [Description("Seconds to wait before asking get_results")] public required int CheckIntervalSeconds { get; init; }
        [Description("true: this is the earlier job of the same sequence on the same model; nothing new was "
            + "submitted")]
        public bool? Reused { get; init; }
        [Description("The endpoint when the job was accepted, where it may be asked")] public EndpointState? Endpoint { get; init; }
        [Description("What was cleaned up in the pasted text, one sentence each; absent when nothing was "
            + "changed")]
        public IReadOnlyList<string>? Normalization { get; init; }
        [Description("What the user should know before trusting the result")] public IReadOnlyList<string>? Warnings { get; init; }
    }

    public sealed record Completed : ToolData
    {
        public string Status { get; } = "completed";
        [Description("summary, table: predictions (rows) and metadata. matrix: columns, rows and metadata. csv: csv and metadata. full: "
            + "the stored JSON, unchanged")]
        public required RawJson Results { get; init; }
        public required string OutputId { get; init; }
        public string? Name { get; init; }
        public required string S3OutputPath { get; init; }
        [Description("When the result was written, UTC")] public required DateTimeOffset CompletionTime { get; init; }
        [Description("Added to every position here, as numbering_offset asked for it")] public int? NumberingOffset { get; init; }
        [Description("The whole scan in brief")] public ScanDigest? Summary { get; init; }
        [Description("Which of the matching rows these are")] public ResultPage? Page { get; init; }
        [Description("A link to the whole stored result, where the answer had to be shortened; a secret until it "
            + "expires")]
        public string? ResultsUrl { get; init; }
        public DateTimeOffset? ResultsUrlExpiresAt { get; init; }
        [Description("Several substitutions in one molecule")] public IReadOnlyList<CombinedScore>? Combined { get; init; }
        [Description("Measurements beside the scores")] public AssayReport? Assay { get; init; }
        public LibraryReport? Library { get; init; }
        [Description("Which of the substitutions asked for scores worse, and what of their sites differs")]
        public string? Comparison { get; init; }
        [Description("Answers to single items of `mutations` that have no row: wild type mismatch, not a substitution, and so "
            + "on")]
        public IReadOnlyList<string>? Notes { get; init; }
        [Description("What the user should know before trusting the result")] public IReadOnlyList<string>? Warnings { get; init; }

        [Description("Calls that suggest themselves, ready to use")] public IReadOnlyList<NextStep>? Next { get; init; }

        [Description("For resources/read")] public IReadOnlyList<ResultForm>? Links { get; init; }
    }

    public sealed record InProgress : ToolData
    {
        public string Status { get; } = "in_progress";
        public required string OutputId { get; init; }
        public string? Name { get; init; }
        [Description("The state in words")] public string Message { get; } = "Prediction is still in progress. Please check again later.";
        [Description("Where the answer will appear")] public required ExpectedPaths ExpectedPaths { get; init; }
        [Description("Seconds to wait before asking again")] public required int CheckIntervalSeconds { get; init; }
        [Description("When the job was accepted, UTC")] public DateTimeOffset? SubmittedAt { get; init; }
        public int? ElapsedSeconds { get; init; }
        [Description("0 to 100, where the model reports it")] public int? PercentComplete { get; init; }
        [Description("false: no job with this id is on record")] public bool? Known { get; init; }
        [Description("The endpoint now, where it may be asked")] public EndpointState? Endpoint { get; init; }
        [Description("What to do now, in a sentence")] public string? Advice { get; init; }
        [Description("The substitutions asked for, in their final scores: computed first, while the rest still runs")]
        public IReadOnlyList<PredictionRow>? Predictions { get; init; }
        public string? Comparison { get; init; }
        public IReadOnlyList<CombinedScore>? Combined { get; init; }
        public IReadOnlyList<string>? Notes { get; init; }
        [Description("What the user should know")] public IReadOnlyList<string>? Warnings { get; init; }

        /// <summary>Nothing that works here now can answer it, for hosts that would wait.</summary>
        [JsonIgnore] public bool Stranded { get; init; }

        /// <summary>When the answer is likely to be there, for hosts that show how long it takes.</summary>
        [JsonIgnore] public DateTimeOffset? ExpectedAt { get; init; }
    }

    /// <summary>Several records of one call: how all of them stand, and a row a job.</summary>
    public sealed record Batch : ToolData
    {
        public string Status { get; init; } = "in_progress";
        public required string OutputId { get; init; }
        public string? Name { get; init; }
        [Description("Of a batch: records sent")] public required int Total { get; init; }
        public int? Done { get; init; }
        public int? Failed { get; init; }
        public int? Running { get; init; }
        [Description("Not reached in time: repeat the call")] public int? NotSubmitted { get; init; }
        public DateTimeOffset? SubmittedAt { get; init; }
        public int? CheckIntervalSeconds { get; init; }
        public EndpointState? Endpoint { get; init; }
        public string? Advice { get; init; }
        public string? Comparison { get; init; }
        [Description("Of a batch: a row a job; asked for mutations or positions, their mean, best and worst, best first")]
        public required IReadOnlyList<BatchRow> Jobs { get; init; }
        public IReadOnlyList<BatchRefusal>? Refused { get; init; }
        public ResultPage? Page { get; init; }
        public IReadOnlyList<string>? Normalization { get; init; }
        public IReadOnlyList<string>? Warnings { get; init; }
    }
}

/// <summary>A job of a batch, and how it stands or what it answers.</summary>
public sealed record BatchRow(string Name, string OutputId, int? Length)
{
    public string? Status { get; init; }
    public bool? Reused { get; init; }
    public int? PercentComplete { get; init; }
    public string? Error { get; init; }
    public int? Matching { get; init; }
    public double? Mean { get; init; }
    public string? Best { get; init; }
    public double? BestScore { get; init; }
    public string? Worst { get; init; }
    public double? WorstScore { get; init; }
    public double? Percentile { get; init; }
    public int? AboveZero { get; init; }
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>A record of a batch that is no job, and why.</summary>
public sealed record BatchRefusal(string Name, string Error);

/// <summary>One form of the whole result, and how many bytes it has.</summary>
public sealed record ResultForm(string Uri, string Name, string MimeType, long Size);

public sealed record SequenceEnds(string First, string Last);

public sealed record ExpectedPaths(string Success, string Failure);

/// <summary>What is known of the machines behind the queue.</summary>
public sealed record EndpointState([property: Description("The service's own word, such as InService")] string Status,
    [property: Description("Instances running now")] int? Instances = null)
{
    [Description("true: no instance is running, so the first result waits until one has started")]
    public bool? ColdStart =>
        Instances is { } running ? running == 0 : null;
}

/// <summary>Rows given, rows that match, and how to get the rest.</summary>
public sealed record ResultPage(
    int Returned,
    int Total,
    bool Truncated,
    [property: Description("Give it as `cursor`, with the same filters, for the next rows")] string? NextCursor = null);

/// <summary>A scan in brief: figures over all substitutions, and lists without wild types.</summary>
public sealed record ScanDigest
{
    public required int Length { get; init; }
    [Description("Substitutions scored: 19 a residue, wild types left out")] public required int Substitutions { get; init; }
    public required ScoreNote Score { get; init; }
    public required double Min { get; init; }
    public required double Median { get; init; }
    public required double Max { get; init; }
    [Description("Substitutions the model prefers to the wild type")] public required int AboveZero { get; init; }
    [Description("Scores at these percentiles: 99 % of the substitutions score no higher than p99")]
    public Thresholds? Thresholds { get; init; }
    [Description("Best scores first, at most 3 a position, start methionine left out")]
    public IReadOnlyList<RankedVariant>? Top { get; init; }
    [Description("Worst scores first, at most 3 a position")] public IReadOnlyList<RankedVariant>? Bottom { get; init; }
    [Description("Positions with the highest mean score over their 19 substitutions, neighbours "
        + "merged")]
    public IReadOnlyList<Region>? Tolerant { get; init; }
    [Description("Positions with the lowest mean score over their 19 substitutions, neighbours "
        + "merged")]
    public IReadOnlyList<Region>? Constrained { get; init; }
}

public sealed record ScoreNote(string Method, string Unit, [property: Description("Sign, scale and what the score is not")] string Meaning);

public sealed record RankedVariant(string Mutation, double Score, double Percentile);

public sealed record CombinedScore(string Mutation, double Score, double? SumOfSingles = null, double? Difference = null)
{
    [Description("additive: the sum of single scores and no more. model: scored together")]
    public string Kind => SumOfSingles is null ? "additive" : "model";
    [Description("What an additive score leaves out")]
    public string? Caveat => SumOfSingles is null ? "a sum of single scores: nothing looked at these substitutions together" : null;
}

public sealed record Thresholds(double P1, double P5, double P25, double P75, double P95, double P99);

public sealed record Region(string Positions, string WildType, double Mean)
{
    [Description("Predicted; larger is more conserved, 0 is average")] public double? Conservation { get; init; }
    [Description("Predicted: helix, strand or coil")] public string? Structure { get; init; }
}

/// <summary>A row of the summary view: the four documented fields, and what a reader asks next.</summary>
public sealed record PredictionRow(
    int Position,
    string OriginalAa,
    string VariantAa,
    double EffectScore,
    double? Confidence,
    string Mutation,
    [property: Description("Missing while the rest is not computed")] double? Percentile,
    bool? StartLoss = null)
{
    [Description("Of the site, predicted")] public double? Conservation { get; init; }
    [Description("Of the site, predicted")] public string? Structure { get; init; }
}

public sealed record SummaryResults(IReadOnlyList<PredictionRow> Predictions, RawJson Metadata)
{
    /// <summary>Rows of a page.</summary>
    public const int Most = 100;
}

/// <summary>All scores of some positions: columns names the residue each score is for; the wild type's is 0, null is not stored.</summary>
public sealed record MatrixResults(string Columns, IReadOnlyList<MatrixRow> Rows, RawJson Metadata);

/// <summary>Rows as lines, without a line break at the end: a page's lines go below the page's before, without its heading.</summary>
public sealed record CsvResults(string Csv, RawJson Metadata)
{
    public const int Most = 1_000;
    public const string Header = "mutant,score";
}

public sealed record MatrixRow(int Position, string WildType, IReadOnlyList<double?> Scores, double? Mean);

/// <summary>A stored result that is no JSON, or JSON without content.</summary>
public sealed record UnreadableResults(string RawOutput, ParsingInfo? ParsingInfo = null, string? Warning = null);

public sealed record ParsingInfo(string Format, string JsonError, int ContentLength);
