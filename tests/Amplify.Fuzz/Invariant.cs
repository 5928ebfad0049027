using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Tools.Contract;

namespace Amplify.Fuzz;

/// <summary>What holds of everything a caller gets, whatever was sent. The one judge of all targets.</summary>
internal static partial class Invariant
{
    private const int LongestSentence = 5_000;
    private static readonly HashSet<string> Codes = [.. Enum.GetValues<ErrorCode>().Select(ErrorCodes.Wire)];
    private static readonly int[] RpcCodes = [-32700, -32600, -32601, -32602, -32603];

    /// <summary>One whole envelope, of a documented code, that says nothing of how this program is built.</summary>
    public static void Envelope(ReadOnlyMemory<byte> json) => Envelope(Parse(json));

    public static void Envelope(JsonElement envelope)
    {
        Holds(envelope.ValueKind == JsonValueKind.Object, "the answer is no object");
        var success = envelope.GetProperty("success").GetBoolean();
        Holds(envelope.GetProperty("message").GetString() is { Length: > 0 }, "the message is empty");
        Holds(envelope.GetProperty("timestamp").GetString() is [.., 'Z'], "the timestamp is not in UTC");
        Holds(success == envelope.TryGetProperty("data", out _), "data comes with success and only then");
        Holds(success != envelope.TryGetProperty("error_code", out var code), "an error code comes with failure and only then");
        Holds(success || Codes.Contains(code.GetString()!), "the error code is none of the documented ones");
        Sentences(envelope);
    }

    /// <summary>One message of JSON-RPC 2.0; a tool's answer in it is an envelope.</summary>
    public static void Rpc(JsonElement message)
    {
        Holds(message.ValueKind == JsonValueKind.Object, "the message is no object");
        Holds(message.GetProperty("jsonrpc").GetString() == "2.0", "the message is not of JSON-RPC 2.0");
        if (message.TryGetProperty("error", out var error))
        {
            var code = error.GetProperty("code").GetInt32();
            Holds(RpcCodes.Contains(code) || code is >= -32099 and <= -32000, $"{code} is no error code of the protocol");
            Sentence(error.GetProperty("message").GetString()!);
        }
        else if (message.TryGetProperty("result", out var result))
        {
            if (result.TryGetProperty("structuredContent", out var envelope)) Envelope(envelope);
        }
        else
        {
            Holds(message.TryGetProperty("method", out _), "neither a result, nor an error, nor a notification");
        }
    }

    /// <summary>Text of ours: short enough to read, without a control character, a type's name or a stack trace.</summary>
    public static void Sentence(string text)
    {
        Holds(text.Length <= LongestSentence, $"a sentence of {text.Length} characters");
        foreach (var rune in text.EnumerateRunes())
        {
            Holds(Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator), $"U+{rune.Value:X4} stands in: {Printable(text)}");
        }

        Holds(!Insides.IsMatch(text), $"the insides of this program show: {Printable(text)}");
    }

    /// <summary>What a person sees at a terminal: lines of such text.</summary>
    public static void Lines(string text)
    {
        foreach (var line in text.Split('\n')) Sentence(line);
    }

    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            throw new BrokenException($"no JSON: {Printable(Encoding.UTF8.GetString(json.Span[..Math.Min(json.Length, 400)]))}");
        }
    }

    public static void Holds(bool condition, string otherwise)
    {
        if (!condition) throw new BrokenException(otherwise);
    }

    // Stored results pass through unread; all else in an envelope is ours, or was made fit to stand in it.
    private static void Sentences(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Sentence(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Sentences(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(it => it.Name != "results")) Sentences(property.Value);
                break;
        }
    }

    private static string Printable(string text) => new([.. text.Take(400).Select(it => char.IsControl(it) ? '?' : it)]);

    [GeneratedRegex(@"\b(System|Microsoft|ModelContextProtocol|Amazon|Amplify)\.[A-Z]\w+\b|\w+Exception\b|\bat \w+(\.\w+)+\(|\.cs:line")]
    private static partial Regex Insides { get; }
}

/// <summary>The invariant does not hold; the message says where.</summary>
internal sealed class BrokenException(string message) : Exception(message);
