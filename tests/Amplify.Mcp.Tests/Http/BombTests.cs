using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Http;

/// <summary>Small requests that would grow: packed, nested, or numbers without end. Refused, and the server goes on.</summary>
public class BombTests
{
    private static readonly string Long = new('x', 200_000);

    public static TheoryData<string, string> Bombs => new()
    {
        { "nested arrays", Call(new string('[', 100_000)) },
        { "nested and closed", Call($"{{\"sequence\":{new string('[', 50_000)}{new string(']', 50_000)}}}") },
        { "nested around the call", $"{string.Concat(Enumerable.Repeat("""{"params":""", 20_000))}1" },
        { "a number of 200,000 digits", Call($$"""{"output_id":"x","limit":{{new string('9', 200_000)}} }""") },
        { "an exponent without end", Call("""{"output_id":"x","limit":1e999999999}""") },
        { "100,000 items", Call($"{{\"output_id\":[{Many(100_000, "1")}]}}") },
        { "20,000 arguments", Call($"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(it => $"\"a{it}\":1"))}}}") },
        { "one argument 10,000 times", Call($"{{{Many(10_000, "\"sequence\":\"M\"")},\"output_id\":\"../x\"}}") },
        { "a batch", $"[{Many(5_000, """{"jsonrpc":"2.0","id":1,"method":"ping"}""")}]" },
        { "a tool's name of 200,000 letters", Call("{}").Replace("get_results", Long, StringComparison.Ordinal) },
        { "an id of 200,000 letters", Call("""{"output_id":"../x"}""").Replace("1,", $"\"{Long}\",", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task What_would_grow_is_refused_and_the_server_goes_on(string what, string body)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);

        using var response = await server.PostAsync(body);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var next = await server.PingAsync();

        Assert.True((int)response.StatusCode < 500, $"{what}: {response.StatusCode} {answer[..Math.Min(300, answer.Length)]}");
        Assert.Contains("error", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer, StringComparison.Ordinal);
        Assert.InRange(answer.Replace($"\"id\":\"{Long}\"", "", StringComparison.Ordinal).Length, 1, 5_000);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_body_is_never_unpacked(string encoding)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await HttpHost.StartAsync(directory);
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            var million = new byte[1_000_000];
            Array.Fill(million, (byte)' ');
            for (var megabyte = 0; megabyte < 50; megabyte++) packer.Write(million);
            packer.Write("""{"jsonrpc":"2.0","id":1,"method":"ping"}"""u8);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        (content.Headers.ContentType, _) = (new("application/json"), content.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
        using var response = await server.PostAsync(content);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.InRange(packed.Length, 1, 200_000);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("Nothing was submitted", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Many(int count, string item) => string.Join(',', Enumerable.Repeat(item, count));

    private static string Call(string arguments) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_results","arguments":{{arguments}} } }""";
}
