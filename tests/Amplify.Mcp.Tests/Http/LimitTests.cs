using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

public class LimitTests
{
    [Fact]
    public async Task A_client_that_asks_too_often_is_told_when_to_come_back()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_REQUESTS_PER_SECOND", "1"));
        HttpResponseMessage? refused = null;

        for (var request = 0; request < 100 && refused is null; request++)
        {
            var response = await server.PingAsync();
            if (response.StatusCode == HttpStatusCode.OK) response.Dispose();
            else refused = response;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 10);
        refused.Dispose();
    }

    [Fact]
    public async Task Calls_beyond_the_concurrency_limit_are_refused_and_health_is_not()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_MAX_CONCURRENT", "1"));
        var (waiting, events) = await server.WaitingCallAsync(HttpHost.LeaveJob(directory), seconds: 20);

        using var refused = await server.PingAsync();
        using var health = await server.GetAsync("/health");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        events.Dispose();
        waiting.Dispose();
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory, ("AMPLIFY_HTTP_DEADLINE_SECONDS", "1"));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Root.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 504", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
