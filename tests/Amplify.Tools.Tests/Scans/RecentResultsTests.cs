using System.Text;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Scans;

public class RecentResultsTests
{
    [Fact]
    public void Equal_bytes_are_read_once_and_others_for_themselves()
    {
        var recent = new RecentResults();

        var first = recent.Read(Stored(1));
        var again = recent.Read(Stored(1));
        var other = recent.Read(Stored(2));

        Assert.Same(first, again);
        Assert.NotSame(first, other);
        Assert.Equal("""{"value":2}""", Encoding.UTF8.GetString(other.Verbatim.Utf8.Span));
    }

    [Fact]
    public void Only_a_few_are_kept()
    {
        var recent = new RecentResults();

        var first = recent.Read(Stored(0));
        for (var value = 1; value < 20; value++) recent.Read(Stored(value));

        Assert.NotSame(first, recent.Read(Stored(0)));
    }

    private static byte[] Stored(int value) => Encoding.UTF8.GetBytes($$"""{"value":{{value}}}""");
}
