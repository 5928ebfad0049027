using System.Text.Json;

namespace Amplify.Model;

/// <summary>The small JSON files of a checkpoint, read with suspicion.</summary>
internal static class JsonFile
{
    private const int MostBytes = 4 << 20;
    private const int Longest = 40;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>An object; nothing else is let through.</summary>
    public static JsonDocument Read(string path)
    {
        var name = Path.GetFileName(path);
        return Parse(CheckpointFile.ReadAll(path, MostBytes), name);
    }

    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException problem)
        {
            var where = problem.LineNumber is { } line ? $" at line {line + 1}" : "";
            throw new ModelException($"{name} is no valid JSON, or names a key twice{where}. Download the checkpoint again.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new ModelException($"{name} holds no JSON object. Download the checkpoint again.");
    }

    /// <summary>A string's text; null where it is half a surrogate pair, which JSON allows.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A value as it may stand in a sentence.</summary>
    public static string Brief(JsonElement value) => Brief(value.GetRawText());

    public static string Brief(string text)
    {
        var shown = new string([.. text.Take(Longest).Select(it => char.IsControl(it) ? ' ' : it)]);
        return text.Length > Longest ? shown + "…" : shown;
    }
}
