using System.Text.Json;
using Amplify.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>People's alarms and scripts match the first release's sentences: ours begin with them, and go on.</summary>
public class FirstSentenceTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string NoEndpoint = "Could not find endpoint \\\"endpoint-name\\\"";

    public static TheoryData<string, object, string, string> Refusals => new()
    {
        { "nothing", new { sequence = "MKTVRQERLKXBZ" }, "INVALID_SEQUENCE", "Sequence contains invalid amino acid characters" },
        { "upload", new { sequence = Make.Protein }, "S3_UPLOAD_ERROR", "Failed to upload input data to S3: Access Denied" },
        {
            "endpoint", new { sequence = Make.Protein }, "SAGEMAKER_VALIDATION_ERROR",
            "SageMaker validation error: Could not find endpoint \"endpoint-name\""
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_begins_as_it_always_did_and_says_what_helps(string what, object arguments, string code, string sentence)
    {
        if (what == "upload") Aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied", "Access Denied");
        if (what == "endpoint") Aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError", NoEndpoint));
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var envelope = await tools.CallAsync("invoke_endpoint", arguments);

        var message = envelope.GetProperty("message").GetString()!;
        Assert.Equal(code, envelope.GetProperty("error_code").GetString());
        Assert.StartsWith(sentence, message, StringComparison.Ordinal);
        Assert.True(message.Length > sentence.Length + 20, message);
        Assert.Contains("Nothing was submitted.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_details_of_unknown_residues_are_the_first_ones()
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var details = (await tools.CallAsync("invoke_endpoint", new { sequence = "MKTVRQERLKXBZ" })).GetProperty("details");

        Assert.Equal("Invalid characters found: X, B, Z", details.GetProperty("errors")[0].GetString());
        Assert.Equal("ACDEFGHIKLMNPQRSTVWY", details.GetProperty("valid_characters").GetString());
    }

    [Fact]
    public async Task A_jobs_life_is_told_in_the_first_words()
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());

        var accepted = await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein });
        var completed = await tools.CallAsync("get_results", new { output_id = IdOf(accepted) });
        Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        var running = await tools.CallAsync(
            "get_results", new { output_id = IdOf(await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein })) });
        Aws.SageMaker.OnAccepted = job => Aws.SageMaker.FailAsync(job, "CUDA out of memory");
        var failed = await tools.CallAsync(
            "get_results", new { output_id = IdOf(await tools.CallAsync("invoke_endpoint", new { sequence = Make.Protein })) });
        var unknown = await tools.CallAsync("invalid_tool_name", new { });

        Assert.Equal("Async inference request submitted successfully", MessageOf(accepted));
        Assert.Equal("Results retrieved successfully", MessageOf(completed));
        Assert.Equal("Prediction is still in progress", MessageOf(running));
        Assert.StartsWith(
            "Prediction is still in progress. Please check again later.", running.GetProperty("data").GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("Async inference prediction failed", MessageOf(failed));
        Assert.StartsWith(
            "Unknown tool: invalid_tool_name. Supported tools are: invoke_endpoint, get_results", MessageOf(unknown),
            StringComparison.Ordinal);
    }

    private static string MessageOf(JsonElement envelope) => envelope.GetProperty("message").GetString()!;

    private static string? IdOf(JsonElement envelope) => envelope.GetProperty("data").GetProperty("output_id").GetString();
}
