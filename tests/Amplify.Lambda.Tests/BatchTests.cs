using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Lambda.Tests;

/// <summary>Several records in one call of the function, whose limit may come before all are submitted.</summary>
public class BatchTests(MotoServer moto)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Acceptance = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2); // for the answer
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_batch_is_one_call_and_is_followed_by_one_id()
    {
        await using var function = await Published.StartAsync(moto);
        function.Aws.SageMaker.OnAccepted = it => function.Aws.SageMaker.CompleteAsync(it);

        var receipt = await DataAsync(function, "invoke_endpoint", Records(12));
        var done = await DataAsync(function, "get_results", Published.Id(receipt.GetProperty("output_id").GetString()!));

        Assert.Equal(12, receipt.GetProperty("jobs").GetArrayLength());
        Assert.Equal(("completed", 12), (done.GetProperty("status").GetString(), done.GetProperty("done").GetInt32()));
        Assert.Equal(12, function.Aws.SageMaker.Jobs.Count);
    }

    [Fact]
    public async Task What_was_not_reached_in_time_is_said_and_comes_with_the_call_repeated_and_nothing_runs_twice()
    {
        const int All = 40;
        await using var function = await Published.StartAsync(moto, it => it with { Timeout = Limit, Grace = TimeSpan.FromMinutes(1) });
        function.Aws.SageMaker.OnAccepted = async job =>
        {
            await Task.Delay(Acceptance, TestContext.Current.CancellationToken);
            await function.Aws.SageMaker.CompleteAsync(job);
        };

        var receipts = new List<JsonElement>();
        do receipts.Add(await DataAsync(function, "invoke_endpoint", Records(All)));
        while (receipts[^1].TryGetProperty("not_submitted", out _) && receipts.Count < All);

        Assert.InRange(receipts[0].GetProperty("not_submitted").GetInt32(), All - (AtOnce * (int)((Limit - Kept) / Acceptance)), All - 1);
        Assert.Single(receipts.Select(it => it.GetProperty("output_id").GetString()).Distinct());
        Assert.Equal(All, receipts[^1].GetProperty("jobs").GetArrayLength());
        Assert.All(function.Aws.SageMaker.Jobs.GroupBy(it => it.Sequence), it => Assert.Single(it));
        Assert.Equal(All, function.Aws.SageMaker.Jobs.Count);
    }

    private static string Records(int number)
    {
        var records = Enumerable.Range(0, number).Select(it => $">p{it}\n{Published.Protein[it..]}");
        return JsonSerializer.Serialize(new { sequence = string.Join('\n', records) });
    }

    private static async Task<JsonElement> DataAsync(Published function, string tool, string payload)
    {
        var answer = await function.CallAsync(tool, payload);
        Assert.True(answer.GetProperty("success").GetBoolean(), answer.GetRawText());
        return answer.GetProperty("data");
    }
}
