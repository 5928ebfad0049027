namespace Amplify.Local.Store;

/// <summary>
/// Touches the disk on threads of its own and waits for them no longer than a caller can: a mount whose server has gone answers nobody. A few
/// such threads may hang; whoever comes then is told at once.
/// </summary>
internal sealed class StoreGate(TimeProvider clock) : IDisposable
{
    private const int AtOnce = 24;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim places = new(AtOnce);

    /// <exception cref="StoreSilentException">The disk did not answer in time; what was begun may still happen.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await places.WaitAsync(either.Token);
            return await Task.Factory.StartNew(() => Leaving(work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreSilentException(Longest);
        }
    }

    public void Dispose() => places.Dispose();

    private T Leaving<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // everybody else has gone home
        }
    }
}

/// <summary>The file system holds the store and says nothing.</summary>
internal sealed class StoreSilentException(TimeSpan waited) : IOException($"it did not answer within {waited.TotalSeconds:0} s");
