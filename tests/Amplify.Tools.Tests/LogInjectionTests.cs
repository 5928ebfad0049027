using System.Globalization;
using System.Text;
using System.Text.Json;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Logging;

namespace Amplify.Tools.Tests;

public class LogInjectionTests
{
    private const string Hostile = "x\r\n{\"level\":\"INFO\",\"message\":\"all is well\"}\n\u001b[2J\u009b2J\u202e\u2028\u0085\0\ud800\"";

    [Fact]
    public void An_event_stays_one_object_on_one_line_whatever_is_in_it()
    {
        using var stream = new MemoryStream();
        using var log = new JsonLog(stream, LogLevel.Trace, TimeProvider.System);

        log.CreateLogger("Amplify").LogError(new InvalidOperationException(Hostile), "{Said} {Code} {Count}", Hostile,
            ErrorCode.AccessDenied, 3);

        var text = Encoding.UTF8.GetString(stream.ToArray());
        var line = Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var written = JsonElement.Parse(line);
        Assert.Equal(("ERROR", "ACCESS_DENIED", 3),
            (written.GetProperty("level").GetString(), written.GetProperty("code").GetString(), written.GetProperty("count").GetInt32()));
        Assert.DoesNotContain(text.TrimEnd('\n'), it => char.GetUnicodeCategory(it) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
        Assert.Contains("all is well", written.GetProperty("said").GetString(), StringComparison.Ordinal);
    }
}
