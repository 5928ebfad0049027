using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amplify.Mcp;
using Amplify.Mcp.Http;
using Amplify.Testing;
using Amplify.Tools;
using Microsoft.AspNetCore.Builder;

namespace Amplify.Fuzz.Targets;

/// <summary>
/// Requests to one HTTP server that lives as long as the target: headers up to the first empty line, then a body of JSON-RPC. Without an
/// empty line all is body, and the headers are those of an MCP client. After each input the server must still be healthy.
/// </summary>
internal sealed class HttpRequests : Target
{
    private const string Usual = "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(300);
    private static readonly int[] Statuses = [200, 202, 400, 401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 417, 429, 431, 501];

    private readonly TemporaryDirectory directory = new();
    private readonly Composition parts;
    private readonly WebApplication app;
    private readonly IPEndPoint address;

    public HttpRequests()
    {
        var settings = new Settings(variable => variable switch
        {
            "AMPLIFY_HOME" => directory.File("store"),
            HttpSettings.PortVariable => "0",
            "AMPLIFY_HTTP_REQUESTS_PER_SECOND" => "1000000",
            _ => null,
        });
        parts = new(settings, Watch, TimeProvider.System);
        app = HttpServer.Create(parts, settings.Read(HttpSettings.Read));
        app.StartAsync().GetAwaiter().GetResult();
        address = new(IPAddress.Loopback, new Uri(app.Urls.First()).Port);
    }

    protected override void Feed(ReadOnlySpan<byte> input) => FeedAsync(input.ToArray()).WaitAsync(Patience).GetAwaiter().GetResult();

    private async Task FeedAsync(byte[] input)
    {
        var blank = input.AsSpan().IndexOf("\n\n"u8);
        var headers = blank < 0 ? Usual : Encoding.Latin1.GetString(input, 0, blank).ReplaceLineEndings("\r\n") + "\r\n";
        var body = blank < 0 ? input : input[(blank + 2)..];

        var (status, answer) = await AskAsync($"POST /mcp HTTP/1.1\r\nContent-Length: {body.Length}\r\n{headers}", body);
        Invariant.Holds(status is null || Statuses.Contains(status.Value), $"status {status}");
        foreach (var message in Messages(answer)) Invariant.Rpc(Invariant.Parse(Encoding.UTF8.GetBytes(message)));

        var (health, _) = await AskAsync("GET /ping HTTP/1.1\r\n", []);
        Invariant.Holds(health == 200, "the server is ill");
    }

    private async Task<(int? Status, string Body)> AskAsync(string head, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
        var stream = client.GetStream();
        var whole = new MemoryStream();
        try
        {
            await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes($"{head}Host: {address}\r\nConnection: close\r\n\r\n"), .. body]);
            var answering = stream.CopyToAsync(whole);
            var waitsForMore = await Task.WhenAny(answering, Task.Delay(Enough)) != answering;
            if (waitsForMore) client.Client.Shutdown(SocketShutdown.Send); // there is no more
            await answering;
        }
        catch (Exception reset) when (reset is IOException or SocketException)
        {
            // refused before all of it was sent; what was answered until then counts
        }

        var answer = Encoding.UTF8.GetString(whole.ToArray());
        if (answer.Length == 0) return (null, "");
        Invariant.Holds(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), "no HTTP");
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), answer[(end + 4)..]);
    }

    // JSON as it is, or the data of an event stream; both may come in chunks.
    private static IEnumerable<string> Messages(string body) => body.Split('\n')
        .Select(it => it.StartsWith("data: ", StringComparison.Ordinal) ? it[6..] : it)
        .Where(it => it.StartsWith('{')).Select(it => it.TrimEnd('\r'));

    public override void Dispose()
    {
        base.Dispose();
        app.StopAsync().GetAwaiter().GetResult();
        app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        parts.DisposeAsync().AsTask().GetAwaiter().GetResult();
        directory.Dispose();
    }
}
