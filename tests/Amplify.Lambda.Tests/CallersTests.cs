using System.Text;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>The callers there really are: boto3, the AWS command line, and our own smoke test, against the Invoke API.</summary>
public class CallersTests(MotoServer moto)
{
    private const string Predictions =
        """{"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":0.85,"confidence":0.92}]}""";

    [Theory]
    [InlineData("bedrockAgentCoreToolName")]
    [InlineData("bedrockagentcoreToolName")]
    public async Task The_usage_examples_run_under_boto3(string key)
    {
        var python = Needs.Python;
        await using var function = await Published.StartAsync(moto);
        function.Aws.SageMaker.Model = _ => Task.FromResult(Encoding.UTF8.GetBytes(Predictions));

        var run = await RunAsync(
            function, python, Path.Combine(Needs.Root, "tests", "Amplify.Lambda.Tests", "python", "first_release.py"), "vep-tools",
            Published.Protein, key);

        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
        [
            $"Output ID: {id}",
            $"S3 Output Path: s3://{function.Aws.Bucket}/async-inference-output/{id}.out",
            "Predictions: [{'position': 1, 'original_aa': 'M', 'variant_aa': 'L', 'effect_score': 0.85, 'confidence': 0.92}]",
            "Refused: An error occurred (InvalidRequestContentException) when calling the Invoke operation: Client context must be a "
                + "valid Base64-encoded JSON object.",
        ], run.Output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("invoke_endpoint", """{"sequence": "MKTVRQERLK"}""", "Async inference request submitted successfully")]
    [InlineData("get_results", """{"output_id": "your-output-id"}""", "Prediction is still in progress")]
    public async Task The_debugging_commands_run_under_the_AWS_command_line(string tool, string payload, string message)
    {
        var aws = Needs.OnPath("aws", "install the AWS command line");
        await using var function = await Published.StartAsync(moto);
        var file = Path.GetTempFileName();
        var context = Convert.ToBase64String(Encoding.UTF8.GetBytes(Published.Direct(tool)));

        var run = await RunAsync(
            function, aws, "lambda", "invoke", "--function-name", "vep-tools", "--payload", payload, "--client-context", context, file);

        var answer = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"\"message\":\"{message}\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smoke_test_passes()
    {
        Needs.OnPath("aws", "install the AWS command line");
        Needs.OnPath("jq", "install jq");
        await using var function = await Published.StartAsync(moto);

        var run = await RunAsync(function, Path.Combine(Needs.Root, "scripts", "smoke-test"), "vep-tools");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("completed: 1235 substitutions", run.Output, StringComparison.Ordinal);
    }

    private static Task<ProgramRun> RunAsync(Published function, string program, params string[] arguments) =>
        ProgramRun.Of(program, arguments, new Dictionary<string, string>(function.Aws.Variables)
        {
            ["AWS_ENDPOINT_URL_LAMBDA"] = function.Lambda.InvokeUrl,
            ["AWS_DEFAULT_REGION"] = function.Aws.Variables["AWS_REGION"],
        });
}
