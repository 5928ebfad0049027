using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Amplify.Bench;

/// <summary>Whoever talks to a server from a loopback address of its own.</summary>
internal sealed class SiegeClient : IDisposable
{
    private readonly Uri mcp;
    private readonly IPAddress address;
    private readonly HttpClient http;

    public SiegeClient(Uri mcp, int number, bool keepsConnections = true)
    {
        (this.mcp, address) = (mcp, new([127, 0, 0, (byte)number]));
        http = new(new SocketsHttpHandler
        {
            UseProxy = false,
            PooledConnectionLifetime = keepsConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            ConnectCallback = async (_, token) => new NetworkStream(await ConnectAsync(token), ownsSocket: true),
        })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public static string Call(string tool, string arguments) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{tool}}","arguments":{{arguments}} } }""";

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string json, string? token, CancellationToken stop)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, mcp) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var answer = await http.SendAsync(request, stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
    }

    public async Task<HttpStatusCode> GetAsync(string path, CancellationToken stop)
    {
        using var answer = await http.GetAsync(new Uri(mcp, path), stop);
        return answer.StatusCode;
    }

    /// <summary>Opens a connection, says what it is given and no more, and reads until the other side has enough of it.</summary>
    public async Task LingerAsync(string said, CancellationToken stop)
    {
        using var socket = await ConnectAsync(stop);
        if (said.Length > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(said), stop);
        var buffer = new byte[512];
        while (await socket.ReceiveAsync(buffer, stop) > 0)
        {
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(IPAddress.Loopback, mcp.Port, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
