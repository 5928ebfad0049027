using Amplify.Tools;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>Scores every single substitution of a sequence.</summary>
public interface IPredictor : IDisposable
{
    /// <summary>Where its weights lie and how many threads it may use; null: it has neither.</summary>
    ModelSource? Source => null;

    /// <summary>What its results call it; told without a look at the weights.</summary>
    string Model => ScorerOf(1).Model;

    /// <summary>
    /// Finds out what <see cref="ScorerOf"/> needs to know, such as the hash of the weights: seconds the first time, nothing afterwards.
    /// </summary>
    /// <exception cref="SettingException">It cannot be found out.</exception>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// All that the scores of so long a sequence depend on. It takes the jobs of this scorer and no others; ask once it is prepared.
    /// </summary>
    Scorer ScorerOf(int length);

    /// <summary>Whether a sequence may have several chains; each predictor says how it takes them.</summary>
    bool ReadsChains => false;

    TimeSpan Estimate(int length);

    /// <summary>With combinations to score besides.</summary>
    TimeSpan Estimate(int length, IReadOnlyList<VariantCombination> combinations) => Estimate(length);

    /// <summary>What a user should know before waiting for this sequence.</summary>
    IReadOnlyList<string> Warnings(ProteinSequence sequence);

    /// <summary>Two sequences may be scored at the same time.</summary>
    /// <param name="sequence">Residues, and <see cref="ProteinSequence.ChainBreak"/> between chains: a column for each residue, none for a
    /// break.</param>
    /// <param name="progress">Told the percentage now and then.</param>
    /// <exception cref="PredictionException">The sequence cannot be scored; nothing else is wrong.</exception>
    Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken);

    /// <summary>The same, and combinations; by a model that scores none, the sums of their single scores.</summary>
    async Task<PredictedScan> PredictAsync(string sequence, IReadOnlyList<VariantCombination> combinations, Action<int> progress,
        CancellationToken cancellationToken) => (await PredictAsync(sequence, progress, cancellationToken)).WithSums(combinations);

    /// <summary>What to say of combinations to a predictor's user that scores none.</summary>
    static IEnumerable<string> SumsOnly(ProteinSequence sequence) => sequence.Variants.Count == 0 ? []
        : ["Combinations are answered by the sum of their single scores: this model does not score them together."];

    /// <summary>
    /// Some columns alone, the others NaN, in the numbers of the whole; null where the whole comes as soon, or these alone take longer than
    /// <paramref name="most"/>.
    /// </summary>
    /// <exception cref="PredictionException">The sequence cannot be scored.</exception>
    Task<PredictedScan?> PredictSitesAsync(
        string sequence, IReadOnlyList<int> columns, TimeSpan most, CancellationToken cancellationToken) =>
        Task.FromResult<PredictedScan?>(null);
}

public sealed record ModelSource(string Directory, int Threads);

/// <summary>A job that ends in failure; the message is for the user.</summary>
public sealed class PredictionException(string message, string type = PredictionException.ModelError) : Exception(message)
{
    /// <summary>The model is to blame, not the sequence.</summary>
    public const string ModelError = "model_error";

    public string Type => type;
}
