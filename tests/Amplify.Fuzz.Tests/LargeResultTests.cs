using System.Text;

namespace Amplify.Fuzz.Tests;

/// <summary>Results of 100 MB, in the shapes that could take most room in memory. The endpoint's backend reads no more than 64.</summary>
public class LargeResultTests
{
    private const int Size = 100_000_000;
    private const long MostBytes = 6L * Size;

    [Theory]
    [InlineData("{\"heatmap\":[", "[],", "[]]}")]
    [InlineData("{\"heatmap\":[[", "0,", "0]]}")]
    [InlineData("{\"heatmap\":[[", "NaN,", "0]]}")]
    [InlineData("{\"predictions\":[", "{},", "{}]}")]
    [InlineData("{\"metadata\":{\"a\":[", "0,", "0]}}")]
    [InlineData("{\"metadata\":{", "\"\":0,", "\"method\":\"x\"}}")]
    [InlineData("[", "[],", "[]]")]
    [InlineData("[\"", "\\\\n", "\"]")]
    [InlineData("", "[", "")]
    [InlineData("", " ", "")]
    [InlineData("", "\u001b[31m\n", "")]
    public void A_result_of_100_MB_is_answered_in_bounded_memory(string begin, string repeated, string end)
    {
        var stored = Repeat(begin, repeated, end);
        using var watch = new Watch();
        var bench = new Bench(watch);
        bench.FarEnd.Stored = stored;
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var sampling = new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(false) - before), null, 0, 5);

        bench.Call("get_results", ("output_id", FarEnd.Completed), ("view", "summary"));

        watch.NothingUnforeseen();
        Assert.InRange(most, 0, MostBytes);
    }

    private static byte[] Repeat(string begin, string repeated, string end)
    {
        var (first, unit, last) = (Encoding.UTF8.GetBytes(begin), Encoding.UTF8.GetBytes(repeated), Encoding.UTF8.GetBytes(end));
        var all = new byte[first.Length + (Size / unit.Length * unit.Length) + last.Length];
        first.CopyTo(all, 0);
        for (var at = first.Length; at < all.Length - last.Length; at += unit.Length) unit.CopyTo(all, at);
        last.CopyTo(all, all.Length - last.Length);
        return all;
    }
}
