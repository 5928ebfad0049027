using System.Text;
using Amplify.Tools.Scans;

namespace Amplify.Tools.Tests.Scans;

/// <summary>A stored result is somebody else's file. However it is made, reading it takes no more than a few times its size.</summary>
public class StoredBombTests
{
    private const int Size = 8 * 1024 * 1024;
    private const int MostTimes = 8; // text that is no JSON is the dearest: decoded, and written as JSON
    private const int Besides = 16 * 1024 * 1024; // the largest scan there can be

    public static TheoryData<string, string, string, string> Bombs => new()
    {
        { "empty rows", """{"heatmap":[""", "[],", "[]]}" },
        { "one endless row", """{"heatmap":[[""", "0,", "0]]}" },
        { "rows in rows", """{"heatmap":[""", "[[]],", "[]]}" },
        { "empty predictions", """{"predictions":[""", "{},", "{}]}" },
        { "predictions of nothing", """{"predictions":[""", """{"position":0},""", "{}]}" },
        { "the same prediction", """{"predictions":[""", """{"position":1,"original_aa":"M","variant_aa":"L","effect_score":1},""",
            "{}]}" },
        { "metadata of zeros", """{"heatmap":[],"metadata":[""", "0,", "0]}" },
        { "metadata of keys", """{"heatmap":[],"metadata":{""", "\"a\":1,", "\"b\":1}}" },
        { "metadata again and again", "{", "\"metadata\":{\"model_version\":\"m\"},", "\"b\":1}" },
        { "a number without end", """{"heatmap":[[""", "9", "]]}" },
        { "a fraction without end", """{"heatmap":[[0.""", "0", "1]]}" },
        { "no numbers", """{"heatmap":[[""", "NaN,", "NaN]]}" },
        { "a string of quotes", "\"", "\\\"", "\"" },
        { "a string of escapes", "[\"", "\\u0022", "\"]" },
        { "strings in strings", "\"\\\"", "\\\\\\\"", "\\\"\"" },
        { "blanks", "{", " ", "}" },
        { "keys", "{", "\"heatmap\":[],", "\"a\":1}" },
        { "text", "", "it failed ", "" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Reading_takes_a_few_times_its_size_and_no_more(string what, string start, string middle, string end)
    {
        var stored = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(middle, Size / middle.Length)) + end);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = StoredResult.Read(stored);
        var brief = result.BriefMetadata();
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(taken < ((long)MostTimes * stored.Length) + Besides, $"{what}: {taken:N0} bytes for {stored.Length:N0}");
        Assert.InRange(brief.Utf8.Length, 2, 2_000);
    }

    [Fact]
    public void Metadata_is_brief_whatever_is_in_it()
    {
        var entries = Enumerable.Range(0, 60).Select(it => $"\"key{it}\":{new string('9', 400)},\"text{it}\":\"{new string('é', 150)}\"");

        var stored = Encoding.UTF8.GetBytes($"{{\"predictions\":[],\"metadata\":{{{string.Join(',', entries)}}}}}");
        var brief = StoredResult.Read(stored).BriefMetadata();

        Assert.InRange(brief.Utf8.Length, 100, 4_000);
    }
}
