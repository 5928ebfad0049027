using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;

namespace Amplify.Tools;

/// <summary>What a host knows of a call: how its answers should look, and how much it can carry.</summary>
/// <param name="View">The view of get_results when the caller names none.</param>
/// <param name="MaxBytes">The largest envelope the host can deliver.</param>
public sealed record CallContext(View View, int MaxBytes)
{
    public string? RequestId { get; init; }

    /// <summary>The host shows a job's name also beside the whole stored result.</summary>
    public bool ShowsNames { get; init; }

    /// <summary>What the host's own limit leaves; null: it has none. A tool always sees one: the runner's, where that is shorter.</summary>
    public CallTime? Time { get; init; }

    /// <summary>Where else the host offers a completed result; null: nowhere.</summary>
    public Func<ShownResult, IReadOnlyList<ResultForm>?>? Forms { get; init; }

    /// <summary>The caller has said all it has to say and waits for nothing that takes time; what was begun is still answered.</summary>
    public CancellationToken Leaving { get; init; }

    /// <summary>Tells this host's callers apart and means nothing; null: there is one, or they cannot be told apart.</summary>
    public string? Caller { get; init; }

    /// <summary>Told now and then while a call waits: percent complete where known, and a sentence.</summary>
    public Action<int?, string>? Progress { get; init; }
}

/// <summary>What a host read out of its protocol: a call of a tool, or why it is none.</summary>
public abstract record HostCall
{
    private HostCall()
    {
    }

    /// <param name="View">Of get_results, when the caller names none.</param>
    public sealed record Named(string Tool, JsonElement Arguments, View View) : HostCall;

    public sealed record Refused(Envelope.Failed Why) : HostCall;
}
