using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Somebody at another loopback address, who sends whole requests or pieces of them.</summary>
internal sealed class OtherClient : IDisposable
{
    private readonly Uri root;
    private readonly IPAddress address;
    private readonly HttpClient client;
    private readonly List<Socket> open = [];

    public OtherClient(Uri root, int number)
    {
        (this.root, address) = (root, new([127, 0, 0, (byte)number]));
        client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) => new NetworkStream(await ConnectAsync(token), ownsSocket: true),
        });
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(root, path), TestContext.Current.CancellationToken);

    /// <summary>The answer's headers are there, its body may still come.</summary>
    public Task<HttpResponseMessage> PostAsync(string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri(root, "/mcp"))
        { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PingAsync() => PostAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");

    /// <summary>A connection on which nothing comes.</summary>
    public async Task IdleAsync() => open.Add(await ConnectAsync(TestContext.Current.CancellationToken));

    /// <summary>A request whose body ends early, and whose server waits for the rest of it.</summary>
    /// <returns>What comes back, from the status line on.</returns>
    public async Task<StreamReader> HalfAsync(int length, int sent)
    {
        await IdleAsync();
        var stream = new NetworkStream(open[^1]);
        await WriteAsync(stream, "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
        var answer = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 100", await answer.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await answer.ReadLineAsync(TestContext.Current.CancellationToken);
        await WriteAsync(stream, new('x', sent));
        return answer;
    }

    public void Dispose()
    {
        foreach (var socket in open) socket.Dispose();
        client.Dispose();
    }

    private static ValueTask WriteAsync(Stream stream, string text) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    private async Task<Socket> ConnectAsync(CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(address, 0));
        await socket.ConnectAsync(IPAddress.Loopback, root.Port, token);
        return socket;
    }
}
