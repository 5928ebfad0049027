using System.Text.Json;

namespace Amplify.Deploy.Tests;

/// <summary>The stack, created in a local AWS that evaluates policies: what the tools may do there, and what not.</summary>
public sealed class PolicyTests
{
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

    [Theory]
    [InlineData("""{ "ModelArchive": "models/amplify.tar.gz", "InstanceType": "ml.g4dn.xlarge" }""")]
    [InlineData("""{ "ExistingEndpointName": "ours", "ExistingBucketName": "our-results" }""")]
    public async Task The_tools_may_do_what_they_do_and_nothing_beside_it(string parameters)
    {
        var verdicts = await AskAsync(parameters);

        Assert.All(Ours, call => Assert.Equal("allowed", verdicts[call.ToString()]));
        Assert.All(Foreign, call => Assert.Equal("refused", verdicts[call.ToString()]));
    }

    private static async Task<Dictionary<string, string>> AskAsync(string parameters)
    {
        _ = Needs.MotoServer;
        var stack = JsonSerializer.Deserialize<Dictionary<string, string>>(parameters)!;
        (stack["CodeBucket"], stack["CodeKey"], stack["GatewayAuthorizer"]) = ("code", "function.zip", "none");
        var calls = Ours.Concat(Foreign).ToDictionary(it => it.ToString(), it => new[] { it.Action, it.Where, it.Key });
        var output = await Needed.OutputAsync(
            Needs.Python, [Template.Script("policy.py"), Template.Path, JsonSerializer.Serialize(stack)], JsonSerializer.Serialize(calls));
        return JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
    }
}
