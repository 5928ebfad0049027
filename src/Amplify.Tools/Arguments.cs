using System.Globalization;
using System.Text.Json;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools;

/// <summary>A tool's JSON arguments, read one by one. Remembers the first thing that is wrong, in words for the caller.</summary>
internal sealed class Arguments
{
    private const int MostWarnings = 5;

    private readonly Dictionary<string, JsonElement> given = [];
    private readonly List<string> asked = ["tool_name"];

    public Arguments(JsonElement arguments)
    {
        foreach (var argument in arguments.EnumerateObject()) given[JsonText.NameOf(argument)] = argument.Value;
    }

    public string? Problem { get; private set; }

    /// <summary>One sentence for each argument nobody asked for.</summary>
    public IReadOnlyList<string> Warnings => [.. given.Keys.Except(asked)
        .Take(MostWarnings).Select(it => $"The argument '{SafeText.Quote(it, 40)}' is not known and was ignored.")];

    public Envelope.Failed Refusal => new(ErrorCode.InvalidEventStructure, $"{Problem} Nothing was submitted.");

    public JsonElement? Find(string name)
    {
        asked.Add(name);
        return given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;
    }

    /// <summary>Text; null where it is left out or blank. A number is read as its digits; where several may be named, a list as its items.</summary>
    public string? Text(string name, bool several = false) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => JsonText.Of(value) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null,
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        { ValueKind: JsonValueKind.Array } value when several && value.EnumerateArray().All(it => it.ValueKind is JsonValueKind.String or JsonValueKind.Number) =>
            string.Join(',', value.EnumerateArray().Select(it => it.ValueKind == JsonValueKind.String ? JsonText.Of(it) : it.GetRawText())),
        { } value => Wrong<string>(name, value, "text"),
    };

    public int? Integer(string name, int least, int most) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= least && number <= most => number,
        { ValueKind: JsonValueKind.String } value when int.TryParse(JsonText.Of(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most => number,
        { } value => Wrong<int?>(name, value, $"a whole number from {least} to {most}"),
    };

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        { ValueKind: JsonValueKind.String } value when bool.TryParse(JsonText.Of(value), out var flag) => flag,
        { } value => Wrong<bool?>(name, value, "true or false"),
    };

    public string? Choice(string name, params string[] supported)
    {
        if (Text(name) is not { } text) return null;
        if (supported.FirstOrDefault(it => it.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } choice) return choice;
        Problem ??= $"'{name}' is '{SafeText.Quote(text, 30)}'; it takes {string.Join(", ", supported)}.";
        return null;
    }

    public void Refuse(string problem) => Problem ??= problem.EndsWith('.') ? problem : problem + ".";

    /// <summary>What a JSON value is, in a reader's words.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "text",
        _ => "nothing",
    };

    private T? Wrong<T>(string name, JsonElement value, string expected)
    {
        var seen = value.ValueKind switch
        {
            JsonValueKind.String => $"'{SafeText.Quote(JsonText.Of(value)!, 30)}'",
            JsonValueKind.Number => $"'{SafeText.Quote(value.GetRawText(), 30)}'",
            _ => KindOf(value),
        };
        Refuse($"'{name}' is {seen}; it takes {expected}.");
        return default;
    }
}
