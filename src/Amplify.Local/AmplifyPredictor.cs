using System.Globalization;
using Amplify.Model;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>How a checkpoint is used.</summary>
/// <param name="Method">null: masked marginals for sequences short enough, one wild-type pass above.</param>
/// <param name="Windowed">Sequences longer than the model reads are scored in windows, not refused.</param>
public sealed record AmplifyOptions(string Directory, ScoringMethod? Method, bool Windowed, int Threads);

/// <summary>AMPLIFY itself, on this processor. The checkpoint is looked over at once and loaded with the first job.</summary>
public sealed class AmplifyPredictor : IPredictor
{
    /// <summary>What a whole pass reaches of the speed of its matrix products.</summary>
    private const double Efficiency = 0.8;
    private static readonly TimeSpan Loading = TimeSpan.FromSeconds(2);

    private readonly AmplifyOptions options;
    private readonly TimeProvider clock;
    private readonly Checkpoint checkpoint;
    private readonly Lazy<Task<(AmplifyModel Model, string Sha256)>> loaded;
    private readonly Lazy<double> probed;
    private double observed;

    /// <exception cref="ModelException">The directory holds no checkpoint this engine can run.</exception>
    public AmplifyPredictor(AmplifyOptions options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        checkpoint = Checkpoint.Open(options.Directory);
        loaded = new(() => Task.Run(Load));
        probed = new(() => Kernel.Measure(Kernel.Best, clock) * Efficiency * options.Threads);
        ModelVersion = NameOf(checkpoint);
        var file = new FileInfo(Path.Combine(options.Directory, Checkpoint.WeightsFile));
        Version = string.Create(
            CultureInfo.InvariantCulture, $"{Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {options.Method} {options.Windowed}");
    }

    public string ModelVersion { get; }

    public string Name => $"amplify {ModelVersion}";

    public string Version { get; }

    public bool ReadsChains => checkpoint.Vocabulary.ReadsChains;

    public bool IsLoaded => loaded is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    /// <exception cref="SettingException">AMPLIFY_MODEL_DIR names no checkpoint this engine can run.</exception>
    public static AmplifyPredictor From(Settings settings, string directory, TimeProvider clock)
    {
        try
        {
            return new(new(directory, MethodNames.Read(settings.Method), settings.Window, settings.Threads), clock);
        }
        catch (ModelException problem)
        {
            throw new SettingException("AMPLIFY_MODEL_DIR", $"The model at {directory} cannot be used. {problem.Message}");
        }
    }

    /// <summary>What a checkpoint is called in results.</summary>
    public static string NameOf(Checkpoint checkpoint) => ModelName.Of(checkpoint);

    public TimeSpan Estimate(int length)
    {
        try
        {
            var seconds = Plan(new('A', length)).Operations / (observed > 0 ? observed : probed.Value);
            return TimeSpan.FromSeconds(Math.Max(1, seconds)) + (IsLoaded ? TimeSpan.Zero : Loading);
        }
        catch (ModelException)
        {
            return TimeSpan.FromSeconds(1); // it will be refused, which is quick
        }
    }

    public IReadOnlyList<string> Doubts(ProteinSequence sequence)
    {
        var plan = sequence.Value.Length <= checkpoint.MaxResidues || options.Windowed ? Plan(sequence.Value) : null;
        if (plan is null)
            return [$"The sequence has {sequence.Length} residues; this model reads at most {checkpoint.MaxResidues}. "
                + "The job will fail. Submit a part of it, or allow windows with AMPLIFY_WINDOW=true."];
        List<string> doubts = [];
        if (plan.WindowResidues is { } window)
            doubts.Add($"The sequence is longer than the model reads: each position is scored from the {window} residues around it.");
        if (options.Method is null && plan.Method == ScoringMethod.WildTypeMarginal)
            doubts.Add($"Above {ScoringPlan.MostMaskedByDefault} residues one pass over the wild type scores all positions; "
                + "AMPLIFY_METHOD=masked-marginal asks for the slower, better method.");
        return doubts;
    }

    /// <summary>Loads the weights now instead of with the first job.</summary>
    public Task LoadAsync() => loaded.Value;

    public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
    {
        var plan = Accept(sequence);
        try
        {
            var (model, sha256) = await loaded.Value.WaitAsync(cancellationToken);
            var started = clock.GetTimestamp();
            var scores = await VariantScorer.ScoreAsync(model, plan, progress, cancellationToken);
            var elapsed = clock.GetElapsedTime(started).TotalSeconds;
            if (elapsed > 0.1) observed = plan.Operations / elapsed;
            return new(scores, new(plan.Sequence), Metadata(plan, elapsed, sha256) with { Chains = Chains.Lengths(sequence) })
            {
                Outliers = Outliers.Of(scores, plan.Sequence),
            };
        }
        catch (ModelException problem)
        {
            throw new PredictionException(problem.Message);
        }
    }

    public void Dispose()
    {
    }

    private ScoringPlan Accept(string sequence)
    {
        try
        {
            return Plan(sequence);
        }
        catch (ModelException problem)
        {
            throw new PredictionException(problem.Message, "invalid_sequence");
        }
    }

    private ScoringPlan Plan(string sequence) => ScoringPlan.For(checkpoint, sequence, options.Method, options.Windowed, options.Threads);

    private async Task<(AmplifyModel Model, string Sha256)> Load()
    {
        var hash = Task.Run(() => checkpoint.Sha256(CancellationToken.None)); // at the same time: both read the file
        var model = AmplifyModel.Load(checkpoint);
        return (model, await hash);
    }

    private ScanMetadata Metadata(ScoringPlan plan, double seconds, string sha256) => new()
    {
        ModelVersion = ModelVersion,
        ProcessingTime = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000}s"),
        Method = MethodNames.Write(plan.Method),
        ScoreUnit = ScoreScale.LogLikelihoodRatio,
        ConfidenceDefinition = ScanMetadata.Peakedness,
        WeightsSha256 = sha256,
        WindowResidues = plan.WindowResidues,
    };
}
