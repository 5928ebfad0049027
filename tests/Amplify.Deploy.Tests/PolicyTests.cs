using System.Text.Json;

namespace Amplify.Deploy.Tests;

/// <summary>
/// The stack, created in a local AWS that evaluates policies: what the tools and the endpoint may do there, and what not.
/// </summary>
public sealed class PolicyTests
{
    private const string Registry = "763104351884";
    private const string Image = Registry + ".dkr.ecr.us-east-1.amazonaws.com/team/model@sha256:" + Digest;
    private const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Input = "async-inference-input/", Output = "async-inference-output/", Failures = "async-inference-failures/";

    // All the backend does...
    private static readonly (string Action, string Where, string Key)[] Ours =
    [
        ("s3:PutObject", "{bucket}", Input + "0a.json"),
        ("s3:PutObject", "{bucket}", Input + "jobs/0a.json"),
        ("s3:GetObject", "{bucket}", Input + "jobs/0a.json"),
        ("s3:GetObject", "{bucket}", Output + "0a.out"),
        ("s3:GetObject", "{bucket}", Failures + "0a-error.out"),
        ("s3:ListBucket", "{bucket}", Failures + "0a"),
        ("sagemaker:InvokeEndpointAsync", "{endpoint}", ""),
    ];

    // ...and its neighbours.
    private static readonly (string Action, string Where, string Key)[] Foreign =
    [
        ("s3:PutObject", "{bucket}", "async-inference-input-other/0a.json"),
        ("s3:PutObject", "{bucket}", Output + "0a.out"),
        ("s3:PutObject", "{bucket}", Failures + "0a-error.out"),
        ("s3:PutObject", "somebody-elses", Input + "0a.json"),
        ("s3:GetObject", "{bucket}", Input + "0a.json"),
        ("s3:GetObject", "{bucket}", "async-inference-output-other/0a.out"),
        ("s3:GetObject", "{bucket}", "async-inference-failures-other/0a-error.out"),
        ("s3:GetObject", "somebody-elses", Output + "0a.out"),
        ("s3:DeleteObject", "{bucket}", Input + "0a.json"),
        ("s3:DeleteObject", "{bucket}", Output + "0a.out"),
        ("s3:ListBucket", "somebody-elses", ""),
        ("sagemaker:InvokeEndpointAsync", "another-endpoint", ""),
        ("sagemaker:InvokeEndpoint", "{endpoint}", ""),
    ];

    // What an endpoint of any kind does...
    private static readonly (string Action, string Where, string Key)[] Endpoint =
    [
        ("s3:GetObject", "{bucket}", Input + "0a.json"),
        ("s3:PutObject", "{bucket}", Output + "0a.out"),
        ("s3:PutObject", "{bucket}", Failures + "0a-error.out"),
        ("s3:ListBucket", "{bucket}", ""),
        ("ecr:BatchGetImage", Registry, "team/model"),
        ("logs:PutLogEvents", "/aws/sagemaker/Endpoints/vep", "primary/i-1"),
    ];

    // ...and its neighbours.
    private static readonly (string Action, string Where, string Key)[] BesideEndpoint =
    [
        ("s3:PutObject", "{bucket}", Input + "0a.json"),
        ("s3:GetObject", "{bucket}", Output + "0a.out"),
        ("s3:GetObject", "{bucket}", Failures + "0a-error.out"),
        ("s3:DeleteObject", "{bucket}", Input + "0a.json"),
        ("s3:GetObject", "models", "another.tar.gz"),
        ("s3:PutObject", "models", "amplify.tar.gz"),
        ("s3:ListBucket", "models", ""),
        ("s3:GetObject", "somebody-elses", Input + "0a.json"),
        ("ecr:BatchGetImage", Registry, "team/other"),
        ("ecr:BatchGetImage", "123456789012", "team/model"),
        ("ecr:PutImage", Registry, "team/model"),
        ("logs:PutLogEvents", "/aws/sagemaker/Endpoints/other", "primary/i-1"),
        ("logs:CreateLogGroup", "/aws/sagemaker/Endpoints/vep", ""),
        ("sagemaker:InvokeEndpointAsync", "{endpoint}", ""),
    ];

    private static readonly (string Action, string Where, string Key) Archive = ("s3:GetObject", "models", "amplify.tar.gz");

    private static readonly Dictionary<string, string> NewEndpoint = new() { ["ModelImage"] = Image, ["InstanceType"] = "ml.g4dn.xlarge" };

    [Theory]
    [InlineData("gpu", true)]
    [InlineData("cpu", false)]
    [InlineData("sample", true)]
    [InlineData("existing", false)]
    public async Task The_tools_may_do_what_they_do_and_nothing_beside_it(string kind, bool archive)
    {
        var parameters = kind == "existing"
            ? new() { ["ExistingEndpointName"] = "ours", ["ExistingBucketName"] = "our-results" }
            : new Dictionary<string, string>(NewEndpoint) { ["EndpointKind"] = kind };
        if (archive) parameters["ModelArchive"] = "models/amplify.tar.gz";

        var verdicts = await AskAsync(parameters, "ToolsPolicy", [.. Ours, .. Foreign]);

        AssertVerdicts(verdicts, Ours, Foreign);
    }

