using Amplify.Local.Store;

namespace Amplify.Local;

/// <summary>A job in hand: tells others every few seconds that it is being worked on, and hears whether it is still wanted.</summary>
internal sealed class RunningJob : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly FileStore store;
    private readonly string id;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource wanted;
    private readonly ITimer timer;
    private readonly Lock telling = new();
    private int percent;
    private long toldAt;
    private bool ended;

    /// <param name="atOnce">Others reckon with it from its beginning; a short job may be over before anybody asks.</param>
    public RunningJob(FileStore store, string id, TimeProvider clock, bool atOnce, CancellationToken stopping)
    {
        (this.store, this.id, this.clock) = (store, id, clock);
        toldAt = clock.GetTimestamp();
        wanted = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timer = clock.CreateTimer(_ => Tell(), null, First, Between);
        if (atOnce) Tell();
    }

    public CancellationToken Token => wanted.Token;

    public bool IsCancelled { get; private set; }

    public void Progress(int done)
    {
        if (done == percent) return;
        percent = done;
        if (clock.GetElapsedTime(toldAt) >= First) Tell();
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (telling) ended = true; // nothing is told of a job that has left the queue
        wanted.Dispose();
    }

    private void Tell()
    {
        if (!telling.TryEnter()) return; // the disk is slow
        try
        {
            if (ended) return;
            toldAt = clock.GetTimestamp();
            new SignOfLife(percent, Environment.ProcessId, clock.GetUtcNow()).Write(store, id);
            IsCancelled |= File.Exists(store.Cancelled(id));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // nobody's prediction fails for want of a percentage
        }
        finally
        {
            telling.Exit();
        }

        if (IsCancelled) Stop();
    }

    private void Stop()
    {
        try
        {
            wanted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it ended in this moment
        }
    }
}
