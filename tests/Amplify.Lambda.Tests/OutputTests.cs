using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>What the function writes: one metric line a call, logs beside it, and nothing that must not leave.</summary>
public class OutputTests(MotoServer moto)
{
    [Fact]
    public async Task Every_invocation_writes_one_metric_line_with_the_known_names()
    {
        await using var function = await Published.StartAsync(moto);
        await function.CallAsync("invoke_endpoint", Published.Sequence(Published.Protein));
        var id = Assert.Single(function.Aws.SageMaker.Jobs).Id;
        await function.CallAsync("get_results", Published.Id(id));
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKXV"));
        await function.InvokeAsync("{}", clientContext: null);
        function.Aws.SageMaker.Script(LoopbackSageMaker.Error(400, "ValidationError"));
        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        await function.Lambda.StopAsync();

        var lines = function.Metrics.ToList();

        Assert.All(lines, EmbeddedMetricFormat.AssertValid);
        Assert.Equal(
        [
            "invoke_endpoint: Duration InvocationSuccess SequenceLength",
            "get_results: Duration InvocationSuccess ResultsSize",
            "invoke_endpoint: Duration InvocationError ValidationError",
            "unknown: Duration InvocationError ValidationError",
            "invoke_endpoint: Duration InvocationError SageMakerError",
        ], lines.Select(it => $"{it.GetProperty("Tool")}: {string.Join(' ', EmbeddedMetricFormat.Names(it).Order())}"));
        Assert.All(lines, it => Assert.Equal("vep-tools", it.GetProperty("FunctionName").GetString()));
        Assert.All(
            lines,
            it => Assert.Equal(
                "SageMaker/AsyncEndpoint",
                it.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Namespace").GetString()));
        Assert.Equal(65, lines[0].GetProperty("SequenceLength").GetInt32());
    }

    [Fact]
    public async Task Settings_that_are_missing_count_as_configuration_errors()
    {
        await using var function = await Published.StartAsync(moto, variables: ("SAGEMAKER_ENDPOINT_NAME", null));

        await function.CallAsync("invoke_endpoint", Published.Sequence("MKTV"));
        await function.Lambda.StopAsync();

        Assert.Equal(
            ["ConfigurationError", "Duration", "InvocationError"], EmbeddedMetricFormat.Names(Assert.Single(function.Metrics)).Order());
    }

    [Fact]
    public async Task Logs_carry_ids_codes_and_lengths_but_no_sequence_no_link_and_no_credential()
    {
        await using var function = await Published.StartAsync(moto, variables: ("LOG_LEVEL", "DEBUG"));
        function.Aws.SageMaker.Model = _ => Task.FromResult(Large.Heatmap(15_000));
        var submitted = await function.CallAsync("invoke_endpoint", Published.Sequence(Published.Protein));
        var id = submitted.GetProperty("data").GetProperty("output_id").GetString()!;
        var result = await function.CallAsync("get_results", Published.Id(id));
        function.Aws.S3.Fault = _ => LoopbackS3.Error(403, "AccessDenied");
        await function.CallAsync("get_results", Published.Id(id));
        await function.Lambda.StopAsync();

        var all = string.Join('\n', function.Lambda.Output);

        Assert.Contains(
            function.Logs, it => Text(it, "output_id") == id && Text(it, "request_id") is not null && Text(it, "level") == "INFO");
        Assert.Contains(function.Logs, it => Text(it, "error_code") == "ACCESS_DENIED");
        Assert.True(result.GetProperty("data").TryGetProperty("results_url", out _));
        Assert.DoesNotContain(Published.Protein[..10], all, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz-Signature", all, StringComparison.Ordinal);
        Assert.DoesNotContain(LoopbackAws.Credentials.SecretKey, all, StringComparison.Ordinal);
        Assert.DoesNotContain(LoopbackAws.Credentials.Token, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LOG_LEVEL", "ERROR", 0)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "FATAL", 0)]
    [InlineData("LOG_LEVEL", "WARNING", 0)]
    [InlineData("LOG_LEVEL", "INFO", 1)]
    [InlineData("LOG_LEVEL", "warn", 0)]
    [InlineData("LOG_LEVEL", "20", 1)]
    [InlineData("LOG_LEVEL", "nonsense", 2)] // with the line that says so
    public async Task The_log_level_silences_logs_and_never_metrics(string variable, string level, int logs)
    {
        await using var function = await Published.StartAsync(moto, variables: (variable, level));

        await function.InvokeAsync("{}", clientContext: null);
        await function.Lambda.StopAsync();

        Assert.Equal((1, logs), (function.Metrics.Count(), function.Logs.Count()));
    }

    [Fact]
    public async Task A_function_configured_for_text_logs_writes_text_beside_its_metrics()
    {
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_LOG_FORMAT", "Text"));

        await function.InvokeAsync("{}", clientContext: null);
        await function.Lambda.StopAsync();

        var text = Assert.Single(function.Lambda.Output, it => !it.StartsWith('{')).Split('\t');
        Assert.Equal(4, text.Length);
        Assert.True(Guid.TryParse(text[1], out _));
        Assert.Equal("INFO", text[2]);
        EmbeddedMetricFormat.AssertValid(JsonElement.Parse(Assert.Single(function.Lambda.Output, it => it.StartsWith('{'))));
    }

    [Theory]
    [InlineData("JSON")]
    [InlineData("Text")]
    public async Task What_nobody_reads_holds_no_invocation_and_no_exit(string format)
    {
        const int Enough = 300; // a pipe holds the lines of about a hundred
        await using var function = await Published.StartAsync(
            moto, it => it with { IsRead = false }, variables: ("AWS_LAMBDA_LOG_FORMAT", format));

        for (var call = 0; call < Enough; call++) await function.InvokeAsync("{}", clientContext: null);

        Assert.Equal(0, await function.Lambda.StopAsync());
        Assert.Equal(1, function.Lambda.Starts);
    }

    [Fact]
    public async Task All_that_an_invocation_wrote_is_out_before_the_next_is_asked_for()
    {
        await using var function = await Published.StartAsync(moto);

        for (var call = 1; call <= 20; call++)
        {
            await function.InvokeAsync("{}", clientContext: null);
            await function.Lambda.FreezeAsync(); // in its tracks: what is not in the pipe by now stays where it is
            await function.Lambda.WrittenAsync(2 * call);
            function.Lambda.Thaw();
        }

        Assert.Equal(20, function.Metrics.Count());
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
