using System.Globalization;
using Amplify.Model;
using Amplify.Tools;
using Amplify.Tools.Backends;
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
    private readonly Lazy<Task<string>> hashed;
    private readonly Lazy<Task<AmplifyModel>> loaded;
    private readonly Lazy<double> probed;
    private double observed;

    /// <exception cref="ModelException">The directory holds no checkpoint this engine can run.</exception>
    public AmplifyPredictor(AmplifyOptions options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        checkpoint = Checkpoint.Open(options.Directory);
        hashed = new(() => Task.Run(() => checkpoint.Sha256(CancellationToken.None)));
        loaded = new(() => Task.Run(LoadModelAsync));
        probed = new(() => Kernel.Measure(Kernel.Best, clock) * Efficiency * options.Threads);
        Model = ModelName.Of(checkpoint);
    }

    public string Model { get; }

    public ModelSource? Source => new(Path.GetFullPath(options.Directory), options.Threads);

    public bool ReadsChains => checkpoint.Vocabulary.ReadsChains;

    public bool IsLoaded => loaded is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    /// <exception cref="SettingException">AMPLIFY_MODEL_DIR names no checkpoint this engine can run.</exception>
    public static AmplifyPredictor From(LocalSettings settings, string directory, TimeProvider clock)
    {
        try
        {
            return new(new(directory, settings.Method, settings.Window, settings.Threads), clock);
        }
        catch (ModelException problem)
        {
            throw new SettingException("AMPLIFY_MODEL_DIR", $"The model at {directory} cannot be used. {problem.Message}");
        }
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await hashed.Value.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ModelException)
        {
            throw new SettingException(
                "AMPLIFY_MODEL_DIR", $"The weights at {options.Directory} cannot be read. Make them readable, then start this "
                    + "program again.");
        }
    }

    public Scorer ScorerOf(int length)
    {
        var method = options.Method ?? ScoringPlan.DefaultMethod(length);
        return new(
            Model, MethodNames.Write(method), hashed.Value.GetAwaiter().GetResult(),
            options.Windowed && length > checkpoint.MaxResidues ? checkpoint.MaxResidues : null);
    }

    public TimeSpan Estimate(int length) => Estimate(length, []);

    public TimeSpan Estimate(int length, IReadOnlyList<VariantCombination> combinations)
    {
        try
        {
            var seconds = Plan(new('A', length), combinations).Operations / Speed;
            return TimeSpan.FromSeconds(Math.Max(1, seconds)) + (IsLoaded ? TimeSpan.Zero : Loading);
        }
        catch (ModelException)
        {
            return TimeSpan.FromSeconds(1); // it will be refused, which is quick
        }
    }

    public IReadOnlyList<string> Warnings(ProteinSequence sequence)
    {
        var plan = sequence.Value.Length <= checkpoint.MaxResidues || options.Windowed ? Plan(sequence.Value) : null;
        if (plan is null)
            return [$"The sequence has {sequence.Length} residues; this model reads at most {checkpoint.MaxResidues}. "
                + "The job will fail. Submit a part of it, or allow windows with AMPLIFY_WINDOW=true."];
        List<string> warnings = [];
        if (plan.WindowResidues is { } window)
            warnings.Add($"The sequence is longer than the model reads: each position is scored from the {window} residues around it.");
        if (options.Method is null && plan.Method == ScoringMethod.WildTypeMarginal)
            warnings.Add($"Above {ScoringPlan.MostMaskedByDefault} residues one pass over the wild type scores all positions; "
                + "AMPLIFY_METHOD=masked-marginal asks for the slower, better method.");
        return warnings;
    }

    /// <summary>Loads the weights now instead of with the first job.</summary>
    public Task LoadAsync() => loaded.Value;

    public async Task<PredictedScan?> PredictSitesAsync(
        string sequence, IReadOnlyList<int> columns, TimeSpan most, CancellationToken cancellationToken)
    {
        var whole = Accept(sequence);
        if (whole.Method != ScoringMethod.MaskedMarginal) return null;
        var there = columns.Where(it => it < whole.Sequence.Length);
        var plan = ScoringPlan.For(checkpoint, sequence, whole.Method, options.Windowed, options.Threads, there);
        if (plan.Operations == 0 || plan.Operations / Speed > most.TotalSeconds) return null;
        return await ScoreAsync(plan, _ => { }, cancellationToken);
    }

    public Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken) =>
        PredictAsync(sequence, [], progress, cancellationToken);

    public async Task<PredictedScan> PredictAsync(string sequence, IReadOnlyList<VariantCombination> combinations, Action<int> progress,
        CancellationToken cancellationToken)
    {
        var plan = Accept(sequence, combinations);
        var scan = await ScoreAsync(plan, progress, cancellationToken);
        return scan with
        {
            Outliers = Outliers.Of(scan.Scores, plan.Sequence),
            Combinations = [.. scan.Combinations.Zip(combinations, (scored, asked) => scored with { Mutation = asked.Name })],
        };
    }

    public void Dispose()
    {
    }

    private double Speed => observed > 0 ? observed : probed.Value;

    private async Task<PredictedScan> ScoreAsync(ScoringPlan plan, Action<int> progress, CancellationToken cancellationToken)
    {
        try
        {
            var model = await loaded.Value.WaitAsync(cancellationToken);
            var started = clock.GetTimestamp();
            var (scores, together) = await VariantScorer.ScoreAllAsync(model, plan, progress, cancellationToken);
            var elapsed = clock.GetElapsedTime(started).TotalSeconds;
            if (elapsed > 0.1) observed = plan.Operations / elapsed;
            return new(scores, new(plan.Sequence), Metadata(plan, elapsed, await hashed.Value))
            {
                Combinations = [.. together.Select(it => new ScoredCombination("", it.Score, it.SumOfSingles))],
            };
        }
        catch (ModelException problem)
        {
            throw new PredictionException(problem.Message);
        }
    }

    private ScoringPlan Accept(string sequence, IReadOnlyList<VariantCombination>? combinations = null)
    {
        try
        {
            return Plan(sequence, combinations);
        }
        catch (ModelException problem)
        {
            throw new PredictionException(problem.Message, "invalid_sequence");
        }
    }

    private ScoringPlan Plan(string sequence, IReadOnlyList<VariantCombination>? combinations = null) => ScoringPlan.For(
        checkpoint, sequence, options.Method, options.Windowed, options.Threads,
        combinations: [.. (combinations ?? []).Select(it => new Combination(it.Sites))]);

    private async Task<AmplifyModel> LoadModelAsync()
    {
        // Again, if it was taken before: what is loaded now must be what the jobs were accepted for. Both read the file at the same time.
        var hash = hashed.IsValueCreated ? Task.Run(() => checkpoint.Sha256(CancellationToken.None)) : hashed.Value;
        var model = AmplifyModel.Load(checkpoint);
        if (await hash == await hashed.Value) return model;
        throw new ModelException($"The weights at {options.Directory} are others than when this program started. "
            + "Start it again, then submit the sequence again.");
    }

    private ScanMetadata Metadata(ScoringPlan plan, double seconds, string sha256) => new()
    {
        ModelVersion = Model,
        ProcessingTime = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000}s"),
        Method = MethodNames.Write(plan.Method),
        ScoreUnit = ScoreScale.LogLikelihoodRatio,
        ConfidenceDefinition = ScanMetadata.Peakedness,
        WeightsSha256 = sha256,
        WindowResidues = plan.WindowResidues,
        Chains = Chains.Lengths(plan.Text),
        CombinationDefinition = plan.Combinations.Count > 0 ? ScoredCombination.Definition : null,
    };
}
