using System.Globalization;
using System.Text;

namespace Amplify.Mcp.Tests.Stdio;

/// <summary>Messages from a seed: valid, half valid, merged, with ids of every JSON type; and the ids their answers must have.</summary>
internal sealed class RandomFrames(int seed)
{
    private const string Meta =
        "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static readonly (string Method, string Params)[] Requests =
    [
        ("ping", "{}"), ("tools/list", "{}"), ("tools/list", "[]"), ("resources/list", "{}"), ("resources/templates/list", "null"),
        ("resources/read", """{"uri":"amplify://results/nobody"}"""), ("resources/read", """{"uri":7}"""), ("resources/read", "{}"),
        ("tools/call", """{"name":"invoke_endpoint","arguments":{"sequence":"MKX"}}"""),
        ("tools/call", """{"name":"invoke_endpoint","arguments":{"sequence":"FVNQHLCGSHL"}}"""),
        ("tools/call", """{"name":"invoke_endpoint","arguments":{"sequence":"M\ud800K"}}"""),
        ("tools/call", """{"name":"get_results","arguments":{"output_id":"nobody","limit":5.0,"positions":[]}}"""),
        ("tools/call", """{"name":"get_results","arguments":[]}"""), ("tools/call", """{"name":"get_results","arguments":"{}"}"""),
        ("tools/call", """{"name":"no_such_tool"}"""), ("tools/call", "{}"), ("tools/call", "[1]"), ("tools/call", "\"text\""),
            ("no/such", "{}"),
        ("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}"""),
        ("initialize", """{"protocolVersion":"2025-06-18","capabilities":[]}"""), ("initialize", "{}"), ("prompts/get", "{\"name\":1}"),
        ("tasks/get", """{"taskId":"1.get_results.eyJh_w"}"""), ("tools/list", $"{{{Meta}}}"), ("tasks/get", $"{{\"taskId\":[],{Meta}}}"),
        ("prompts/list", "{}"), ("prompts/get", """{"name":"scan_my_protein","arguments":{"sequence":"M\ud800K"}}"""),
        ("completion/complete", """{"ref":{"type":"ref/prompt","name":"rank_my_variants"},"argument":{"name":"output_id","value":""}}"""),
        ("completion/complete", """{"ref":{"type":"ref/odd"},"argument":7}"""), ("skills/list", "{}"), ("skills/get", "[]"),
        ("tools/list", $"{{\"a\":{new string('[', 70)}{new string(']', 70)}}}"), ("tools/list", """{"_meta":{},"_meta":[7]}"""),
    ];

    private static readonly string[] WithoutAnswer =
    [
        "", "  ", "no JSON", "\"text\"", "7", "Content-Length: 10", """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"nobody"}}""",
        """{"jsonrpc":"2.0","method":"notifications/odd","params":[7]}""",
        """{"jsonrpc":"2.0","id":1,"result":{}}""", """{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"x"}}""",
    ];

    private static readonly string[] AnsweredWithoutId =
    [
        "{", "[", "{}", "[]", """{"jsonrpc":"2.0","me""", """{"jsonrpc":"2.0","method":"ping","id":""",
        """{"jsonrpc":"2.0","id":null,"method":"ping"}""", """{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}""",
        """{"jsonrpc":"2.0","id":[1],"method":"ping"}""", """{"jsonrpc":"2.0","id":true,"method":"ping"}""",
    ];

    private readonly Random random = new(seed);
    private int last;

    /// <summary>How many answers each id must get.</summary>
    public Dictionary<string, int> Expected { get; } = [];

    public byte[] Next()
    {
        var kind = random.Next(100);
        var frame = kind switch
        {
            < 60 => Request(),
            < 70 => HalfValid(),
            < 78 => Request() + (random.Next(2) == 0 ? " " : "") + Request(), // the line break between them got lost
            < 86 => Pick(WithoutAnswer),
            < 94 => WithoutId(),
            _ => $"[{Request()},{Request()}]",
        };
        return Encoding.UTF8.GetBytes(frame + (random.Next(10) == 0 ? "\r\n" : "\n"));
    }

    /// <summary>The bytes as they might arrive: in pieces that end anywhere.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, random.Next(8) == 0 ? random.Next(1, 20) : random.Next(1, 4_000));
            yield return bytes[..length];
            bytes = bytes[length..];
        }
    }

    private string Request()
    {
        var (method, parameters) = Pick(Requests);
        var id = Id();
        return random.Next(2) == 0
            ? $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{parameters}}}"
            : $"{{\"method\":\"{method}\",\"params\":{parameters},\"jsonrpc\":\"2.0\",\"id\": {id} }}";
    }

    private string HalfValid()
    {
        var id = Id();
        return Pick([
            $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"pi", $"{{\"id\":{id},\"method\":\"ping\"}}",
                $"{{\"jsonrpc\":\"2.0\",\"id\":{id}}}",
            $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":[]}}", $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\",\"x\":tru}}",
            $"{{\"jsonrpc\":2,\"id\":{id},\"method\":\"ping\"}}", $"{{\"params\":{new string('{', 50)},\"id\":0",
                // never closed: this one has no id
        ]) is var frame && frame.StartsWith("{\"params", StringComparison.Ordinal) ? Unclosed(id, frame) : frame;
    }

    private string Unclosed(string id, string frame)
    {
        Expected[Echo(id)]--;
        Expect("null");
        return frame;
    }

    private string WithoutId()
    {
        Expect("null");
        return Pick(AnsweredWithoutId);
    }

    // Every type that an answer can carry; each value once.
    private string Id()
    {
        var number = (++last).ToString(CultureInfo.InvariantCulture);
        var id = random.Next(7) switch
        {
            0 => $"\"text-{number}\"",
            1 => $"\"\\u00e9 {number}\"",
            2 => $"{number}.0",
            3 => $"-{number}",
            4 => $"{number}.5",
            5 => $"{number}e25",
            _ => number,
        };
        Expect(Echo(id));
        return id;
    }

    /// <summary>One spelling for each id, since JSON has several.</summary>
    private static string Echo(string id) =>
        id.StartsWith('"') ? id.Replace("\\u00e9", "é", StringComparison.Ordinal)
        : id.EndsWith(".0", StringComparison.Ordinal) ? id[..^2]
        : id;

    private void Expect(string id) => Expected[id] = Expected.GetValueOrDefault(id) + 1;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
