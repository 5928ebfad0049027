using System.Globalization;
using System.Text;
using Amplify.Tools;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>
/// Log events as Lambda's plain text: time, request, level and message on one line. Chosen by the function's logging configuration.
/// </summary>
internal sealed class TextLog(Stream output, LogLevel least, TimeProvider clock) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log has one sink");

    public void Dispose() => output.Flush();

    /// <summary>The line that stands for those nobody read.</summary>
    public static byte[] Missing(long count, TimeProvider clock) =>
        Line(clock, LogLevel.Warning, null, $"{count} lines of this log were dropped, since nobody read them");

    private void Write(LogLevel level, object? request, string message) => output.Write(Line(clock, level, request, message));

    private static byte[] Line(TimeProvider clock, LogLevel level, object? request, string message)
    {
        var time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = SafeText.Plain(message.ReplaceLineEndings(" "), JsonLog.LongestTrace);
        return Encoding.UTF8.GetBytes($"{time}\t{request ?? "-"}\t{JsonLog.NameOf(level)}\t{text}\n");
    }

    private sealed class Logger(TextLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var request = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(it => it.Key == "RequestId").Value;
            log.Write(logLevel, request, exception is null ? formatter(state, null) : $"{formatter(state, null)} {exception}");
        }
    }

    private LogLevel Least => least;
}
