using System.Text;
using System.Text.Json;
using Amplify.Tools.Backends;
using Amplify.Tools.Tests.Support;

namespace Amplify.Tools.Tests;

public class GetResultsTests
{
    [Fact]
    public async Task A_finished_job_is_completed_with_the_samples_fields()
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
    public async Task A_result_that_is_passed_through_is_not_read_for_its_numbers()
    {
        var stored = Examples.Told(string.Concat(Enumerable.Repeat("MKTVRQERLK", 200)));
        var tools = new ToolBench(new ScriptedBackend(stored));
        using var arguments = JsonDocument.Parse("""{ "output_id": "job-1" }""");
        await new ToolBench(new ScriptedBackend(stored)).ResultsAsync("", ToolBench.Direct); // whatever is made once

        var before = GC.GetAllocatedBytesForCurrentThread();
        var call = tools.Runner.RunAsync("get_results", arguments.RootElement, ToolBench.Direct, TestContext.Current.CancellationToken);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(call.IsCompletedSuccessfully);
        Assert.InRange(taken, 0, 20 * 2_000 * sizeof(float) / 2);
        Assert.Equal(2_000, (await call).Result!.Stored.Scan!.Length);
    }

    [Fact]
    public async Task A_running_job_has_the_samples_shape_and_what_is_known()
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
    public async Task A_failed_job_has_the_samples_details_and_what_to_do()
    {
        var tools = new ToolBench(new ScriptedBackend(new Prediction.Failed(
            new("Out of memory", "model_error"), "s3://bucket/async-inference-failures/job-1-error.out", ScriptedBackend.Noon,
                "Submit a shorter sequence.", Retryable: false)));

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
    [InlineData("""{ "output_id": "s3://other/x.out" }""", "INVALID_S3_PATH",
        "reads only s3://bucket/async-inference-output/<output_id>.out")]
    [InlineData("""{ "output_id": "../../etc/passwd" }""", "INVALID_S3_PATH", "none of ours")]
    [InlineData("""{ "output_id": "a b" }""", "INVALID_S3_PATH", "'a b' is no output_id")]
    [InlineData("""{ "output_id": "job-1", "view": "picture" }""", "INVALID_EVENT_STRUCTURE",
        "'view' is 'picture'; it takes summary, table, matrix, csv, heatmap, library, full")]
    [InlineData("""{ "output_id": "job-1", "view": 7 }""", "INVALID_EVENT_STRUCTURE", "'view' is '7'")]
    [InlineData("""{ "output_id": "job-1", "positions": "ten" }""", "INVALID_EVENT_STRUCTURE",
        "'ten' is no position or range; write 10-20,35. Nothing was read.")]
    [InlineData("""{ "output_id": "job-1", "limit": 101 }""", "INVALID_EVENT_STRUCTURE",
        "'limit' is '101'; it takes a whole number from 1 to 100")]
    [InlineData("""{ "output_id": "job-1", "limit": 0 }""", "INVALID_EVENT_STRUCTURE",
        "'limit' is '0'; it takes a whole number from 1 to 100. Nothing was read.")]
    [InlineData("""{ "output_id": "job-1", "limit": "101" }""", "INVALID_EVENT_STRUCTURE", "'limit' is '101'")]
    [InlineData("""{ "output_id": "job-1", "limit": "0" }""", "INVALID_EVENT_STRUCTURE", "'limit' is '0'")]
    [InlineData("""{ "output_id": "job-1", "limit": "many" }""", "INVALID_EVENT_STRUCTURE", "'limit' is 'many'")]
    [InlineData("""{ "output_id": "job-1", "limit": [7] }""", "INVALID_EVENT_STRUCTURE", "'limit' is a list; it takes")]
    [InlineData("""{ "output_id": "job-1", "limit": 1e-30 }""", "INVALID_EVENT_STRUCTURE", "'limit' is '1e-30'")]
    [InlineData("""{ "output_id": "job-1", "limit": "5.5" }""", "INVALID_EVENT_STRUCTURE", "'limit' is '5.5'")]
    [InlineData("""{ "output_id": "job-1", "limit": "NaN" }""", "INVALID_EVENT_STRUCTURE", "'limit' is 'NaN'")]
    [InlineData("""{ "output_id": "job-1", "limit": "Infinity" }""", "INVALID_EVENT_STRUCTURE", "'limit' is 'Infinity'")]
    [InlineData("""{ "output_id": ["job-1"] }""", "INVALID_EVENT_STRUCTURE", "'output_id' is a list; it takes text. Nothing was read.")]
    [InlineData("""{ "output_id": ["job", "1"] }""", "INVALID_EVENT_STRUCTURE", "'output_id' is a list; it takes text.")]
    [InlineData("""{ "output_id": [] }""", "INVALID_EVENT_STRUCTURE", "'output_id' is missing or blank")]
    [InlineData("""{ "output_id": "None" }""", "INVALID_EVENT_STRUCTURE", "'output_id' is missing or blank")]
    [InlineData("""{ "output_id": "job-1", "view": ["table"] }""", "INVALID_EVENT_STRUCTURE", "'view' is a list; it takes text")]
    [InlineData("""{ "output_id": "job-1", "positions": {}, "view": "x" }""", "INVALID_EVENT_STRUCTURE", "'positions' is an object")]
    [InlineData("""{ "output_id": "job-1", "limit": 0, "view": "x" }""", "INVALID_EVENT_STRUCTURE", "'view' is 'x'")]
    [InlineData("""{ "output_id": "job-1", "positions": [1, true] }""", "INVALID_EVENT_STRUCTURE",
        "'positions' is a list; it takes text, or a list of texts.")]
    [InlineData("""{ "output_id": "job-1", "wait_seconds": -1 }""", "INVALID_EVENT_STRUCTURE", "'wait_seconds' is '-1'")]
    [InlineData("""{ "output_id": "job-1", "numbering_offset": 100001 }""", "INVALID_EVENT_STRUCTURE",
        "a whole number from -100000 to 100000")]
    [InlineData("""{ "output_id": "job-1", "numbering_offset": "-100001" }""", "INVALID_EVENT_STRUCTURE",
        "a whole number from -100000 to 100000")]
    [InlineData("""{ "output_id": "a\\b" }""", "INVALID_S3_PATH", @"The path 'a\b' is none of ours")]
    [InlineData("""{ "output_id": "job-1", "limit": 1.5 }""", "INVALID_EVENT_STRUCTURE", "'limit' is '1.5'")]
    [InlineData("""{ "output_id": "job-1", "limit": true }""", "INVALID_EVENT_STRUCTURE", "'limit' is true or false")]
    [InlineData("""{ "output_id": "job-1", "limit": "\ud800" }""", "INVALID_EVENT_STRUCTURE",
        "'limit' is '\uFFFD'; it takes a whole number")]
    [InlineData("""{ "output_id": "job-1", "wait_seconds": 21 }""", "INVALID_EVENT_STRUCTURE", "a whole number from 0 to 20")]
    [InlineData("""{ "output_id": "job-1", "numbering_offset": 1e9 }""", "INVALID_EVENT_STRUCTURE", "'numbering_offset'")]
    [InlineData("""{ "output_id": "job-1", "cursor": "nonsense" }""", "INVALID_EVENT_STRUCTURE",
        "'cursor' does not belong to this question: send page.next_cursor unchanged, with the same output_id, view, positions, "
            + "mutations, filters and numbering_offset. Nothing was read.")]
    public async Task A_wrong_argument_is_named_and_nothing_is_fetched(string arguments, string code, string words)
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var answer = await tools.CallAsync("get_results", arguments);

        Assert.Equal(code, answer.Text("error_code"));
        Assert.Contains(words, answer.Text("message"));
        Assert.Empty(backend.Fetched);
    }

