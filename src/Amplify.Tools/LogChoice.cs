using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools;

/// <summary>
/// How much is logged, read from everybody's words for it. One that nobody knows is said in the log and keeps no server from starting.
/// </summary>
/// <param name="Level">The least that is logged.</param>
/// <param name="Problem">A sentence about what could not be read.</param>
public sealed record LogChoice(LogLevel Level, string? Problem)
{
    private const LogLevel Usual = LogLevel.Information;

    private static readonly Dictionary<string, LogLevel> Words = new (LogLevel Level, string Words)[]
    {
        (LogLevel.Trace, "trace verbose silly all notset"),
        (LogLevel.Debug, "debug dbg fine"),
        (LogLevel.Information, "info information notice default"),
        (LogLevel.Warning, "warn warning"),
        (LogLevel.Error, "err error severe"),
        (LogLevel.Critical, "crit critical fatal panic alert emerg emergency"),
        (LogLevel.None, "none off silent quiet disabled"),
    }.SelectMany(it => it.Words.Split(' '), (it, word) => (word, it.Level))
        .ToDictionary(it => it.word, it => it.Level, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of several variables the first that is set.</summary>
    public static LogChoice Read(Func<string, string?> text, params ReadOnlySpan<string> variables)
    {
        foreach (var variable in variables)
        {
            if (text(variable)?.Trim().Trim('"', '\'').Trim() is not { Length: > 0 } said) continue;
            return LevelOf(said) is { } level ? new(level, null)
                : new(Usual, $"{variable} is '{said}', which names no level: INFO is used. It takes TRACE, DEBUG, INFO, WARNING, ERROR, "
                    + "CRITICAL or OFF.");
        }

        return new(Usual, null);
    }

    // Numbers are Python's: all that is at least as grave is logged. Below ten every logger counts its own way.
    private static LogLevel? LevelOf(string said) =>
        Words.TryGetValue(said, out var level) ? level
        : !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
        : number switch
        {
            0 => LogLevel.Trace,
            < 10 => null,
            10 => LogLevel.Debug,
            <= 20 => LogLevel.Information,
            <= 30 => LogLevel.Warning,
            <= 40 => LogLevel.Error,
            _ => LogLevel.Critical,
        };
}
