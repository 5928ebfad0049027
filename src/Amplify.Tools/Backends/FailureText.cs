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
    private const int Longest = 600;

    public static ModelError Read(ReadOnlySpan<byte> stored)
    {
        var text = Encoding.UTF8.GetString(stored);
        if (string.IsNullOrWhiteSpace(text)) return new("Prediction failed but no error details are available", "empty_failure_log");
        try
        {
            var root = JsonElement.Parse(text);
            if (root.ValueKind == JsonValueKind.Object)
            {
                var message = Find(root, "error_message", "errorMessage", "message", "error") ?? root.GetRawText();
                return new(SafeText.Quote(message, Longest),
                    SafeText.Quote(Find(root, "error_type", "errorType", "code") ?? "model_error", 60));
            }
        }
        catch (JsonException)
        {
            // plain text, as SageMaker writes it
        }

        return new(SafeText.Quote(text, Longest), "text_format");
    }

    private static string? Find(JsonElement root, params string[] names) => names
        .Select(name => JsonText.Find(root, name) is { ValueKind: JsonValueKind.String } value ? JsonText.Of(value) : null)
        .FirstOrDefault(it => !string.IsNullOrWhiteSpace(it));
}
