using System.Globalization;
using Amplify.Tools;

namespace Amplify.Lambda;

/// <summary>What the platform tells a function about itself, each value beside the variable it comes from.</summary>
internal sealed class FunctionEnvironment(Func<string, string?> read)
{
    /// <summary>Host and port; null outside Lambda.</summary>
    public string? RuntimeApi => Text("AWS_LAMBDA_RUNTIME_API");

    public string FunctionName => Text("AWS_LAMBDA_FUNCTION_NAME") ?? "unknown";

    /// <summary>Invocations at the same time in this process; null: one, the ordinary Lambda.</summary>
    public int? MaxConcurrency => Number("AWS_LAMBDA_MAX_CONCURRENCY");

    public int? MemoryMegabytes => Number("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");

    /// <summary>Lines a person reads, where the function's logging is configured so; JSON otherwise.</summary>
    public bool LogsText => string.Equals(Text("AWS_LAMBDA_LOG_FORMAT"), "Text", StringComparison.OrdinalIgnoreCase);

    /// <summary>The platform's setting, else the function's own.</summary>
    public LogChoice Log => LogChoice.Read(read, "AWS_LAMBDA_LOG_LEVEL", "LOG_LEVEL");

    private int? Number(string variable) => Text(variable) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new InvalidOperationException($"{variable} is '{text}'; it takes a whole number above 0.");

    private string? Text(string variable) => read(variable)?.Trim() is { Length: > 0 } text ? text : null;
}
