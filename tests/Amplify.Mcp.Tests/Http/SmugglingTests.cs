using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Requests that two readers could part differently, written byte by byte: one answer, a refusal, and nothing submitted.</summary>
public partial class SmugglingTests
{
    private const string Start =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n";

    private const string Submission =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}}""";

    private static readonly string Hidden = $"{Start}Content-Length: {Submission.Length}\r\n\r\n{Submission}";

    private static readonly string Chunked = $"{Submission.Length:x}\r\n{Submission}\r\n0\r\n\r\n";

    public static TheoryData<string, string> Ambiguous => new()
    {
        { "two lengths", $"{Start}Content-Length: 4\r\nContent-Length: {Hidden.Length}\r\n\r\n{Hidden}" },
        { "a list of lengths", $"{Start}Content-Length: 4, 5\r\n\r\nping{Hidden}" },
        { "a negative length", $"{Start}Content-Length: -1\r\n\r\n{Hidden}" },
        { "a length beyond numbers", $"{Start}Content-Length: 99999999999999999999\r\n\r\n{Hidden}" },
        { "a length and chunks", $"{Start}Content-Length: {Hidden.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "chunks and a length", $"{Start}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{Hidden}" },
        { "an unknown coding", $"{Start}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "chunks that are not last", $"{Start}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Hidden}" },
        { "a negative chunk", $"{Start}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{Hidden}" },
        { "a chunk beyond numbers", $"{Start}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{Hidden}" },
        { "a blank before the colon", $"{Start}Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\nping{Hidden}" },
        { "a folded header", $"{Start}X: a\r\n Content-Length: 0\r\n\r\n{Hidden}" },
        { "a bare carriage return", $"{Start}X: a\rContent-Length: 0\r\n\r\n{Hidden}" },
        { "a NUL in a header", $"{Start}X: a\0b\r\nContent-Length: 0\r\n\r\n{Hidden}" },
        { "two hosts", $"{Start}Host: evil.example\r\nContent-Length: 0\r\n\r\n{Hidden}" },
        { "a target elsewhere", $"{With("/mcp", "http://evil.example/mcp")}Content-Length: 0\r\n\r\n{Hidden}" },
        { "a signed length", $"{Start}Content-Length: +{Submission.Length}\r\n\r\n{Submission}" },
        { "a length in blanks", $"{Start}Content-Length: {Submission.Length} {Submission.Length}\r\n\r\n{Submission}" },
        { "a hexadecimal length", $"{Start}Content-Length: 0x77\r\n\r\n{Submission}" },
        { "a decimal length", $"{Start}Content-Length: {Submission.Length}.0\r\n\r\n{Submission}" },
        { "chunked twice", $"{Start}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n{Chunked}" },
        { "chunked twice in one line", $"{Start}Transfer-Encoding: chunked, chunked\r\n\r\n{Chunked}" },
        { "chunked with a parameter", $"{Start}Transfer-Encoding: chunked;q=1\r\n\r\n{Chunked}" },
        { "bare line feeds",
            $"{Start}Content-Length: {Submission.Length}\r\n\r\n{Submission}".Replace("\r\n", "\n", StringComparison.Ordinal) },
        { "one bare line feed", $"{Start}X: a\nContent-Length: {Submission.Length}\r\n\r\n{Submission}" },
        { "a bare line feed at the end of the head", $"{Start}Content-Length: {Submission.Length}\r\n\n{Submission}" },
        { "a bare line feed behind a chunk's length", $"{Start}Transfer-Encoding: chunked\r\n\r\n{Chunked}".Replace(
            $"{Submission.Length:x}\r\n", $"{Submission.Length:x}\n", StringComparison.Ordinal) },
        { "a tab in the host", $"{With("localhost", "local\thost")}Content-Length: 0\r\n\r\n{Hidden}" },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task A_request_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed(string what, string request)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Root.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.True(Refusal.IsMatch(answer), $"{what}: {answer}");
        Assert.Single(answer.Split("HTTP/1.1 "), it => it.Length > 0);
        Assert.False(Directory.Exists(directory.File("store")), "something was submitted");
    }

    private static string With(string part, string other) => Start.Replace(part, other, StringComparison.Ordinal);

    [GeneratedRegex(@"\AHTTP/1\.1 (4\d\d|501) ")]
    private static partial Regex Refusal { get; }
}
