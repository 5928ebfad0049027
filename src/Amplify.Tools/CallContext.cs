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

    /// <summary>null: there is one caller, or they cannot be told apart.</summary>
    public Caller? Caller { get; init; }

    /// <summary>Told now and then while a call waits: percent complete where known, and a sentence.</summary>
    public Action<int?, string>? Progress { get; init; }

    /// <summary>A backend as this call may use it: on behalf of its caller, and within its time.</summary>
    public IPredictionBackend Bind(IPredictionBackend backend) => backend.For(Caller).Within(Time);
}

/// <summary>What a host read out of its protocol: a call of a tool, or why it is none.</summary>
public abstract record HostCall
{
    private HostCall()
    {
    }

    /// <param name="View">Of get_results, when the caller names none.</param>
    /// <param name="Caller">Whom the protocol names; null: the context says.</param>
    public sealed record Named(string Tool, JsonElement Arguments, View View, Caller? Caller = null) : HostCall;

    public sealed record Refused(Envelope.Failed Why) : HostCall;
}
