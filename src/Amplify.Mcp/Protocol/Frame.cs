using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// What a client sent as one message: something the SDK can take, or a refusal in our words. Whatever came with an id is answered under it.
/// </summary>
internal abstract record Frame
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int InvalidParams = -32602;

    private const int MostInBatch = 100;
    private static readonly JsonTypeInfo MessageType = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private Frame()
    {
    } // closed: Message and Refused are all there is

    public sealed record Message(JsonRpcMessage Value) : Frame
    {
        public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(Value, MessageType);
    }

    /// <param name="Id">As it was sent, in JSON; null where it was none.</param>
    public sealed record Refused(string? Id, int Code, string Sentence) : Frame
    {
        /// <summary>What a program can go by.</summary>
        public JsonNode? Data { get; init; }

        public byte[] Write()
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = ContractJson.Wire.Options.Encoder }))
            {
                writer.WriteStartObject();
                writer.WriteString("jsonrpc", "2.0");
                writer.WritePropertyName("id");
                writer.WriteRawValue(Id ?? "null");
                writer.WriteStartObject("error");
                writer.WriteNumber("code", Code);
                writer.WriteString("message", Sentence);
                if (Data is not null)
                {
                    writer.WritePropertyName("data");
                    Data.WriteTo(writer);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            return buffer.ToArray();
        }
    }

    /// <summary>
    /// The messages of one line: one, as a rule; several that lost the line break between them; a batch of the revisions that had them.
    /// Other text is none.
    /// </summary>
    public static IEnumerable<Frame> OfLine(ReadOnlyMemory<byte> line)
    {
        var json = JsonText.Mend(line);
        while (true)
        {
            json = json[^json.Span.TrimStart(" \t\r\n"u8).Length..];
            if (json.IsEmpty || json.Span[0] is not ((byte)'{' or (byte)'[')) yield break;
            var length = LengthOfFirst(json.Span) ?? EndOfBroken(json.Span);
            var value = json[..length];
            foreach (var frame in value.Span[0] == '{' ? [Of(value, revision: null)] : OfBatch(value)) yield return frame;
            json = json[length..];
        }
    }

    /// <summary>The one message that some JSON is.</summary>
    /// <param name="revision">Where the transport names it.</param>
    public static Frame Of(ReadOnlyMemory<byte> json, string? revision)
    {
        try
        {
            return Checked(JsonSerializer.Deserialize(json.Span, MessageType) as JsonRpcMessage, revision) ?? NoMessage(json.Span);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // the last where a name is given twice
            return WithWholeId(json.Span) is { } mended ? Of(mended, revision) : NoMessage(json.Span);
        }
    }

    private static Frame? Checked(JsonRpcMessage? message, string? revision) => message switch
    {
        JsonRpcRequest request when RequestShape.Fit(request, revision) is { } problem =>
            new Refused(JsonOf(request.Id), InvalidParams, $"{SafeText.Quote(request.Method)}: {problem}"),
        { } other => new Message(other),
        null => null,
    };

    private static IEnumerable<Frame> OfBatch(ReadOnlyMemory<byte> json)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new Utf8JsonReader(json.Span, new() { MaxDepth = int.MaxValue });
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && parts.Count <= MostInBatch)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                parts.Add(json[start..(int)reader.BytesConsumed]);
            }
        }
        catch (JsonException)
        {
            return [new Refused(null, ParseError, NotJson)];
        }

        return parts.Count is 0 or > MostInBatch
            ? [new Refused(null, InvalidRequest, $"A batch holds 1 to {MostInBatch} messages. Send each as a line of its own.")]
            : parts.Select(it => Of(it, revision: null));
    }

    private const string NotJson = "This is no whole JSON text. Send one JSON-RPC message a line, without line breaks in it.";

    private const string NoRequest =
        "This is no JSON-RPC 2.0 message. Send one object with jsonrpc, method and params; id is text or a whole number of at most 18 "
        + "digits, params an object nested 60 deep at most.";

    private static Refused NoMessage(ReadOnlySpan<byte> json) =>
        LengthOfFirst(json) is { } length && json[length..].Trim(" \t\r\n"u8).IsEmpty
            ? new(IdScan.Of(json), InvalidRequest, NoRequest)
            : new(IdScan.Of(json), ParseError, NotJson);

    // JSON's whole numbers can be written 1.0 and 1e1. The SDK's reader wants digits, and JSON makes no difference.
    private static byte[]? WithWholeId(ReadOnlySpan<byte> json)
    {
        var scan = new IdScan();
        scan.Feed(json);
        if (scan.Place is not { } place || !double.TryParse(scan.Id, CultureInfo.InvariantCulture, out var number)) return null;
        if (number != Math.Truncate(number) || Math.Abs(number) > 1e15) return null;
        var digits = Encoding.UTF8.GetBytes(((long)number).ToString(CultureInfo.InvariantCulture));
        var isSame = digits.AsSpan().SequenceEqual(json[place.Start..place.End]);
        return isSame ? null : [.. json[..place.Start], .. digits, .. json[place.End..]];
    }

    public static string JsonOf(RequestId id) =>
        JsonSerializer.Serialize(id, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(RequestId)));

    private static int EndOfBroken(ReadOnlySpan<byte> json)
    {
        var scan = new IdScan();
        scan.Feed(json);
        return scan.End ?? json.Length;
    }

    // null: it has no end, or breaks a rule of JSON before it.
    private static int? LengthOfFirst(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new() { MaxDepth = int.MaxValue, AllowMultipleValues = true });
            if (!reader.Read()) return null;
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
