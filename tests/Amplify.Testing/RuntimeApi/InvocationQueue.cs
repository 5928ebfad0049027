using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Amplify.Testing.RuntimeApi;

/// <summary>One invocation on its way: waiting, with the function, answered.</summary>
internal sealed class PendingInvocation(ReadOnlyMemory<byte> payload, string? clientContext)
{
    private readonly TaskCompletionSource<FunctionAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Payload => payload;

    public string? ClientContext => clientContext;

    public Task<FunctionAnswer> Answer => answer.Task;

    /// <summary>When the platform ends the function, as it is told.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <returns>false: it has an answer already.</returns>
    public bool TryAnswer(FunctionAnswer given)
    {
        var now = TimeProvider.System.GetUtcNow();
        return answer.TrySetResult(given with { At = now, Left = Deadline - now });
    }
}

/// <summary>All invocations of one function, in the order they came.</summary>
internal sealed class InvocationQueue
{
    private readonly Channel<PendingInvocation> waiting = Channel.CreateUnbounded<PendingInvocation>();
    private readonly ConcurrentDictionary<string, PendingInvocation> delivered = [];
    private volatile TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the function has done all its work and asks for more.</summary>
    public Task Asked => asked.Task;

    public DateTimeOffset AskedAt { get; private set; }

    public PendingInvocation Add(ReadOnlyMemory<byte> payload, string? clientContext)
    {
        var invocation = new PendingInvocation(payload, clientContext);
        waiting.Writer.TryWrite(invocation);
        return invocation;
    }

    public async Task<PendingInvocation> NextAsync(CancellationToken gone)
    {
        AskedAt = TimeProvider.System.GetUtcNow();
        asked.TrySetResult();
        var invocation = await waiting.Reader.ReadAsync(gone);
        asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        delivered[invocation.Id] = invocation;
        return invocation;
    }

    public PendingInvocation? Find(string id) => delivered.GetValueOrDefault(id);

    /// <summary>The function is gone: who waits for it is told.</summary>
    public void FailDelivered(FunctionAnswer answer)
    {
        foreach (var invocation in delivered.Values) invocation.TryAnswer(answer);
    }

    public void FailWaiting(FunctionAnswer answer)
    {
        while (waiting.Reader.TryRead(out var invocation)) invocation.TryAnswer(answer);
    }
}
