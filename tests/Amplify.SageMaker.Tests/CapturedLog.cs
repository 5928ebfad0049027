using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Amplify.SageMaker.Tests;

/// <summary>All that was logged, as one text: messages, and exceptions to the last inner one.</summary>
internal sealed class CapturedLog : ILogger<SageMakerBackend>, ILogger<Amplify.Tools.ToolRunner>
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
}
