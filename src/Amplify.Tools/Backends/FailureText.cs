using System.Text;
using System.Text.Json;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Backends;

/// <summary>
/// What a failure object says, in whatever form it was left: JSON with a message, other JSON, or plain text from a container.
/// </summary>
public static class FailureText
{
    /// <summary>Beyond this nothing is read: a container may have left its memory there.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int Longest = 600;
    private static readonly string[] Messages = ["error_message", "errorMessage", "message", "error"];
    private static readonly string[] Types = ["error_type", "errorType", "code"];

    /// <param name="stored">All of it, or its beginning.</param>
    public static ModelError Read(ReadOnlySpan<byte> stored)
    {
        stored = stored[..Math.Min(stored.Length, MostBytes)];
        var said = Members(stored, out var isObject);
        var text = Encoding.UTF8.GetString(stored[..Math.Min(stored.Length, 16 * Longest)]);
        if (string.IsNullOrWhiteSpace(text)) return new("Prediction failed but no error details are available", "empty_failure_log");
        return isObject
            ? new(SafeText.Quote(First(Messages) ?? text, Longest), SafeText.Quote(First(Types) ?? "model_error", 60))
            : new(SafeText.Quote(text, Longest), "text_format");

        string? First(string[] names) => names.Select(name => said.GetValueOrDefault(name))
            .FirstOrDefault(it => !string.IsNullOrWhiteSpace(it));
    }

    // Read forwards, so that an object that is cut off still says what came before the cut.
    private static Dictionary<string, string> Members(ReadOnlySpan<byte> utf8, out bool isObject)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        isObject = false;
        var reader = new Utf8JsonReader(utf8, isFinalBlock: utf8.Length < MostBytes, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return members;
            isObject = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonText.Of(ref reader);
                if (!reader.Read()) break;
                if (reader.TokenType == JsonTokenType.String) members[name] = JsonText.Of(ref reader);
                else if (!reader.TrySkip()) break;
            }

            reader.Read(); // what comes after an object makes it none
        }
        catch (JsonException)
        {
            isObject = false; // plain text, as SageMaker writes it
        }

        return members;
    }
}
