using System.Text;
using System.Text.Json;

namespace Amplify.Mcp.Protocol;

/// <summary>
/// Finds the id of a message that cannot be read as a whole: too long, too deep, or broken further on. Takes the text in pieces and keeps
/// nothing of it but the id.
/// </summary>
internal sealed class IdScan
{
    private const int LongestId = 1_000;

    private readonly List<byte> name = [];
    private readonly List<byte> value = [];
    private int depth;
    private bool inText, escaped, namesMembers, expectsName, isId;
    private int position, start;

    /// <summary>A text or a number, as it stands in the message; null where there is none that an answer could carry.</summary>
    public string? Id { get; private set; }

    /// <summary>Where it stands.</summary>
    public (int Start, int End)? Place { get; private set; }

    /// <summary>How far the message goes; null: it has no end yet. What follows it is not looked at.</summary>
    public int? End { get; private set; }

    public static string? Of(ReadOnlySpan<byte> json)
    {
        var scan = new IdScan();
        scan.Feed(json);
        return scan.Id;
    }

    public void Feed(ReadOnlySpan<byte> json)
    {
        foreach (var character in json)
        {
            if (End is not null) return;
            Take(character);
            position++;
        }
    }

    private void Take(byte character)
    {
        if (inText)
        {
            Keep(character);
            if (escaped) escaped = false;
            else if (character == '\\') escaped = true;
            else if (character == '"') inText = false;
            return;
        }

        switch (character)
        {
            case (byte)'"':
                inText = true;
                if (depth == 1 && expectsName) name.Clear();
                break;
            case (byte)'{' or (byte)'[':
                if (depth++ == 0) namesMembers = expectsName = character == '{';
                break;
            case (byte)':' when depth == 1:
                expectsName = false;
                isId = name is [(byte)'"', (byte)'i', (byte)'d', (byte)'"'];
                value.Clear();
                start = position + 1;
                return;
            case (byte)',' when depth == 1:
                EndValue();
                return;
            case (byte)'}' or (byte)']':
                if (depth == 1) EndValue();
                if (--depth <= 0) End = position + 1;
                break;
        }

        Keep(character);
    }

    private void Keep(byte character)
    {
        if (depth < 1) return;
        if (depth == 1 && expectsName && inText && name.Count <= LongestId) name.Add(character);
        if (isId && value.Count <= LongestId) value.Add(character);
    }

    private void EndValue()
    {
        if (isId)
        {
            Id = Kept();
            Place = Id is null ? null : (start, position);
        }

        (isId, expectsName) = (false, namesMembers);
    }

    private string? Kept()
    {
        if (value.Count > LongestId) return null;
        byte[] json = [.. value];
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number)) return null;
            if (reader.TokenType == JsonTokenType.String) _ = reader.GetString(); // throws at half a surrogate pair
            return reader.Read() ? null : Encoding.UTF8.GetString(json).Trim();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