    [Theory]
    [InlineData(
        "s3://other/x.out",
        "The path 's3://other/x.out' is none of ours: this server reads only s3://bucket/async-inference-output/<output_id>.out. Send "
            + "the output_id alone. Nothing was read.")]
    [InlineData(
        "a b",
        "'a b' is no output_id: it has letters, digits, '.', '_' and '-' only, at most 128. Send the output_id that invoke_endpoint "
            + "gave. Nothing was read.")]
    public async Task What_is_no_output_id_is_told_what_one_is(string text, string message)
    {
        var tools = new ToolBench(new ScriptedBackend(ScriptedBackend.Running()));

        Assert.Equal(message, (await tools.CallAsync("get_results", $$"""{ "output_id": "{{text}}" }""")).Text("message"));
    }

    [Theory]
    [InlineData("\"limit\": 1", 1)]
    [InlineData("\"limit\": 100", 100)]
    [InlineData("\"limit\": \"1\"", 1)]
    [InlineData("\"limit\": \"100\"", 100)]
    [InlineData("\"limit\": 5, \"numbering_offset\": 100000", 5)]
    [InlineData("\"limit\": 5, \"numbering_offset\": \"-100000\"", 5)]
    [InlineData("\"limit\": 5, \"wait_seconds\": 20", 5)]
    [InlineData("\"limit\": 5.0, \"wait_seconds\": 5.0, \"numbering_offset\": 24.0", 5)]
    [InlineData("\"limit\": 1e1, \"wait_seconds\": 0e0", 10)]
    [InlineData("\"limit\": \"10.0\", \"numbering_offset\": \"-2.4e1\"", 10)]
    [InlineData("\"limit\": \" 1E1 \"", 10)]
    [InlineData("\"positions\": [10, 11.0, 1.2e1], \"limit\": 100", 57)]
    [InlineData("\"positions\": 10.0, \"limit\": 100", 19)]
    [InlineData("\"limit\": \"\", \"view\": \"\", \"positions\": \"\", \"mutations\": \" \", \"cursor\": \"\", \"wait_seconds\": \"\", "
        + "\"numbering_offset\": \"\"", 3)]
    [InlineData("\"limit\": [], \"view\": [], \"positions\": [], \"mutations\": [], \"cursor\": [], \"wait_seconds\": [], "
        + "\"numbering_offset\": []", 3)]
    [InlineData("\"limit\": null, \"view\": null, \"positions\": null, \"mutations\": null, \"cursor\": null, \"wait_seconds\": null", 3)]
    [InlineData("\"positions\": [\"\", null], \"mutations\": [null]", 3)]
    [InlineData("\"limit\": 5, \"view\": \" TABLE \"", 5)]
    [InlineData("\"view\": \"table\"", 50)]
    [InlineData("\"mutations\": \"*A *C *D\"", 50)]
    [InlineData("\"positions\": \"1-3\"", 50)]
    [InlineData("\"view\": \"heatmap\"", 3)]
    public async Task The_ends_of_what_an_argument_takes_belong_to_it(string arguments, int rows)
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Examples.Insulin)));

        Assert.Equal(rows, (await tools.ResultsAsync(arguments)).Number("data.page.returned"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("NULL")]
    [InlineData(" none ")]
    [InlineData("undefined")]
    public async Task A_text_that_means_nothing_is_left_out_and_said(string nothing)
    {
        var tools = new ToolBench(new ScriptedBackend(Examples.Told(Examples.Insulin)));

        var answer = await tools.ResultsAsync($"\"mutations\": \"{nothing}\", \"limit\": \"{nothing}\", \"view\": \"{nothing}\"");

        Assert.Equal(3, answer.Number("data.page.returned"));
        Assert.False(answer.GetProperty("data").TryGetProperty("notes", out _));
        Assert.Equal(
            [$"The argument 'mutations' is the text '{nothing.Trim()}' and was taken as left out.",
                $"The argument 'view' is the text '{nothing.Trim()}' and was taken as left out.",
                $"The argument 'limit' is the text '{nothing.Trim()}' and was taken as left out."],
            answer.At("data.warnings").EnumerateArray().Select(it => it.GetString()));
    }

    [Fact]
    public async Task A_number_is_read_as_an_id_and_of_many_unknown_arguments_the_first_are_named()
    {
        var backend = new ScriptedBackend(ScriptedBackend.Running());
        var tools = new ToolBench(backend);

        var answer = await tools.CallAsync("get_results", """{ "output_id": 123, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1 }""");

        Assert.Equal(["123"], backend.Fetched);
        Assert.Equal(5, answer.At("data.warnings").GetArrayLength());
        Assert.Equal("The argument 'e' is not known and was ignored.", answer.Text("data.warnings.4"));
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
