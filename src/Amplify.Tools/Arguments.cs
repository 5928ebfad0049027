using System.Globalization;
using System.Text.Json;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools;

/// <summary>A tool's JSON arguments, read one by one. Remembers the first thing that is wrong, in words for the caller.</summary>
internal sealed class Arguments(JsonElement arguments, ITool tool)
{
    private const int MostWarnings = 5;
    private const double ExactIntegers = 9_007_199_254_740_992; // beyond, a double no longer holds every whole number

    /// <summary>What programs write where they mean that there is nothing.</summary>
    private static readonly string[] Nothings = ["null", "none", "undefined"];

    private readonly Dictionary<string, JsonElement> given = Read(arguments);
    private readonly List<string> asked = ["tool_name"];
    private readonly List<string> leftOut = [];

    public string? Problem { get; private set; }

    /// <summary>One sentence for each argument nobody asked for, and for each text that was taken for nothing.</summary>
    public IReadOnlyList<string> Warnings => [.. leftOut, .. given.Keys.Except(asked)
        .Take(MostWarnings).Select(it => $"The argument '{SafeText.Quote(it, 40)}' is not known and was ignored.")];

    public Envelope.Failed Refusal => new(ErrorCode.InvalidEventStructure, $"{Problem} {tool.Untouched}");

    /// <summary>An argument as it was sent; null where it was not.</summary>
    public JsonElement? Find(string name)
    {
        asked.Add(name);
        return given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value : null;
    }

    /// <summary>Text; null where it is left out or blank. A number is read as its digits.</summary>
    public string? Text(string name) => Given(name) switch
    {
        null => null,
        { } value when IsTextOrNumber(value) => TextOf(value),
        { } value => Wrong<string>(name, value, "text"),
    };

    /// <summary>Text, or a list of texts and numbers, which is the same text with commas between.</summary>
    public string? List(string name) => Given(name) switch
    {
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(IsTextOrNumber) =>
            string.Join(',', value.EnumerateArray().Select(TextOf)),
        { ValueKind: JsonValueKind.Array } value => Wrong<string>(name, value, "text, or a list of texts"),
        _ => Text(name),
    };

    /// <summary>The same with line breaks between.</summary>
    public string? Lines(string name) => Given(name) is { ValueKind: JsonValueKind.Array } value && value.EnumerateArray()
        .All(IsTextOrNumber)
        ? string.Join('\n', value.EnumerateArray().Select(TextOf)) : Text(name);

    /// <summary>Residues in one-letter code, parted or not; empty where there are none.</summary>
    public string Residues(string name)
    {
        var letters = string.Concat((List(name) ?? "").Where(it => char.IsLetter(it) || char.IsDigit(it))).ToUpperInvariant();
        if (letters.Any(it => !ProteinSequence.Residues.Contains(it)))
            Refuse($"'{name}' is '{SafeText.Quote(letters, 30)}'; it takes residues in one-letter code, such as CP.");
        return string.Concat(letters.Distinct());
    }

    public int? Integer(string name, int least, int most) => Given(name) switch
    {
        null => null,
        { } value when IntegerIn(value) is { } number && number >= least && number <= most => (int)number,
        { } value => Wrong<int?>(name, value, $"a whole number from {least} to {most}"),
    };

    public bool? Flag(string name) => Given(name) switch
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

    private static Dictionary<string, JsonElement> Read(JsonElement arguments)
    {
        var given = new Dictionary<string, JsonElement>();
        foreach (var argument in arguments.EnumerateObject()) given[JsonText.NameOf(argument)] = argument.Value;
        return given;
    }

    // Clients that fill in every argument write nothing in many ways.
    private JsonElement? Given(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsBlank)) return null;
        if (value.ValueKind != JsonValueKind.String) return value;
        var text = JsonText.Of(value)!.Trim();
        if (text.Length == 0) return null;
        if (!Nothings.Contains(text, StringComparer.OrdinalIgnoreCase)) return value;
        var warning = $"The argument '{name}' is the text '{text}' and was taken as left out.";
        if (!leftOut.Contains(warning)) leftOut.Add(warning);
        return null;
    }

    private static bool IsBlank(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(JsonText.Of(value)));

    private static bool IsTextOrNumber(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    // JSON Schema's integers are whole numbers, however they are written: 5.0 and 1e1 too.
    private static double? IntegerIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => number,
        JsonValueKind.String when double.TryParse(
            JsonText.Of(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => (double?)null,
    } is { } read && Math.Abs(read) < ExactIntegers && read == Math.Truncate(read) ? read : null;

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? JsonText.Of(value)
        : IntegerIn(value) is { } number ? number.ToString("0", CultureInfo.InvariantCulture)
        : value.GetRawText();

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
