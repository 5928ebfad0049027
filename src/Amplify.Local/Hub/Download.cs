using System.Net;

namespace Amplify.Local.Hub;

/// <summary>
/// Brings one file, whatever happens on the way: goes on where it was cut, waits where the hub asks for it, keeps nothing that is not what
/// was announced.
/// </summary>
/// <param name="tell">How much of the file is here.</param>
internal sealed class Download(HubClient hub, TimeProvider clock, Action<long> tell)
{
    private const int Piece = 1 << 18;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <param name="path">Where the whole file will be; what is here of it lies beside it.</param>
    /// <exception cref="HubException">It did not come; what came of it is kept for the next try, unless it is wrong.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task ToAsync(HubFile file, string path, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        var resumed = File.Exists(part);
        var came = await TryAsync(file, part, cancellationToken);

        // Half of it may be of another day: once more from the start, and then it is the hub that is wrong.
        if (!came && resumed) came = await TryAsync(file, part, cancellationToken);
        if (!came) throw new HubException($"{file.Name} came from {hub.Host} with another content than was announced. It was removed, "
            + "and nothing was installed.");
        File.Move(part, path, overwrite: true);
    }

    private async Task<bool> TryAsync(HubFile file, string part, CancellationToken cancellationToken)
    {
        using (var content = new PartialFile(part, file, cancellationToken))
        {
            tell(content.Length);
            for (var tries = 1; content.Length < file.Size; tries++)
            {
                var before = content.Length;
                try
                {
                    await ReceiveAsync(content, file, cancellationToken);
                }
                catch (HubException fault) when (fault.IsRetryable && (tries < HubClient.MostTries || content.Length > before))
                {
                    if (content.Length > before) tries = 1;
                    await Task.Delay(fault.PauseAfter(tries), clock, cancellationToken);
                }
            }

            if (content.IsWhole()) return true;
        }

        File.Delete(part);
        return false;
    }

    // While one piece is hashed and written, the next is read.
    private async Task ReceiveAsync(PartialFile content, HubFile file, CancellationToken cancellationToken)
    {
        using var answer = await hub.OpenAsync(file, content.Length, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.PartialContent
            || answer.Content.Headers.ContentRange?.From != content.Length) content.Restart();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var (next, last) = (new byte[Piece], new byte[Piece]);
        var (left, keeping) = (file.Size - content.Length, Task.CompletedTask);
        try
        {
            while (left > 0)
            {
                var count = await ReadAsync(stream, next.AsMemory(0, (int)Math.Min(Piece, left)), cancellationToken);
                await keeping;
                tell(content.Length);
                if (count == 0) break;
                left -= count;
                (next, last) = (last, next);
                var piece = last.AsMemory(0, count);
                keeping = Task.Run(() => content.Append(piece.Span), CancellationToken.None);
            }
        }
        finally
        {
            await keeping;
        }

        tell(content.Length);
        if (left > 0) throw new HubException($"{hub.Host} ended the answer before the end of {file.Name}.", retryable: true);
    }

    private async Task<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await stream.ReadAsync(buffer, either.Token);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new HubException("The connection broke off.", retryable: true, cause: fault);
        }
    }
}
