using System.Text.Json;

namespace Amplify.Model;

/// <summary>What a checkpoint calls its special tokens.</summary>
internal sealed record SpecialTokens(string Mask, string Unknown, string Begin, string End)
{
    private static readonly string[] Files = ["special_tokens_map.json", "tokenizer_config.json"];

    public static SpecialTokens Read(string directory, string? unknown)
    {
        var found = new Dictionary<string, string>();
        foreach (var file in Files.Select(it => Path.Combine(directory, it)).Where(File.Exists))
        {
            using var json = JsonFile.Read(file);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (Content(property.Value) is { } name) found.TryAdd(property.Name, name);
            }
        }

        string Named(string key, string fallback) => found.GetValueOrDefault(key, fallback);
        return new(
            Named("mask_token", "<mask>"),
            unknown ?? Named("unk_token", "<unk>"),
            Named("bos_token", "<bos>"),
            Named("eos_token", "<eos>"));
    }

    // "<mask>", or an object that says how it is to be split off.
    private static string? Content(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonFile.Text(value),
        JsonValueKind.Object when value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String =>
            JsonFile.Text(content),
        _ => null,
    };
}
