using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda;

/// <summary>Log messages as single lines: JSON with the names Lambda's own log filter reads, or tab-separated text.</summary>
internal sealed class LambdaLog(LineWriter lines, LogLevel least, bool asText, TimeProvider clock) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one destination: standard output");

    public void Dispose()
    {
    } // every line is written at once: nothing is kept back

    private void Write(Line line)
    {
        if (asText) lines.WriteText(Encoding.UTF8.GetBytes(line.ToText()));
        else lines.WriteJson(line, static (json, it) => it.WriteTo(json));
    }

    private sealed class Logger(LambdaLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(new(log.Now, logLevel, category, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], exception));
        }
    }

    private bool IsEnabled(LogLevel level) => level >= least && level != LogLevel.None;

    private string Now => clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Line(string Time, LogLevel Level, string Category, string Message, IReadOnlyList<KeyValuePair<string, object?>> Fields, Exception? Fault)
    {
        private string LevelName => Level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO",
            LogLevel.Warning => "WARN",
            LogLevel.Error => "ERROR",
            _ => "FATAL",
        };

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteString("timestamp"u8, Time);
            json.WriteString("level"u8, LevelName);
            json.WriteString("logger"u8, Category);
            json.WriteString("message"u8, Message);
            for (var i = 0; i < Fields.Count; i++)
            {
                if (Fields[i] is { Value: { } value, Key: { } name } && name[0] != '{') Write(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            }

            if (Fault is null) return;
            json.WriteString("errorType"u8, Fault.GetType().Name);
            json.WriteString("errorMessage"u8, Fault.Message);
            json.WriteString("stackTrace"u8, Fault.ToString());
        }

        public string ToText() => $"{Time}\t{Request()}\t{LevelName}\t{Message}{(Fault is null ? "" : " " + Fault)}".ReplaceLineEndings(" ");

        private object Request()
        {
            foreach (var (name, value) in Fields)
            {
                if (name == "RequestId" && value is not null) return value;
            }

            return "-";
        }

        private static void Write(Utf8JsonWriter json, string name, object value)
        {
            switch (value)
            {
                case int number: json.WriteNumber(name, number); break;
                case long number: json.WriteNumber(name, number); break;
                case double number: json.WriteNumber(name, Math.Round(number, 3)); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                case string text: json.WriteString(name, text); break;
                case IEnumerable items:
                    json.WriteString(name, string.Join(",", items.Cast<object>()));
                    break;
                default: json.WriteString(name, value.ToString()); break;
            }
        }
    }
}
