using System.Text.Json;
using System.Text.RegularExpressions;

namespace Amplify.Tools.Scans;

/// <summary>Reads a result's combinations; what is none, or is too many, is left out.</summary>
internal static partial class StoredCombinations
{
    private const int Most = 1_000;
    private const int LongestName = 100;

    public static List<ScoredCombination> Read(ref Utf8JsonReader reader)
    {
        var found = new List<ScoredCombination>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return found;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.StartObject) reader.Skip();
            else if (ReadOne(ref reader) is { } combination && found.Count < Most) found.Add(combination);
        }

        return found;
    }

    private static ScoredCombination? ReadOne(ref Utf8JsonReader reader)
    {
        var (mutation, score, sum) = ("", double.NaN, double.NaN);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (StoredReader.Names(ref reader, "mutation"u8)) mutation = Text(ref reader);
            else if (StoredReader.Names(ref reader, "score"u8)) score = StoredReader.ReadNumber(ref reader);
            else if (StoredReader.Names(ref reader, "sum_of_singles"u8)) sum = StoredReader.ReadNumber(ref reader);
            else reader.Skip();
            reader.Skip(); // an object where a plain value was expected
        }

        return Form.IsMatch(mutation) && double.IsFinite(score) && double.IsFinite(sum) ? new(mutation, score, sum) : null;
    }

    private static string Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestName && !reader.ValueIsEscaped
            ? reader.GetString()! : "";

    [GeneratedRegex(@"\A(?:(?:\A|:)[A-Z-[BJOUXZ]][1-9][0-9]{0,5}[A-Z-[BJOUXZ]]){1,10}\z")]
    private static partial Regex Form { get; }
}
