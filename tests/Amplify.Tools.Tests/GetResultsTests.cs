using System.Text;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class GetResultsTests
{
    [Fact]
    public async Task A_finished_job_is_completed_with_the_seeds_fields()
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Examples.Insulin)));

        var answer = await tools.ResultsAsync();

        var data = answer.GetProperty("data");
        Assert.Equal("Results retrieved successfully", answer.Text("message"));
        Assert.Equal(
            ("completed", "job-1", "s3://bucket/async-inference-output/job-1.out", "2026-03-04T12:00:00Z"),
            (data.Text("status"), data.Text("output_id"), data.Text("s3_output_path"), data.Text("completion_time")));
        Assert.Equal("amplify-350m", data.Text("results.metadata.model_version"));
        Assert.False(data.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task A_direct_call_gets_the_stored_json_unchanged()
    {
        const string Stored = """{ "prediction" : "result_data", "numbers": [1.0, 2E+5, -0.0] }""";
        var backend = new ScriptedBackend(Encoding.UTF8.GetBytes(Stored));
        var tools = new ToolBench(backend);

        var answer = await tools.ResultsAsync("", ToolBench.Direct);

        Assert.Equal(Stored, answer.At("data.results").GetRawText());
    }

    [Fact]
    public async Task A_running_job_has_the_seeds_shape_and_what_is_known()
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        var answer = await tools.ResultsAsync();

        var data = answer.GetProperty("data");
        Assert.Equal("Prediction is still in progress", answer.Text("message"));
        Assert.Equal(
            ("in_progress", "Prediction is still in progress. Please check again later."),
            (data.Text("status"), data.Text("message")));
        Assert.Equal("s3://bucket/async-inference-output/job-1.out", data.Text("expected_paths.success"));
        Assert.Equal(
            (30, 90, true),
            (data.Number("check_interval_seconds"), data.Number("elapsed_seconds"), data.At("known").GetBoolean()));
        Assert.Equal("2026-03-04T11:58:30Z", data.Text("submitted_at"));
    }

    [Fact]
    public async Task A_failed_job_has_the_seeds_details_and_what_to_do()
    {
        var tools = new ToolBench(new ScriptedBackend(new Prediction.Failed(
            new("Out of memory", "model_error"), "s3://bucket/async-inference-failures/job-1-error.out", ScriptedBackend.Noon, "Submit a shorter sequence.", Retryable: false)));

        var answer = await tools.ResultsAsync();

        var details = answer.GetProperty("details");
        Assert.Equal(("PREDICTION_FAILED", "Async inference prediction failed"), (answer.Text("error_code"), answer.Text("message")));
        Assert.Equal(
            ("failed", "job-1", "2026-03-04T12:00:00Z"),
            (details.Text("status"), details.Text("output_id"), details.Text("failure_time")));
        Assert.Equal(
            ("Out of memory", "model_error"),
            (details.Text("error_details.error_message"), details.Text("error_details.error_type")));
        Assert.Equal("Submit a shorter sequence.", details.Text("suggestion"));
        Assert.False(details.GetProperty("retryable").GetBoolean());
    }

    [Theory]
    [InlineData("{}", "INVALID_EVENT_STRUCTURE", "'output_id' is missing or blank")]
    [InlineData("""{ "output_id": " " }""", "INVALID_EVENT_STRUCTURE", "'output_id' is missing or blank")]
    [InlineData("""{ "output_id": null }""", "INVALID_EVENT_STRUCTURE", "'output_id' is missing or blank")]
    [InlineData("""{ "output_id": {} }""", "INVALID_EVENT_STRUCTURE", "'output_id' is an object; it takes text")]
    [InlineData("""{ "output_id": "s3://other/x.out" }""", "INVALID_S3_PATH", "reads only s3://bucket/async-inference-output/<output_id>.out")]
    [InlineData("""{ "output_id": "../../etc/passwd" }""", "INVALID_S3_PATH", "none of ours")]
    [InlineData("""{ "output_id": "a b" }""", "INVALID_S3_PATH", "'a b' is no output_id")]
    [InlineData("""{ "output_id": "job-1", "view": "picture" }""", "INVALID_EVENT_STRUCTURE", "'view' is 'picture'; it takes summary, table, matrix, heatmap, full")]
    [InlineData("""{ "output_id": "job-1", "view": 7 }""", "INVALID_EVENT_STRUCTURE", "'view' is '7'")]
    [InlineData("""{ "output_id": "job-1", "positions": "ten" }""", "INVALID_EVENT_STRUCTURE", "'ten' is no position or range")]
    [InlineData("""{ "output_id": "job-1", "limit": 101 }""", "INVALID_EVENT_STRUCTURE", "'limit' is '101'; it takes a whole number from 1 to 100")]
    [InlineData("""{ "output_id": "job-1", "limit": 1.5 }""", "INVALID_EVENT_STRUCTURE", "'limit' is '1.5'")]
    [InlineData("""{ "output_id": "job-1", "limit": true }""", "INVALID_EVENT_STRUCTURE", "'limit' is true or false")]
    [InlineData("""{ "output_id": "job-1", "limit": "\ud800" }""", "INVALID_EVENT_STRUCTURE", "'limit' is '\uFFFD'; it takes a whole number")]
    [InlineData("""{ "output_id": "job-1", "wait_seconds": 21 }""", "INVALID_EVENT_STRUCTURE", "a whole number from 0 to 20")]
    [InlineData("""{ "output_id": "job-1", "numbering_offset": 1e9 }""", "INVALID_EVENT_STRUCTURE", "'numbering_offset'")]
    [InlineData("""{ "output_id": "job-1", "cursor": "nonsense" }""", "INVALID_EVENT_STRUCTURE", "'cursor' does not belong to this question")]
    public async Task A_wrong_argument_is_named_and_nothing_is_fetched(string arguments, string code, string words)
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var answer = await tools.CallAsync("get_results", arguments);

        Assert.Equal(code, answer.Text("error_code"));
        Assert.Contains(words, answer.Text("message"));
        Assert.Empty(backend.Fetched);
    }

    [Fact]
    public async Task Arguments_may_come_as_models_write_them()
    {
        var backend = new ScriptedBackend(Examples.Told(Examples.Insulin));
        var tools = new ToolBench(backend);

        var answer = await tools.CallAsync("get_results", """
            { "output_id": "s3://bucket/async-inference-output/job-1.out", "view": "Summary", "positions": [1, "3-4"], "limit": "7",
              "mutations": null, "numbering_offset": "0", "colour": 1 }
            """);

        Assert.Equal("job-1", Assert.Single(backend.Fetched));
        Assert.Equal((7, 57), (answer.At("data.page.returned").GetInt32(), answer.At("data.page.total").GetInt32()));
        Assert.Equal("The argument 'colour' is not known and was ignored.", answer.Text("data.warnings.0"));
    }
}
