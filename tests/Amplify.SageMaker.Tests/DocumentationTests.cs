using System.Text.Json;
using System.Text.RegularExpressions;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests;

public partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Needs.Root, "docs", "sagemaker.md"));

    [Fact]
    public void The_policy_allows_what_is_called_and_nothing_else()
    {
        var settings = new Settings(variable =>
            variable is EndpointSettings.EndpointVariable or EndpointSettings.BucketVariable ? "name" : null)
            .Read(it => new EndpointSettings(it));

        var policy = JsonElement.Parse(Policy.Match(Page).Groups[1].Value);

        var statements = policy.GetProperty("Statement").EnumerateArray().ToList();
        Assert.All(statements, it => Assert.Equal("Allow", it.GetProperty("Effect").GetString()));
        Assert.Equal(
            [
                "s3:GetObject arn:aws:s3:::BUCKET/" + settings.FailurePrefix + "*",
                "s3:GetObject arn:aws:s3:::BUCKET/" + settings.InputPrefix + "jobs/*",
                "s3:GetObject arn:aws:s3:::BUCKET/" + settings.OutputPrefix + "*",
                "s3:ListBucket arn:aws:s3:::BUCKET",
                "s3:PutObject arn:aws:s3:::BUCKET/" + settings.InputPrefix + "*",
                "sagemaker:InvokeEndpointAsync arn:aws:sagemaker:REGION:ACCOUNT:endpoint/ENDPOINT",
            ],
            statements.SelectMany(
                it => Texts(it.GetProperty("Resource"))
                    .Select(resource => $"{it.GetProperty("Action").GetString()} {resource}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_message_one_can_look_up_is_one_that_can_be_seen()
    {
        var sources = string.Concat(
            new[] { "Amplify.SageMaker", "Amplify.Tools" }.SelectMany(
                it =>
                    Directory.GetFiles(Path.Combine(Needs.Root, "src", it), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));

        var rows = Row.Matches(Section("Troubleshooting"));

        Assert.InRange(rows.Count, 20, 40);
        Assert.All(rows, it => Assert.Contains(it.Groups[1].Value, sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reason_is_a_word_of_its_own_and_has_its_row()
    {
        var reasons = Enum.GetValues<FaultReason>().Select(FaultReasons.Wire).ToList();

        Assert.Equal(reasons, Row.Matches(Section("Reasons")).Select(it => it.Groups[1].Value));
        Assert.All(reasons, it => Assert.Matches("^[a-z]+(_[a-z]+)*$", it));
    }

    [Fact]
    public void Every_cause_has_a_reason_of_its_own()
    {
        var causes = Enum.GetValues<Cause>();

        Assert.Equal(causes.Length, causes.Select(Causes.Reason).Distinct().Count());
    }

    [Fact]
    public void Every_code_on_the_page_exists()
    {
        var known = Enum.GetValues<ErrorCode>()
            .Select(it => JsonSerializer.Serialize(it, ContractJson.Wire.ErrorCode).Trim('"')).ToHashSet();

        Assert.All(Code.Matches(Page), it => Assert.Contains(it.Groups[1].Value, known));
    }

    private static string Section(string heading)
    {
        var text = Page[Page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        return text[..(text.IndexOf("\n## ", 4, StringComparison.Ordinal) is > 0 and var end ? end : text.Length)];
    }

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(it => it.GetString()!) : [value.GetString()!];

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Policy { get; }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"`([A-Z0-9_]+_(?:ERROR|FAILED|DENIED|UNAVAILABLE))`")]
    private static partial Regex Code { get; }
}
