using Amplify.Testing;
using Amplify.Testing.Load;

namespace Amplify.Lambda.Tests;

/// <summary>As many loops in one process as the platform ever asks for: nobody gets another's answer, and no line another's half.</summary>
public class ConcurrencyTests(MotoServer moto)
{
    private const int Loops = 64;
    private const int Calls = 3_000;

    [Fact]
    public async Task Sixty_four_loops_never_mix_their_answers_or_their_lines()
    {
        Needs.Linux();
        await using var function = await Published.StartAsync(moto, variables: ("AWS_LAMBDA_MAX_CONCURRENCY", $"{Loops}"));

        await RoundAsync(function);
        var handles = new ProcessFigures(function.Lambda.ProcessId!.Value).Handles;
        var exit = await function.Lambda.StopAsync();

        Assert.Equal((0, 1), (exit, function.Lambda.Starts));
        Assert.InRange(handles, Loops, (3 * Loops) + 40); // a loop has a connection each to the platform, S3 and SageMaker
        var metrics = function.Metrics.ToList(); // each line is parsed: one that is not whole fails here
        Assert.All(metrics, EmbeddedMetricFormat.AssertValid);
        Assert.Equal(Calls, metrics.Select(it => it.GetProperty("RequestId").GetString()).Distinct().Count());
        Assert.Equal(Calls, metrics.Count);
    }

    // What makes each call another one comes back in its answer: a name, a length, an id.
    private static async Task RoundAsync(Published function)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Loops).Select(async _ =>
        {
            for (int call; (call = Interlocked.Increment(ref next)) <= Calls;)
            {
                await (call % 10 == 0 ? SubmitAsync(function, call) : RefuseAsync(function, call));
            }
        }));
    }

    private static async Task SubmitAsync(Published function, int call)
    {
        var sequence = $"MKTV{new string('A', call % 997)}";

        var data = (await function.CallAsync("invoke_endpoint", Published.Sequence(sequence))).GetProperty("data");

        Assert.Equal(sequence.Length, data.GetProperty("sequence_length").GetInt32());
        Assert.Contains(function.Aws.SageMaker.Jobs, it => it.Sequence == sequence && it.Id == data.GetProperty("output_id").GetString());
    }

    private static async Task RefuseAsync(Published function, int call)
    {
        var (tool, payload, expected) = (call % 3) switch
        {
            0 => ("get_results", $$"""{"output_id":"../call-{{call}}"}""", $"../call-{call}"),
            1 => ("invoke_endpoint", $$"""{"sequence":">call-{{call}}\n"}""", $"'call-{call}'"),
            _ => ($"tool-{call}", "{}", $"tool-{call}."),
        };

        var answer = await function.CallAsync(tool, payload);

        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Contains(expected, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
