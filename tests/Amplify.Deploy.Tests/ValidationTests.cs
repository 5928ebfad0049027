namespace Amplify.Deploy.Tests;

public sealed class ValidationTests
{
    // What the include check says of any template whose parameters are filled in: a branch cannot be reached, a condition is constant, the
    // other branch of an Fn::If names a resource that is not made.
    private static readonly string[] OfFixedParameters = ["W1001", "W1028", "W2503", "W8003"];

    private static readonly string Digest = "@sha256:" + new string('a', 64);

    private static readonly string[] EverythingNew =
    [
        "ModelArchive=models/amplify.tar.gz", $"ModelImage=123456789012.dkr.ecr.us-east-1.amazonaws.com/model{Digest}",
        "GatewayAuthorizer=CUSTOM_JWT", "JwtDiscoveryUrl=https://issuer.example/.well-known/openid-configuration",
        "AlarmEmail=someone@example.org", $"ContainerImage=123456789012.dkr.ecr.us-east-1.amazonaws.com/amplify{Digest}",
            "GatewayServes=both",
        "InstanceType=ml.g5.2xlarge", "LogKeyArn=arn:aws:kms:us-east-1:123456789012:key/0f0f0f0f-0000-4000-8000-000000000000",
        "ExistingEndpointName=unused", "ExistingBucketName=unused",
    ];

    [Theory]
    [InlineData("EndpointKind=gpu")]
    [InlineData("EndpointKind=gpu", "ModelId=")]
    [InlineData("EndpointKind=cpu")]
    [InlineData("EndpointKind=sample")]
    [InlineData("GatewayServes=both")]
    [InlineData("SubmitInline=true")]
    [InlineData(
        "ExistingEndpointName=ours", "ExistingBucketName=inputs", "ExistingOutputBucketName=results", "ExistingFailureBucketName=failures",
        "ModelImage=", "ModelArchive=")]
    public async Task The_linter_has_nothing_to_say_of_any_kind_of_endpoint(params string[] chosen)
    {
        string[] given = [.. EverythingNew[..^2], "CodeBucket=our-code", "CodeKey=function.zip", .. chosen];
        string[] parameters = [.. given.GroupBy(it => it.Split('=')[0]).Select(it => it.Last())];

        Assert.Equal("", await LintAsync(Template.Path, ["--parameters", .. parameters]));
    }

    [Fact]
    public async Task The_linter_has_nothing_to_say() => Assert.Equal("", await LintAsync(Template.Path));

    [Fact]
    public async Task Every_property_is_one_that_its_resource_has()
    {
        var complaints = await IncludeAsync(Template.Path);

        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData("AuthorizerType:", "AuthoriserType:")]
    [InlineData("MinCapacity: !Ref MinInstances", "MinCapacity: none")]
    public async Task The_include_check_finds_a_slip(string right, string wrong)
    {
        using var directory = new TemporaryDirectory();

        var complaints = await IncludeAsync(await SpoilAsync(directory, right, wrong));

        Assert.NotEmpty(complaints);
    }

    [Theory]
    [InlineData("McpServer:", "McpService:")]
    [InlineData("SupportedVersions:", "SupportedRevisions:")]
    public async Task The_linter_finds_a_slip_deeper_down(string right, string wrong)
    {
        using var directory = new TemporaryDirectory();

        var complaints = await LintAsync(await SpoilAsync(directory, right, wrong));

        Assert.Contains(wrong.TrimEnd(':'), complaints, StringComparison.Ordinal);
    }

    private static async Task<string> SpoilAsync(TemporaryDirectory directory, string right, string wrong)
    {
        var text = await File.ReadAllTextAsync(Template.Path, TestContext.Current.CancellationToken);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var spoilt = directory.File("template.yaml");
        await File.WriteAllTextAsync(spoilt, text.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return spoilt;
    }

    private static async Task<string> LintAsync(string template, params string[] more)
    {
        var linter = Needs.OnPath("cfn-lint", "install the Python package cfn-lint");
        var lint = await ProgramRun.Of(linter, ["-t", template, "-r", "us-east-1", .. more]);
        return lint.Output + lint.Error;
    }

    private static async Task<string[]> IncludeAsync(string template)
    {
        Needs.NodeModule("aws-cdk-lib");
        var script = Path.Combine(Needs.Root, "tests", "js", "include-template.mjs");
        var include = await ProgramRun.Of(Needs.OnPath("node", "install Node"), [script, template, .. EverythingNew]);
        var lines = include.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. lines.Where(line => !OfFixedParameters.Contains(line.Split(' ')[1]))];
        return include.ExitCode == 0 ? found : [.. found, include.Error];
    }
}
