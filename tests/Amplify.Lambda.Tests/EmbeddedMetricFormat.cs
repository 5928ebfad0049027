using System.Text.Json;

namespace Amplify.Lambda.Tests;

/// <summary>The rules of CloudWatch's embedded metric format, as its specification states them.</summary>
internal static class EmbeddedMetricFormat
{
    private static readonly string[] Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits",
        "Megabits", "Gigabits", "Terabits",
        "Percent", "Count", "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second",
        "Kilobits/Second",
        "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
    ];

    public static IEnumerable<string> Names(JsonElement line) =>
        line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray()
            .SelectMany(it => it.GetProperty("Metrics").EnumerateArray()).Select(it => it.GetProperty("Name").GetString()!);

    public static void AssertValid(JsonElement line)
    {
        var metadata = line.GetProperty("_aws");
        Assert.InRange(metadata.GetProperty("Timestamp").GetInt64(), 1_700_000_000_000, 9_999_999_999_999);
        foreach (var directive in metadata.GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            Assert.Matches(@"\A[A-Za-z0-9._/#:-]{1,255}\z", directive.GetProperty("Namespace").GetString());
            Assert.NotEmpty(directive.GetProperty("Dimensions").EnumerateArray());
            foreach (var set in directive.GetProperty("Dimensions").EnumerateArray())
            {
                Assert.InRange(set.GetArrayLength(), 1, 30);
                foreach (var dimension in set.EnumerateArray())
                    Assert.Equal(JsonValueKind.String, line.GetProperty(dimension.GetString()!).ValueKind);
            }

            Assert.InRange(directive.GetProperty("Metrics").GetArrayLength(), 1, 100);
            foreach (var metric in directive.GetProperty("Metrics").EnumerateArray())
            {
                Assert.Contains(metric.GetProperty("Unit").GetString(), Units);
                Assert.Equal(JsonValueKind.Number, line.GetProperty(metric.GetProperty("Name").GetString()!).ValueKind);
            }
        }

        Assert.Equal(Names(line).Count(), Names(line).Distinct().Count());
    }
}
