using System.Text.Json;

namespace Amplify.Testing.Chaos;

/// <summary>One call and what became of it.</summary>
public sealed record StormCall(string Tool, string Subject, JsonElement Answer, TimeSpan Took)
{
    public bool IsSuccess => Answer.GetProperty("success").GetBoolean();

    public string Code => IsSuccess ? "success" : Answer.GetProperty("error_code").GetString()!;

    public string Message => Answer.GetProperty("message").GetString()!;

    public JsonElement Data => Answer.GetProperty("data");

    public string OutputId => Data.GetProperty("output_id").GetString()!;

    public override string ToString() => $"{Tool} {Subject}: {Code}, {Message}";
}
