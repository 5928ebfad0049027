using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Amplify.Fuzz;

/// <summary>Reads our own log for failures nobody foresaw: tidy answers, but of code that was not ready for its input.</summary>
internal sealed class Watch : ILoggerFactory
{
    private readonly ConcurrentQueue<string> unforeseen = [];

    public void NothingUnforeseen()
    {
        if (unforeseen.TryDequeue(out var first)) throw new BrokenException($"nobody foresaw this input: {first}");
    }

    public ILogger CreateLogger(string categoryName) => new OurLog(this, categoryName.StartsWith("Amplify.", StringComparison.Ordinal));

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class OurLog(Watch watch, bool ours) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => ours && logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) watch.unforeseen.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
