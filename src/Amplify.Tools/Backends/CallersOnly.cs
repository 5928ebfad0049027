using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Backends;

/// <summary>
/// A backend whose jobs belong to callers. Bound to one by <see cref="For"/> it is that caller's; whatever is asked of it unbound is
/// refused, so that a host or a surface that forgets to say who calls shows nobody's jobs instead of everybody's.
/// </summary>
/// <param name="backend">Keeps one caller's jobs from another.</param>
/// <param name="missing">What a call lacks that says nothing of its caller.</param>
public sealed class CallersOnly(IPredictionBackend backend, string missing) : IPredictionBackend
{
    public string OutputLocation => backend.OutputLocation;

    public bool ReadsChains => backend.ReadsChains;

    public bool HasSitesFirst => backend.HasSitesFirst;

    public IPredictionBackend For(Caller? caller) => caller?.Owner is null ? this : backend.For(caller);

    public IPredictionBackend Within(CallTime? time) => new CallersOnly(backend.Within(time), missing);

    public IPredictionBackend AtOnce() => new CallersOnly(backend.AtOnce(), missing);

    public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) => throw Refusal;

    public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) => throw Refusal;

    public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => throw Refusal;

    public Task<Prediction> FetchNamedAsync(OutputId id, CancellationToken cancellationToken) => throw Refusal;

    public Task<VariantScan?> FetchSitesAsync(OutputId id, IReadOnlyList<int> columns, CancellationToken cancellationToken) =>
        throw Refusal;

    public Task<JobList> ListAsync(int most, CancellationToken cancellationToken) => throw Refusal;

    public Task<IReadOnlyList<string>> FindAsync(string prefix, CancellationToken cancellationToken) => throw Refusal;

    public Task KeepBatchAsync(string id, BatchRecord record, CancellationToken cancellationToken) => throw Refusal;

    public Task<BatchRecord?> RecallBatchAsync(OutputId id, CancellationToken cancellationToken) => throw Refusal;

    public Task<IReadOnlyList<Dependency>> CheckAsync(CancellationToken cancellationToken) => backend.CheckAsync(cancellationToken);

    private BackendException Refusal => new(ErrorCode.AccessDenied,
        $"Jobs and results here belong to their caller, and this call does not say who that is: {missing}. Nothing was submitted or read.");
}
