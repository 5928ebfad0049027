using Amplify.Tools.Backends;

namespace Amplify.Tools;

/// <summary>What a host knows of a call: how its answers should look, and how much it can carry.</summary>
/// <param name="View">The view of get_results when the caller names none: summary or full.</param>
/// <param name="MaxBytes">The largest envelope the host can deliver.</param>
public sealed record CallContext(string View, int MaxBytes)
{
    public string? RequestId { get; init; }

    /// <summary>What the host's own limit leaves; null: it has none. A tool always sees one: the runner's, where that is shorter.</summary>
    public CallTime? Time { get; init; }

    /// <summary>Told now and then while a call waits: percent complete where known, and a sentence.</summary>
    public Action<int?, string>? Progress { get; init; }
}
