using System.Text;
using Microsoft.Extensions.Logging;

namespace Amplify.Lambda.Tests;

public class TextLogTests
{
    [Fact]
    public void An_event_stays_one_line_whatever_is_in_it()
    {
        using var stream = new MemoryStream();
        using var log = new TextLog(stream, LogLevel.Information, TimeProvider.System);
        const string Hostile = "x\r\n2026-01-01T00:00:00.000Z\t-\tINFO\tall is well\u0085\u2028\u001b[2J\u009b2J\u202e";

        log.CreateLogger("Amplify").LogError(new InvalidOperationException(Hostile), "Said {Text}", Hostile);

        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text[..^1], it => char.IsControl(it) && it != '\t');
        Assert.DoesNotContain('\u2028', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.Equal("ERROR", text.Split('\t')[2]);
    }
}
