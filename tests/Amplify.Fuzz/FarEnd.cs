using System.Text;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Fuzz;

/// <summary>A far end whose answer depends on the id alone: running, failed, unknown, or completed with what is stored.</summary>
internal sealed class FarEnd : IPredictionBackend
{
    public const string Location = "s3://bucket/async-inference-output/";
    public const string Completed = "job-1";
    public const string Running = "running-1";
    public const string Failed = "failed-1";
    public const string Protein = "MKTVRQERLKSIVRILERSKEPVSGAQLAEELSVSRQVIVQDIAYLRSLGYNIVATPRGYVLAGG";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Of every completed job.</summary>
    public ReadOnlyMemory<byte> Stored { get; set; } = Encoding.UTF8.GetBytes(HeatMap(Protein));

    /// <summary>Of every failed job.</summary>
    public ReadOnlyMemory<byte> Failure { get; set; } = "{\"error_message\":\"CUDA out of memory\"}"u8.ToArray();

    public string OutputLocation => Location;

    public static string HeatMap(string protein)
    {
        string Score(int row, int column) =>
            protein[column] == ProteinSequence.Residues[row] ? "0.0" : $"-{((row * 7) + (column * 3)) % 11}.25";
        var rows = Enumerable.Range(0, ProteinSequence.Residues.Length)
            .Select(row => "[" + string.Join(',', Enumerable.Range(0, protein.Length).Select(column => Score(row, column))) + "]");
        return $$"""{"heatmap": [{{string.Join(',', rows)}}], "metadata": {"method": "masked-marginal", "score_unit": "llr_nat"} }""";
    }

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken)
    {
        var isProtein = sequence.Length is > 0 and <= ProteinSequence.MaxLength && sequence.Value.All(ProteinSequence.Residues.Contains);
        Invariant.Holds(isProtein, "no protein was submitted");
        return Task.FromResult(new Submission("job-1", Location + "job-1.out", Noon, Noon.AddMinutes(1), 30));
    }

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken)
    {
        var isPlain = Path.GetFileName(id.FileName) == id.FileName && !id.FileName.StartsWith('.');
        Invariant.Holds(isPlain, $"'{id.FileName}' is no plain file name");
        var paths = new ExpectedPaths(Location + id.FileName, $"s3://bucket/async-inference-failures/{id.Value}-error.out");
        return Task.FromResult<Prediction>(id.Value switch
        {
            Running => new Prediction.InProgress(true, paths, 5) { SubmittedAt = Noon, PercentComplete = 40 },
            Failed => new Prediction.Failed(FailureText.Read(Failure.Span), paths.Failure, Noon, "Submit again.", Retryable: true),
            Completed => new Prediction.Completed(Stored, Location + id.FileName, Noon, () =>
                new("https://bucket.example/job-1.out", Noon)),
            _ => new Prediction.InProgress(false, paths, 60),
        });
    }
}
