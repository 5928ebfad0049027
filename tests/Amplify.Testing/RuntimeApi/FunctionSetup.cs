namespace Amplify.Testing.RuntimeApi;

/// <summary>A function as it would be configured: its program, its variables, its limits.</summary>
public sealed record FunctionSetup(string Program, params IReadOnlyList<string> Arguments)
{
    public const int LambdaPayloadLimit = (6 * 1024 * 1024) + 100;

    public string Name { get; init; } = "vep-tools";

    /// <summary>The function's own variables; null takes one away that the platform sets.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
    public int MemoryMegabytes { get; init; } = 256;
    /// <summary>false: nobody reads what the function writes, and its pipe fills.</summary>
    public bool IsRead { get; init; } = true;
    public int PayloadLimit { get; init; } = LambdaPayloadLimit;
}

/// <summary>What Lambda answers a caller: the payload, and whether it is a function error.</summary>
public sealed record FunctionAnswer(ReadOnlyMemory<byte> Payload, bool IsError)
{
    public static FunctionAnswer Error(string type, string message) => new(Json.Write(("errorType", type), ("errorMessage", message)), IsError: true);
}
