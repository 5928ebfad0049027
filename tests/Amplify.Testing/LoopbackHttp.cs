using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Amplify.Testing;

/// <summary>One request as it came over the wire.</summary>
public sealed record LoopbackRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.FirstOrDefault(it => it.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>What is sent back: an answer, or the ways a peer can fail to give one.</summary>
public sealed record LoopbackReply(int Status, string Body = "")
{
    /// <summary>The connection is closed without a word.</summary>
    public static readonly LoopbackReply Close = new(0);

    /// <summary>The connection is reset.</summary>
    public static readonly LoopbackReply Reset = new(-1);

    /// <summary>Nothing comes, until the server stops.</summary>
    public static readonly LoopbackReply Hang = new(-2);

    public byte[] Bytes { get; init; } = Encoding.UTF8.GetBytes(Body);

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes that are announced and never sent; negative: sent and not announced. The connection ends with them.</summary>
    public int Missing { get; init; }

    /// <summary>Nothing is announced: what a client finds on a connection where more came than the last answer had said.</summary>
    public bool IsUnmeasured { get; init; }

    /// <summary>After so many bytes, head included, the connection is reset.</summary>
    public int? Cut { get; init; }

    /// <summary>The body takes this long: it comes a few bytes at a time. Without a body, the head does.</summary>
    public TimeSpan Drip { get; init; }

    /// <summary>Told when a part of the body has followed the head, a fiftieth of <see cref="Drip"/> later.</summary>
    public Action Dripping { get; init; } = () => { };
}

/// <summary>
/// HTTP/1.1 on a free loopback port, one socket at a time, so that a test decides every byte of an answer and every way of not answering.
/// </summary>
public sealed class LoopbackHttp : IAsyncDisposable
{
    private const int Drops = 50;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<LoopbackRequest, Task<LoopbackReply>> answer;
    private readonly LoopbackWire wire;
    private readonly Task accepting;
    private readonly ConcurrentDictionary<TcpClient, bool> open = [];

    public LoopbackHttp(Func<LoopbackRequest, Task<LoopbackReply>> answer, LoopbackWire? wire = null)
    {
        (this.answer, this.wire) = (answer, wire ?? LoopbackWire.Default);
        listener.Start();
        Address = $"{this.wire.Scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        accepting = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>Ends every connection that is open, as a peer does that has waited for long enough.</summary>
    public void DropConnections(bool reset)
    {
        foreach (var client in open.Keys)
        {
            if (reset) client.LingerState = new(enable: true, 0);
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            open[client] = true;
            client.NoDelay = true; // a large answer's last piece would wait for the first one's receipt, 40 ms
            try
            {
                using var stream = await wire.OverAsync(client.GetStream(), stopping.Token);
                using var reading = new BufferedStream(stream);
                while (await ReadAsync(reading) is { } request && await SendAsync(await answer(request), client, stream))
                {
                }
            }
            catch (Exception gone) when (
                gone is IOException or AuthenticationException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // the other side left, we dropped it, or the test is over
            }
            finally
            {
                open.TryRemove(client, out _);
            }
        }
    }

    private async Task<bool> SendAsync(LoopbackReply reply, TcpClient client, Stream stream)
    {
        if (reply == LoopbackReply.Hang) await Task.Delay(Timeout.Infinite, stopping.Token);
        if (reply == LoopbackReply.Reset) client.LingerState = new(enable: true, 0);
        if (reply.Status <= 0) return false;

        var head = new StringBuilder($"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\n");
        if (!reply.IsUnmeasured) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Bytes.Length + reply.Missing}\r\n");
        foreach (var (name, value) in reply.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        var start = Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
        byte[] whole = [.. start, .. reply.Bytes];
        var (at, end) = (0, Math.Min(reply.Cut ?? whole.Length, whole.Length));
        var isOneDrop = reply.Drip == TimeSpan.Zero;
        // A surplus comes at once with what it follows: a moment later, and any client takes it for the answer to its next request.
        var piece = reply.Missing < 0 ? 1 : isOneDrop ? whole.Length : reply.Bytes.Length > 0 ? start.Length : 1;
        var drop = isOneDrop ? whole.Length : Math.Max(1, (whole.Length - piece) / Drops);
        while (at < end)
        {
            if (at > 0) await Task.Delay(reply.Drip / Drops, stopping.Token);
            await stream.WriteAsync(whole.AsMemory(at, Math.Min(piece, end - at)), stopping.Token);
            await stream.FlushAsync(stopping.Token);
            if (at > 0) reply.Dripping();
            (at, piece) = (at + piece, drop);
        }

        if (reply.Cut is not null) client.LingerState = new(enable: true, 0);
        return reply is { Missing: 0, Cut: null, IsUnmeasured: false };
    }

    private async Task<LoopbackRequest?> ReadAsync(Stream stream)
    {
        if (await ReadLineAsync(stream) is not { Length: > 0 } first) return null;
        var headers = new List<KeyValuePair<string, string>>();
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
            headers.Add(new(line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));

        var parts = first.Split(' ');
        var request = new LoopbackRequest(parts[0], parts[1], headers, []);
        if (request.Header("Expect") is not null)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stopping.Token);
            await stream.FlushAsync(stopping.Token);
        }

        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stopping.Token);
        return request with { Body = body };
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (await stream.ReadAsync(next, stopping.Token) > 0)
        {
            if (next[0] == '\n') return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            line.Add(next[0]);
        }

        return null;
    }
}