    [Theory]
    [InlineData("gpu", true)]
    [InlineData("cpu", true)]
    [InlineData("cpu", false)]
    [InlineData("sample", true)]
    public async Task The_endpoint_may_do_what_it_does_and_nothing_beside_it(string kind, bool archive)
    {
        var parameters = new Dictionary<string, string>(NewEndpoint) { ["EndpointKind"] = kind };
        if (archive) parameters["ModelArchive"] = "models/amplify.tar.gz";

        var verdicts = await AskAsync(parameters, "EndpointRole", [.. Endpoint, .. BesideEndpoint, Archive]);

        AssertVerdicts(verdicts, archive ? [.. Endpoint, Archive] : Endpoint, archive ? BesideEndpoint : [.. BesideEndpoint, Archive]);
    }

    // The rights follow the buckets, and nothing of the one is allowed in the other.
    [Fact]
    public async Task Results_and_failures_in_other_buckets_are_read_there_alone()
    {
        var parameters = new Dictionary<string, string>
        {
            ["ExistingEndpointName"] = "ours",
            ["ExistingBucketName"] = "our-inputs",
            ["ExistingOutputBucketName"] = "our-results",
            ["ExistingFailureBucketName"] = "our-failures",
        };
        (string, string, string)[] allowed =
        [
            ("s3:PutObject", "our-inputs", Input + "0a.json"),
            ("s3:GetObject", "our-inputs", Input + "jobs/0a.json"),
            ("s3:GetObject", "our-results", Output + "0a.out"),
            ("s3:GetObject", "our-failures", Failures + "0a-error.out"),
            ("s3:ListBucket", "our-inputs", ""),
            ("s3:ListBucket", "our-results", Output + "0a"),
            ("s3:ListBucket", "our-failures", Failures + "0a"),
        ];
        (string, string, string)[] refused =
        [
            ("s3:GetObject", "our-inputs", Output + "0a.out"),
            ("s3:GetObject", "our-inputs", Failures + "0a-error.out"),
            ("s3:GetObject", "our-results", Failures + "0a-error.out"),
            ("s3:GetObject", "our-failures", Output + "0a.out"),
            ("s3:PutObject", "our-results", Input + "0a.json"),
            ("s3:ListBucket", "somebody-elses", ""),
        ];

        var verdicts = await AskAsync(parameters, "ToolsPolicy", [.. allowed, .. refused]);

        AssertVerdicts(verdicts, allowed, refused);
    }

    // A sequence that travels within the request needs no place in the bucket, neither for who sends it nor for who reads it.
    [Fact]
    public async Task Inline_submission_takes_the_right_to_write_sequences_away()
    {
        var parameters = new Dictionary<string, string>(NewEndpoint) { ["EndpointKind"] = "cpu", ["SubmitInline"] = "true" };
        (string Action, string Where, string Key) write = ("s3:PutObject", "{bucket}", Input + "0a.json");
        (string Action, string Where, string Key) read = ("s3:GetObject", "{bucket}", Input + "0a.json");

        var tools = await AskAsync(new(parameters), "ToolsPolicy", [.. Ours, .. Foreign]);
        var endpoint = await AskAsync(parameters, "EndpointRole", [.. Endpoint, .. BesideEndpoint]);

        AssertVerdicts(tools, [.. Ours.Where(it => it != write)], [.. Foreign, write]);
        AssertVerdicts(endpoint, [.. Endpoint.Where(it => it != read)], [.. BesideEndpoint, read]);
    }

    private static void AssertVerdicts(
        Dictionary<string, string> verdicts, (string Action, string Where, string Key)[] allowed,
            (string Action, string Where, string Key)[] refused)
    {
        Assert.All(allowed, call => Assert.Equal("allowed", verdicts[call.ToString()]));
        Assert.All(refused, call => Assert.Equal("refused", verdicts[call.ToString()]));
    }

    private static async Task<Dictionary<string, string>> AskAsync(
        Dictionary<string, string> stack, string subject, (string Action, string Where, string Key)[] asked)
    {
        _ = Needs.MotoServer;
        (stack["CodeBucket"], stack["CodeKey"], stack["GatewayAuthorizer"]) = ("code", "function.zip", "none");
        var calls = asked.ToDictionary(it => it.ToString(), it => new[] { it.Action, it.Where, it.Key });
        var output = await Needed.OutputAsync(
            Needs.Python, [Template.Script("policy.py"), Template.Path, JsonSerializer.Serialize(stack), subject],
                JsonSerializer.Serialize(calls));
        return JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
    }
}
