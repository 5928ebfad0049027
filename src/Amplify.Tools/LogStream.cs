namespace Amplify.Tools;

/// <summary>
/// A log's stream that no call ever waits for: what is written at a time is one line, handed to a writer of its own. What the far end does
/// not read in time is dropped and counted, and the count is told as soon as there is room again.
/// </summary>
/// <param name="write">Takes a line to where it goes, in one piece.</param>
/// <param name="tell">The line that says how many are missing.</param>
public sealed class LogStream(Action<byte[]> write, Func<long, byte[]> tell) : Stream
{
    /// <summary>Bytes of lines that wait.</summary>
    public const int Room = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly object gate = new(); // not a Lock: the writer waits at it
    private readonly Queue<(byte[] Line, long StandsFor)> waiting = [];
    private Thread? writer;
    private long queued;
    private long accepted;
    private long written;
    private long missing;
    private bool isBroken;
    private bool isStuck;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate)
        {
            if (queued + buffer.Length > Room)
            {
                missing++;
                return;
            }

            if (missing > 0) TellMissing();
            Add(buffer.ToArray(), 1);
            if (writer is null)
            {
                writer = new(Work) { IsBackground = true, Name = "log" };
                writer.Start();
            }
        }
    }

    /// <summary>Waits until what was written before is out, unless nothing gets out.</summary>
    public override void Flush()
    {
        lock (gate)
        {
            var last = accepted;
            while (written < last && !isStuck) isStuck = !Monitor.Wait(gate, Patience);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Flush();
        base.Dispose(disposing);
    }

    private void Work()
    {
        while (true)
        {
            var (line, standsFor) = Next();
            var isOut = true;
            try
            {
                write(line);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                isOut = false; // nobody reads any more, or there is no room; a server does not fall for that
            }

            lock (gate)
            {
                written++;
                if (!isOut) missing += standsFor;
                (isBroken, isStuck) = (!isOut, false);
                Monitor.PulseAll(gate);
            }
        }
    }

    private (byte[] Line, long StandsFor) Next()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (missing > 0 && !isBroken) TellMissing();
                else Monitor.Wait(gate);
            }

            var next = waiting.Dequeue();
            queued -= next.Line.Length;
            return next;
        }
    }

    private void TellMissing()
    {
        Add(tell(missing), missing);
        missing = 0;
    }

    private void Add(byte[] line, long standsFor)
    {
        waiting.Enqueue((line, standsFor));
        queued += line.Length;
        accepted++;
        Monitor.PulseAll(gate);
    }
}
