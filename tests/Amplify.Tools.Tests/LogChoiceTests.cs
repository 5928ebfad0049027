using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests;

public class LogChoiceTests
{
    [Theory]
    [InlineData("DEBUG", LogLevel.Debug)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("Warning", LogLevel.Warning)]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("verbose", LogLevel.Trace)]
    [InlineData("Information", LogLevel.Information)]
    [InlineData("notice", LogLevel.Information)]
    [InlineData("err", LogLevel.Error)]
    [InlineData("FATAL", LogLevel.Critical)]
    [InlineData("crit", LogLevel.Critical)]
    [InlineData("None", LogLevel.None)]
    [InlineData("off", LogLevel.None)]
    [InlineData(" \"info\" ", LogLevel.Information)]
    [InlineData("0", LogLevel.Trace)]
    [InlineData("10", LogLevel.Debug)]
    [InlineData("20", LogLevel.Information)]
    [InlineData("25", LogLevel.Warning)]
    [InlineData("30", LogLevel.Warning)]
    [InlineData("40", LogLevel.Error)]
    [InlineData("50", LogLevel.Critical)]
    [InlineData("", LogLevel.Information)]
    public void Everybodys_words_for_a_level_are_read(string said, LogLevel level) => Assert.Equal(new(level, null), Read(said));

    [Theory]
    [InlineData("LOUD")]
    [InlineData("4")] // error to .NET, warning to syslog, everything to Python
    [InlineData("-1")]
    [InlineData("20.0")]
    [InlineData("${LOG_LEVEL}")]
    public void A_word_that_nobody_knows_means_INFO_and_is_quoted(string said)
    {
        var choice = Read(said);

        Assert.Equal(LogLevel.Information, choice.Level);
        Assert.StartsWith($"LOG_LEVEL is '{said}', which names no level: INFO is used.", choice.Problem);
    }

    private static LogChoice Read(string said) => LogChoice.Read(_ => said, "LOG_LEVEL");
}
