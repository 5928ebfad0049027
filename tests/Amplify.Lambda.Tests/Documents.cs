using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>
/// Answers as the first release documented them. An answer may hold more; nothing may be missing, renamed or of another type.
/// </summary>
internal static partial class Documents
{
    public static void AssertHas(
        string document, JsonElement answer, string bucket = "bucket", string id = "invocation-id", params string[] free)
    {
        var text = File.ReadAllText(Path.Combine(Needs.Root, "tests", "fixtures", "first-release", document + ".json"))
            .Replace("s3://bucket/", $"s3://{bucket}/", StringComparison.Ordinal).Replace("invocation-id", id, StringComparison.Ordinal);

        AssertHas(JsonElement.Parse(text), answer, "$", free);
    }

    private static void AssertHas(JsonElement expected, JsonElement actual, string at, string[] free)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{at}: {expected.ValueKind} became {actual.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in expected.EnumerateObject())
                {
                    Assert.True(actual.TryGetProperty(member.Name, out var value), $"{at}.{member.Name} is missing in {actual}");
                    if (free.Contains(member.Name)) Assert.Equal(member.Value.ValueKind, value.ValueKind);
                    else AssertHas(member.Value, value, $"{at}.{member.Name}", free);
                }

                break;
            case JsonValueKind.Array:
                Assert.True(actual.GetArrayLength() >= expected.GetArrayLength(), $"{at} is too short: {actual}");
                foreach (var (index, item) in expected.EnumerateArray().Index()) AssertHas(item, actual[index], $"{at}[{index}]", free);
                break;
            case JsonValueKind.String when Instant.IsMatch(expected.GetString()!):
                Assert.Matches(Instant, actual.GetString()!);
                break;
            case JsonValueKind.String when at == "$.message":
                Assert.Contains(expected.GetString()!, actual.GetString(), StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z")]
    private static partial Regex Instant { get; }
}
