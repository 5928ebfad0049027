using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>The first release's examples, payloads and troubleshooting cases, sent to the published function.</summary>
public class DocumentedAnswersTests(MotoServer moto)
{
    private const string Stored =
        """{"predictions":[{"position":1,"original_aa":"M","variant_aa":"L","effect_score":0.85,"confidence":0.92}]"""
        + ""","metadata":{"model_version":"amplify-v1.0","processing_time":"45.2s"}}""";

    public static TheoryData<string> ValidSequences =>
        ["MKTVRQERLK", Published.Protein, "M" + string.Concat(Enumerable.Repeat("ACDEFGHIKLMNPQRSTVWY", 499))];

    [Theory]
    [MemberData(nameof(ValidSequences))]
    public async Task Every_valid_sample_sequence_is_submitted_as_documented(string sequence)
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.CallAsync("invoke_endpoint", Published.Sequence(sequence));

        var job = Assert.Single(function.Aws.SageMaker.Jobs);
        Assert.Equal(sequence, job.Sequence);
        Documents.AssertHas("submitted", answer, function.Aws.Bucket, job.Id, "sequence_length");
        Assert.Equal(sequence.Length, answer.GetProperty("data").GetProperty("sequence_length").GetInt32());
    }

    public static TheoryData<string, string, string> InvalidPayloads => new()
    {
        { """{"sequence":""}""", "INVALID_EVENT_STRUCTURE", "'sequence' is blank" },
        { """{"sequence":"MKTVRQERLKXBZ"}""", "INVALID_SEQUENCE", "X at 11; B at 12; Z at 13" },
        { Published.Sequence(new('A', 10_001)), "INVALID_SEQUENCE", "too long (maximum 10,000 characters): it has 10,001" },
        { """{"sequence":12345}""", "INVALID_SEQUENCE", "must be a string" },
    };

    [Theory]
    [MemberData(nameof(InvalidPayloads))]
    public async Task Every_invalid_sample_payload_is_refused_and_nothing_submitted(string payload, string code, string message)
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.CallAsync("invoke_endpoint", payload);

        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal(code, answer.GetProperty("error_code").GetString());
        Assert.Contains(message, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("Nothing was submitted", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(function.Aws.SageMaker.Requests);
        Assert.Empty(function.Aws.S3.Requests);
    }

    [Fact]
    public async Task Bad_residues_are_answered_as_documented()
    {
        await using var function = await Published.StartAsync(moto);

        Documents.AssertHas("invalid-sequence", await function.CallAsync("invoke_endpoint", Published.Sequence("MKTVRQERLKXBZ")));
    }

    [Theory]
    [InlineData("abc123-def456")]
    [InlineData("s3://{0}/async-inference-output/abc123-def456.out")]
    public async Task A_result_is_given_verbatim_by_id_or_path(string named)
    {
        await using var function = await Published.StartAsync(moto);
        await function.StoreAsync("async-inference-output/abc123-def456.out", Stored);

        var answer = await function.CallAsync("get_results", Published.Id(string.Format(null, named, function.Aws.Bucket)));

        Documents.AssertHas("completed", answer, function.Aws.Bucket, "abc123-def456");
        Assert.Equal(Stored, answer.GetProperty("data").GetProperty("results").GetRawText());
    }

    [Fact]
    public async Task A_running_job_is_in_progress_as_documented()
    {
        await using var function = await Published.StartAsync(moto);
        function.Aws.SageMaker.FailurePath = "async-inference-failures/{0}.out";
        function.Aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTVRQERLK"));

        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;
        Documents.AssertHas("in-progress", await function.CallAsync("get_results", Published.Id(id)), function.Aws.Bucket, id);
    }

    [Fact]
    public async Task A_failed_prediction_is_reported_as_documented()
    {
        await using var function = await Published.StartAsync(moto);
        await function.StoreAsync("async-inference-failures/abc.out",
            """{"error_message":"Model inference failed: Out of memory error during prediction","error_type":"model_error"}""");

        Documents.AssertHas("failed", await function.CallAsync("get_results", Published.Id("abc")), function.Aws.Bucket, "abc");
    }

    [Fact]
    public async Task Troubleshooting_1_an_unknown_tool()
    {
        await using var function = await Published.StartAsync(moto);

        var answer = await function.CallAsync("invalid_tool_name", "{}");

        Documents.AssertHas("unknown-tool", answer);
        Assert.Equal(
            "Unknown tool: invalid_tool_name. Supported tools are: invoke_endpoint, get_results",
            answer.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Troubleshooting_3_the_endpoint_is_not_there()
    {
        await using var function = await Published.StartAsync(moto);
        function.Aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError", "Could not find endpoint \\\"endpoint-name\\\""));

        Documents.AssertHas("endpoint-not-found", await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV")));
    }

    [Fact]
    public async Task Troubleshooting_4_the_upload_is_denied()
    {
        await using var function = await Published.StartAsync(moto);
        function.Aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied", "Access Denied");

        Documents.AssertHas("upload-denied", await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV")));
        Assert.Empty(function.Aws.SageMaker.Requests);
    }

    [Fact]
    public async Task Troubleshooting_6_a_service_that_does_not_answer_is_an_envelope_before_the_function_times_out()
    {
        await using var function = await Published.StartAsync(
            moto, it => it with { Timeout = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromMinutes(1) });
        function.Aws.S3.Fault = _ => LoopbackReply.Hang;

        var answer = await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));

        Assert.Equal("AWS_CONNECTION_ERROR", answer.GetProperty("error_code").GetString());
        Assert.Contains("raise that limit", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("S3 at http", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, function.Lambda.Starts);
    }

    [Theory]
    [InlineData("async-inference-output/t.out", "plain text, not JSON", """"raw_output":"plain text, not JSON"""")]
    [InlineData("async-inference-output/t.out", "{}", """"warning":"Results parsed as empty JSON"""")]
    public async Task What_is_stored_and_no_prediction_is_still_given(string key, string stored, string expected)
    {
        await using var function = await Published.StartAsync(moto);
        await function.StoreAsync(key, stored);

        var answer = await function.CallAsync("get_results", Published.Id("t"));

        Assert.Contains(expected, answer.GetProperty("data").GetProperty("results").GetRawText(), StringComparison.Ordinal);
    }
}
