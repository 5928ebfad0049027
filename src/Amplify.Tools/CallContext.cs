using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Scans;

namespace Amplify.Tools;

/// <summary>What a host knows of a call: how its answers should look, and how much it can carry.</summary>
/// <param name="View">The view of get_results when the caller names none: summary or full.</param>
/// <param name="MaxBytes">The largest envelope the host can deliver.</param>
public sealed record CallContext(string View, int MaxBytes)
{
    public string? RequestId { get; init; }

    /// <summary>What the host's own limit leaves; null: it has none. A tool always sees one: the runner's, where that is shorter.</summary>
    public CallTime? Time { get; init; }

    /// <summary>Where else the host offers a completed result, by its id and with a numbering; null: nowhere.</summary>
    public Func<string, int, StoredResult, IReadOnlyList<string>, IReadOnlyList<ResultForm>?>? Forms { get; init; }

    /// <summary>The caller has said all it has to say and waits for nothing that takes time; what was begun is still answered.</summary>
    public CancellationToken Leaving { get; init; }

    /// <summary>Tells this host's callers apart and means nothing; null: there is one, or they cannot be told apart.</summary>
    public string? Caller { get; init; }

    /// <summary>Told now and then while a call waits: percent complete where known, and a sentence.</summary>
    public Action<int?, string>? Progress { get; init; }
}
