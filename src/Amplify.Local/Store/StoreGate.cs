namespace Amplify.Local.Store;

/// <summary>
/// Touches the disk on threads of its own and waits for them no longer than a caller can: a mount whose server has gone answers nobody. A
/// few such threads may hang; whoever comes then is told at once.
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
        Task<T>? doing = null;
        try
        {
            await places.WaitAsync(either.Token);
            doing = Task.Factory.StartNew(() => Leaving(work), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            return await doing.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreSilentException(Longest);
        }
        finally
        {
            if (doing is { IsCompleted: false }) Abandon(doing);
        }
    }

    // Nobody will use what it brings, a lock perhaps.
    private static void Abandon<T>(Task<T> doing) => doing.ContinueWith(
        it => (it.Result as IDisposable)?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);

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
