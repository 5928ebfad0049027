using Amplify.Mcp.Protocol;

namespace Amplify.Mcp.Stdio;

/// <summary>A client's lines, each whole, however they arrive. Of one that is too long nothing is kept but its id.</summary>
internal sealed class LineReader(Stream input, int longest)
{
    private const int Room = 64 * 1024;

    private byte[] buffer = new byte[Room];
    private int start, end;

    /// <summary>The next line, until the one after is asked for; null at the end of input.</summary>
    public async ValueTask<Line?> NextAsync(CancellationToken cancellationToken)
    {
        var searched = start;
        while (true)
        {
            if (buffer.AsSpan(searched..end).IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var found)
            {
                var line = buffer.AsMemory(start..(searched + found));
                start = searched + found + 1;
                return new(line);
            }

            if (end - start >= longest) return new(null, await SkipAsync(cancellationToken));
            (searched, var isOver) = (end - start, !await FillAsync(cancellationToken));
            if (!isOver) continue;
            if (start == end) return null;
            var last = buffer.AsMemory(start..end);
            start = end;
            return new(last);
        }
    }

    private async ValueTask<string?> SkipAsync(CancellationToken cancellationToken)
    {
        var scan = new IdScan();
        while (true)
        {
            var length = buffer.AsSpan(start..end).IndexOfAny((byte)'\n', (byte)'\r');
            scan.Feed(buffer.AsSpan(start..(length < 0 ? end : start + length)));
            if (length >= 0)
            {
                start += length + 1;
                return scan.Id;
            }

            start = end;
            if (!await FillAsync(cancellationToken)) return scan.Id;
        }
    }

    // What is left moves to the front, so that positions are counted from there.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var left = end - start;
        var next = left == buffer.Length ? new byte[Math.Min(2L * left, longest + Room)]
            : left <= Room / 2 && buffer.Length > Room ? new byte[Room] // after a long line
            : buffer;
        buffer.AsSpan(start..end).CopyTo(next);
        (buffer, start, end) = (next, 0, left);
        var reading = input.ReadAsync(buffer.AsMemory(end), cancellationToken);
        var read = reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(cancellationToken); // a pipe's is not to be cancelled
        end += read;
        return read > 0;
    }

    /// <param name="Text">null: it was too long.</param>
    /// <param name="Id">Of a line that was too long, in JSON, where it has one.</param>
    internal readonly record struct Line(ReadOnlyMemory<byte>? Text, string? Id = null);
}
