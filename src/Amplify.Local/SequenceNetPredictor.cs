using System.Globalization;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>The default: a small net that reads each site's neighbourhood. Not AMPLIFY. Loaded with the first job.</summary>
public sealed class SequenceNetPredictor(TimeProvider clock) : IPredictor
{
    public const string ModelVersion = "sequence-net-1";
    private const int ResiduesASecond = 5_000;

    private readonly Lazy<SequenceNet> net = new(SequenceNet.Load);

    public Scorer ScorerOf(int length) => new(ModelVersion, ScoreScale.NetMethod);

    public bool ReadsChains => true;

    // Short ones cost the disk's time, mostly.
    public TimeSpan Estimate(int length) => TimeSpan.FromMilliseconds(20 + (1_000L * length / ResiduesASecond));

    public IReadOnlyList<string> Warnings(ProteinSequence sequence) =>
    [
        "Scores come from the built-in sequence net, not from AMPLIFY: it reads 34 residues each way and cannot claim an improvement. "
            + "`amplify-mcp model pull 120M` brings AMPLIFY here.",
        .. IPredictor.SumsOnly(sequence),
    ];

    public Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var chains = Chains.Of(sequence);
        var scan = net.Value.Score(chains);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        return Task.FromResult(new PredictedScan(
            [.. scan.Scores.Select(it => (float)Math.Min(it, 0))], // what comes out above 0 is not to be trusted
            new(string.Concat(chains))
            {
                Conservation = Floats(scan.Conservation),
                HelixShare = Floats(scan.Helix),
                StrandShare = Floats(scan.Strand),
                CoilShare = Floats(scan.Coil),
            },
            new()
            {
                ModelVersion = ModelVersion,
                ProcessingTime = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000}s"),
                Method = ScoreScale.NetMethod,
                Chains = Chains.Lengths(sequence),
                ScoreUnit = ScoreScale.Rank,
                ConfidenceDefinition = "share of the variance of measured ranks that such a score explains",
            })
        {
            Confidences = Floats(scan.Confidences),
        });
    }

    public void Dispose()
    {
    }

    private static float[] Floats(double[] values) => [.. values.Select(it => (float)it)];
}
