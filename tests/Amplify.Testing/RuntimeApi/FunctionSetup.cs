namespace Amplify.Testing.RuntimeApi;

/// <summary>A function as it would be configured: its program, its variables, its limits.</summary>
public sealed record FunctionSetup(string Program, params IReadOnlyList<string> Arguments)
{
    public const int LambdaPayloadLimit = (6 * 1024 * 1024) + 100;

    public string Name { get; init; } = "vep-tools";

    /// <summary>The function's own variables; null takes one away that the platform sets.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the function is told instead of the truth, as Unix milliseconds.</summary>
    public string? Deadline { get; init; }

    /// <summary>
    /// How much later than it says the platform really ends the function, so that a test can see by how much it was late.
    /// </summary>
    public TimeSpan Grace { get; init; }
    public int MemoryMegabytes { get; init; } = 256;

    /// <summary>How the platform's own answers travel.</summary>
    public LoopbackWire Wire { get; init; } = LoopbackWire.Default;

    /// <summary>false: nobody reads what the function writes, and its pipe fills.</summary>
    public bool IsRead { get; init; } = true;
    public int PayloadLimit { get; init; } = LambdaPayloadLimit;
}

/// <summary>What Lambda answers a caller: the payload, and whether it is a function error.</summary>
public sealed record FunctionAnswer(ReadOnlyMemory<byte> Payload, bool IsError)
{
    /// <summary>When the platform had it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of the function's time, when the platform had its answer.</summary>
    public TimeSpan Left { get; init; }

    public static FunctionAnswer Error(string type, string message) =>
        new(Json.Write(("errorType", type), ("errorMessage", message)), IsError: true);
}
