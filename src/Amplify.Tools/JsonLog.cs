using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>
/// Log events as JSON lines on one stream. Message, level, category and the named values of a message; of an exception its type and stack,
/// for the operator alone. A framework's console logger would cost more start-up than all the rest of a stdio server.
/// </summary>
public sealed class JsonLog(Stream stream, LogLevel least, TimeProvider clock) : ILoggerFactory
{
    /// <summary>Characters of an exception that are logged.</summary>
    public const int LongestTrace = 16_000;

    private const int LongestText = 1_000; // libraries log what callers send

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock writing = new();

    private LogLevel Least => least;

    /// <summary>For lines that are no events of the log and go the same way, each in one write.</summary>
    public Stream Lines => stream;

    /// <summary>As CloudWatch and OpenTelemetry spell it.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log has one sink");

    public void Dispose() => stream.Flush();

    /// <summary>The line that stands for those nobody read.</summary>
    public static byte[] Missing(long count, TimeProvider clock) =>
        Line(clock, "Amplify.Log", LogLevel.Warning, default, [new("Count", count)],
            "Lines of this log were dropped, since nobody read them", null);

    private void Write(string category, LogLevel level, EventId id, IReadOnlyList<KeyValuePair<string, object?>>? values, string message,
        Exception? exception)
    {
        var line = Line(clock, category, level, id, values, message, exception);
        lock (writing)
        {
            stream.Write(line);
        }
    }

    private static byte[] Line(
        TimeProvider clock, string category, LogLevel level, EventId id, IReadOnlyList<KeyValuePair<string, object?>>? values,
            string message, Exception? exception)
    {
        using var buffer = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture));
            writer.WriteString("level", NameOf(level));
            writer.WriteString("logger", category);
            if (id.Id != 0) writer.WriteNumber("event", id.Id);
            if (Activity.Current is { } activity) writer.WriteString("trace_id", activity.TraceId.ToHexString());
            writer.WriteString("message", SafeText.Plain(message, LongestText));
            foreach (var (name, value) in values ?? [])
            {
                if (name != "{OriginalFormat}" && value is not null) WriteValue(writer,
                    JsonNamingPolicy.SnakeCaseLower.ConvertName(name), value);
            }

            if (exception is not null) writer.WriteString("exception", SafeText.Plain(exception.ToString(), LongestTrace));
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case int number: writer.WriteNumber(name, number); break;
            case long number: writer.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): writer.WriteNumber(name, Math.Round(number, 3)); break;
            case bool truth: writer.WriteBoolean(name, truth); break;
            case ErrorCode code: writer.WriteString(name, ErrorCodes.Wire(code)); break;
            default: writer.WriteString(name, SafeText.Plain(Convert.ToString(value, CultureInfo.InvariantCulture)!, LongestText)); break;
        }
    }

    private sealed class Logger(JsonLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // Libraries speak only of trouble, unless somebody looks for it.
        private readonly LogLevel least = category.StartsWith("Amplify", StringComparison.Ordinal) || log.Least < LogLevel.Information
            || log.Least > LogLevel.Warning ? log.Least : LogLevel.Warning;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(category, logLevel, eventId, state as IReadOnlyList<KeyValuePair<string, object?>>,
                formatter(state, exception), exception);
        }
    }
}
