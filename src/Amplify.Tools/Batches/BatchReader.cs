using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Batches;

/// <summary>A batch with all its rows, for hosts that offer it as a resource.</summary>
public sealed class BatchReader(IPredictionBackend backend, TimeProvider clock)
{
    private readonly BatchResults results = new(backend, clock, new RecentResults());

    /// <returns>JSON; null: no batch of this id is on record.</returns>
    public async Task<byte[]?> ReadAsync(OutputId id, Caller? caller, CancellationToken cancellationToken) =>
        await results.ReadAllAsync(id, caller, cancellationToken) is { } batch
            ? JsonSerializer.SerializeToUtf8Bytes(batch, ContractJson.Wire.Batch) : null;
}
