using Amplify.Testing;

namespace Amplify.SageMaker.Tests;

/// <summary>A job's name on the endpoint: in its record, and nowhere else.</summary>
public class NameTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string Name = "SECRET_CONSTRUCT_7";

    [Fact]
    public async Task It_is_read_beside_the_result_and_only_where_it_is_shown()
    {
        using var backend = Make.Backend(Aws);
        using var tools = new ToolCalls(backend, new CapturedLog());
        var id = (await tools.CallAsync("invoke_endpoint", new { name = Name, sequence = Make.Protein }))
            .GetProperty("data").GetProperty("output_id").GetString();

        Aws.S3.Forget();
        var brief = await tools.CallAsync("get_results", new { output_id = id, view = "summary" });
        var briefCalls = Aws.S3.Requests.Count;
        Aws.S3.Forget();
        var full = await tools.CallAsync("get_results", new { output_id = id, view = "full" });

        Assert.Equal(Name, brief.GetProperty("data").GetProperty("name").GetString());
        Assert.False(full.GetProperty("data").TryGetProperty("name", out _));
        Assert.Equal((2, 1), (briefCalls, Aws.S3.Requests.Count));
    }

    [Fact]
    public async Task The_record_is_asked_for_before_the_result_has_come()
    {
        var (both, seen) = (new TaskCompletionSource(), 0);
        using var backend = Make.Backend(Aws);
        var submission = await backend.SubmitAsync(Make.Sequence().Called(Name), Token);
        Aws.S3.Gate = _ =>
        {
            if (Interlocked.Increment(ref seen) == 2) both.SetResult();
            return both.Task;
        };

        var prediction = await backend.FetchNamedAsync(Make.Id(submission.OutputId), Token);

        Assert.Equal(Name, prediction.Name);
    }

    [Fact]
    public async Task It_is_in_no_request_to_the_endpoint_and_in_no_log()
    {
        var log = new CapturedLog();
        using var backend = Make.Backend(Aws, logger: log);
        using var tools = new ToolCalls(backend, log);

        await tools.CallAsync("invoke_endpoint", new { name = Name, sequence = Make.Protein });

        var request = Assert.Single(Aws.SageMaker.Requests);
        Assert.DoesNotContain(Name, string.Concat(request.Headers.Select(it => it.Value)) + request.Target, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, log.Text, StringComparison.Ordinal);
    }
}
