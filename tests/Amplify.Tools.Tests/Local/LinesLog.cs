using System.Collections.Concurrent;
using Amplify.Local;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests.Local;

/// <summary>Keeps what is logged from warnings upwards.</summary>
internal sealed class LinesLog : ILogger<LocalBackend>
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
        string> formatter) =>
        Lines.Enqueue(formatter(state, exception));
}
