namespace Amplify.Tools;

/// <summary>What a host knows of a call: how its answers should look, and how much it can carry.</summary>
/// <param name="View">The view of get_results when the caller names none: summary or full.</param>
/// <param name="MaxBytes">The largest envelope the host can deliver.</param>
public sealed record CallContext(string View, int MaxBytes)
{
    public string? RequestId { get; init; }

    /// <summary>Tells this host's callers apart and means nothing; null: there is one, or they cannot be told apart.</summary>
    public string? Caller { get; init; }

    /// <summary>Told now and then while a call waits: percent complete where known, and a sentence.</summary>
    public Action<int?, string>? Progress { get; init; }
}
