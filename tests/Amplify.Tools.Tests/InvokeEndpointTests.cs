using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class InvokeEndpointTests
{
    [Fact]
    public async Task A_receipt_says_what_was_read_and_when_to_ask()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var answer = await tools.SubmitAsync(">insulin B\nfvnqhlcgshlvealylvcg ergffytpkt*");

        var data = answer.GetProperty("data");
        Assert.Equal("Async inference request submitted successfully", answer.Text("message"));
        Assert.Equal("job-1", data.Text("output_id"));
        Assert.Equal("s3://bucket/async-inference-output/job-1.out", data.Text("s3_output_path"));
        Assert.Equal(30, data.GetProperty("sequence_length").GetInt32());
        Assert.Equal("2026-03-04T12:01:00Z", data.Text("estimated_completion_time"));
        Assert.Equal("FVNQHLCGSH", data.Text("sequence_ends.first"));
        Assert.Equal("ERGFFYTPKT", data.Text("sequence_ends.last"));
        Assert.Equal(30, data.GetProperty("check_interval_seconds").GetInt32());
        Assert.Equal(4, data.GetProperty("normalization").GetArrayLength());
        Assert.False(data.TryGetProperty("warnings", out _));
        Assert.Equal(Examples.Insulin, Assert.Single(backend.Submitted).Value);
    }

    [Theory]
    [InlineData("{}", "'sequence' is missing")]
    [InlineData("""{ "sequence": null }""", "'sequence' is missing")]
    [InlineData("""{ "sequence": "" }""",
        "'sequence' is blank. Send 1 to 10,000 residues in one-letter code; if you did, the client may have dropped a long "
            + "argument. Nothing")]
    [InlineData("""{ "sequence": " \n\t " }""", "'sequence' is blank")]
    [InlineData("""{ "Sequence": "MKTV" }""", "'sequence' is missing")]
    [InlineData("\"MKTV\"", "must be an object such as {\"sequence\": \"…\"}, and text was sent")]
    [InlineData("[]", "a list was sent")]
    [InlineData("null", "nothing was sent")]
    [InlineData("5", "a number was sent")]
    [InlineData("false", "true or false was sent")]
    public Task Arguments_without_a_sequence_are_an_invalid_event(string arguments, string words) =>
        RefusedAsync(arguments, "INVALID_EVENT_STRUCTURE", words);

    [Theory]
    [InlineData("12345", "a number")]
    [InlineData("true", "true or false")]
    [InlineData("""["MKTV"]""", "a list")]
    [InlineData("""{ "residues": "MKTV" }""", "an object")]
    public Task A_sequence_that_is_no_text_is_an_invalid_sequence(string value, string kind) =>
        RefusedAsync($$"""{ "sequence": {{value}} }""", "INVALID_SEQUENCE", $"Sequence must be a string, and {kind} was sent");

    [Theory]
    [InlineData("\"yes\"", "'force' is 'yes'; it takes true or false.")]
    [InlineData("1", "'force' is '1'; it takes true or false.")]
    [InlineData("{}", "'force' is an object; it takes true or false.")]
    public Task A_force_that_is_neither_true_nor_false_is_an_invalid_event(string value, string words) =>
        RefusedAsync($$"""{ "sequence": "MKTV", "force": {{value}} }""", "INVALID_EVENT_STRUCTURE", words);

    [Theory]
    [InlineData("\"MKTVRQERLKXBZ\"", "Sequence contains invalid amino acid characters: X at 11")]
    [InlineData("\"\\ud800\"", "\uFFFD at 1")]
    public Task A_text_that_is_no_protein_is_an_invalid_sequence(string value, string words) =>
        RefusedAsync($$"""{ "sequence": {{value}} }""", "INVALID_SEQUENCE", words);

    [Fact]
    public async Task Arguments_nobody_knows_are_ignored_with_a_warning()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var answer = await tools.CallAsync(
            "invoke_endpoint",
            """{ "tool_name": "invoke_endpoint", "model": "big", "\ud800": 1, "sequence": "MKTV" }""");

        var warnings = answer.At("data.warnings").EnumerateArray().Select(it => it.GetString()).ToList();
        Assert.Equal("The argument 'model' is not known and was ignored.", warnings[0]);
        Assert.Equal(2, warnings.Count);
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(true, ", \"force\": false", true)]
    [InlineData(true, ", \"force\": true", false)]
    [InlineData(true, ", \"force\": \"true\"", false)]
    [InlineData(true, ", \"force\": \"\"", true)]
    [InlineData(true, ", \"force\": []", true)]
    [InlineData(true, ", \"force\": \"None\"", true)]
    [InlineData(false, "", false)]
    public async Task An_earlier_job_is_given_where_reuse_is_on_and_no_new_one_is_forced(bool reuse, string force, bool reused)
    {
        var tools = new ToolBench(new RememberingBackend(), reuse);

        var answer = await tools.CallAsync("invoke_endpoint", $$"""{ "sequence": "MKTV"{{force}} }""");

        Assert.Equal(reused ? "earlier" : "new", answer.Text("data.output_id"));
        Assert.Equal(reused, answer.GetProperty("data").Has("reused"));
        Assert.Equal(
            reused
                ? "The same sequence was submitted before: this is its job, and nothing new was submitted. Ask get_results; send force: "
                    + "true to run it again."
                : "Async inference request submitted successfully",
            answer.Text("message"));
    }

    [Fact]
    public async Task Dna_is_accepted_with_a_warning()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var answer = await tools.SubmitAsync("ACGTACGTACGTACGTACGTACGTACGTACGT");

        Assert.Contains("looks like DNA", answer.Text("data.warnings.0"));
    }

    [Fact]
    public async Task Faults_reach_the_caller_with_their_code_and_words()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running())
        {
            Fault = new(ErrorCode.SageMakerServiceUnavailable, "Busy. Nothing was submitted.", new ErrorDetails.Fault(true, 30)),
        });

        var answer = await tools.SubmitAsync("MKTV");

        Assert.Equal("SAGEMAKER_SERVICE_UNAVAILABLE", answer.Text("error_code"));
        Assert.Equal(30, answer.At("details.retry_after_seconds").GetInt32());
    }

    private static async Task RefusedAsync(string arguments, string code, string words)
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var answer = await tools.CallAsync("invoke_endpoint", arguments);

        Assert.Equal(code, answer.Text("error_code"));
        Assert.Contains(words, answer.Text("message"));
        Assert.EndsWith("Nothing was submitted.", answer.Text("message"));
        Assert.DoesNotContain("System.", answer.ToString());
        Assert.Empty(backend.Submitted);
    }

    private sealed class RememberingBackend : IPredictionBackend
    {
        public string OutputLocation => ScriptedBackend.Location;

        public Task<Submission> SubmitAsync(ProteinSequence sequence, CancellationToken cancellationToken) => Task.FromResult(Job("new"));

        public Task<Submission> SubmitOnceAsync(ProteinSequence sequence, CancellationToken cancellationToken) =>
            Task.FromResult(Job("earlier") with { Reused = true });

        public Task<Prediction> FetchAsync(OutputId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static Submission Job(string id) =>
            new(id, $"{ScriptedBackend.Location}{id}.out", ScriptedBackend.Noon, ScriptedBackend.Noon, 30);
    }
}
