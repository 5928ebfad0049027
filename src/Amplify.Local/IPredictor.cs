using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Local;

/// <summary>Scores every single substitution of a sequence.</summary>
public interface IPredictor : IDisposable
{
    /// <summary>Which jobs are its own: a store may be shared with processes that run another.</summary>
    string Name { get; }

    /// <summary>All that its scores depend on besides the sequence: model, weights, method. Jobs of another version are not reused.</summary>
    string Version => Name;

    /// <summary>Whether a sequence may have several chains; each predictor says how it takes them.</summary>
    bool ReadsChains => false;

    TimeSpan Estimate(int length);

    /// <summary>What a user should know before waiting for this sequence.</summary>
    IReadOnlyList<string> Doubts(ProteinSequence sequence);

    /// <param name="sequence">Residues, and <see cref="ProteinSequence.ChainBreak"/> between chains: a column for each residue, none for a break.</param>
    /// <param name="progress">Told the percentage now and then.</param>
    /// <exception cref="PredictionException">The sequence cannot be scored; nothing else is wrong.</exception>
    Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken);
}

/// <summary>A job that ends in failure; the message is for the user.</summary>
public sealed class PredictionException(string message, string type = PredictionException.ModelError) : Exception(message)
{
    /// <summary>The model is to blame, not the sequence.</summary>
    public const string ModelError = "model_error";

    public string Type => type;
}
