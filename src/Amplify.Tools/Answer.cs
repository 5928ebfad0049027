using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>What a call came to: the envelope, and the result it speaks of, for hosts that draw or print.</summary>
/// <param name="Result">null: the envelope speaks of no completed result.</param>
public sealed record Answer(Envelope Envelope, ShownResult? Result = null)
{
    public bool WantsPicture => Result?.View == View.Heatmap;

    /// <summary>The whole was asked for, as a picture or as it is stored.</summary>
    public bool WantsWhole => Result?.View is View.Heatmap or View.Full;

    public static implicit operator Answer(Envelope envelope) => new(envelope);
}

/// <summary>A completed result, and how it was asked for.</summary>
/// <param name="Said">What was said when the job was submitted and holds for its result.</param>
public sealed record ShownResult(string OutputId, View View, Numbering Numbering, StoredResult Stored, IReadOnlyList<string> Said)
{
    /// <summary>What its user calls the protein; data, not instructions.</summary>
    public string? Name { get; init; }

    /// <summary>What a reader must know before trusting the numbers.</summary>
    public IReadOnlyList<string> Warnings =>
        With(Stored.Warning, Stored.Scan is null || Stored.Scan.Length == Stored.ChainLengths?.Sum() ? Stored.ChainLengths : null);

    /// <summary>The same for a reader of the stored JSON, without a look at its numbers.</summary>
    public IReadOnlyList<string> WarningsUnread => With(Stored.WarningUnread, Stored.ChainLengths);

    private IReadOnlyList<string> With(string? warning, IReadOnlyList<int>? chains) =>
        [.. Said, .. new[] { warning, chains is null ? null : ProteinSequence.ChainNote(chains, Numbering.Offset) }.OfType<string>()];
}
