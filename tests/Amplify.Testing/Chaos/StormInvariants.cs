using System.Text.Json;
using Amplify.Tools;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Xunit;

namespace Amplify.Testing.Chaos;

/// <summary>What holds whatever the network does.</summary>
public static class StormInvariants
{
    // a reservation whose holder could not give it back is waited for 3 seconds each time, and stale after 30
    private const int Patience = 15;

    /// <param name="storm">One that is over.</param>
    /// <param name="unique">Every submission had a sequence of its own.</param>
    /// <returns>How many jobs were accepted, each of which was found afterwards.</returns>
    public static async Task<int> CheckAsync(this Storm storm, bool unique)
    {
        var jobs = storm.Aws.SageMaker.Jobs;
        var heard = jobs.CountBy(it => it.Sequence).ToDictionary();
        Assert.Multiple(
            () => Assert.Empty(HeardTwice(jobs)),
            () => Assert.All(storm.Calls, CheckAnswer),
            () => Assert.All(storm.Calls, it => Assert.True(it.Took < ToolRunner.Deadline + storm.Stalled, $"{it.Took}: {it.Message}")),
            () => Assert.All(storm.Submissions.Where(_ => unique), it => CheckClaim(it, heard.GetValueOrDefault(it.Subject))));
        var accepted = storm.Submissions.Where(it => it.IsSuccess).ToList();
        foreach (var it in accepted) await CheckFoundAsync(storm, it, jobs);
        return accepted.Count;
    }

    /// <summary>Each submission has an inference id of its own, whatever is done to send it.</summary>
    public static IEnumerable<string> HeardTwice(IEnumerable<LoopbackJob> jobs) =>
        jobs.CountBy(it => it.Request.Header("X-Amzn-SageMaker-Inference-Id")!).Where(it => it.Value > 1).Select(it => it.Key);

    /// <summary>Repeats a call as its answer says.</summary>
    public static async Task<StormCall> PatientlyAsync(Func<Task<StormCall>> call)
    {
        var answer = await call();
        for (var tries = 1; IsRetryable(answer) && tries < Patience; tries++) answer = await call();
        return answer;
    }

    private static void CheckAnswer(StormCall it)
    {
        var answer = it.Answer.GetRawText();
        Assert.Contains(it.Code, Enum.GetValues<ErrorCode>().Select(ErrorCodes.Wire).Append("success"));
        Assert.NotEqual("HANDLER_ERROR", it.Code);
        Assert.DoesNotMatch(@"Exception of type|   at |Amazon\.\w+|System\.|  |\. \.", it.Message);
        if (it.Code == "PREDICTION_FAILED") Assert.True(answer.Contains(Storm.Failure, StringComparison.Ordinal), answer);
        if (it is { Tool: "get_results", IsSuccess: true }) Assert.Equal(20, HeatMap(it).GetArrayLength());
    }

    // What a submission says of itself is true. Out of time it never says more than that it does not know.
    private static void CheckClaim(StormCall submission, int heard)
    {
        if (submission.IsSuccess) Assert.Equal(1, heard);
        else if (submission.Message.Contains("Nothing was submitted", StringComparison.Ordinal)) Assert.Equal(0, heard);
        else Assert.Matches("Whether a job was accepted is not known|a job that was accepted before keeps running", submission.Message);
    }

    private static async Task CheckFoundAsync(Storm storm, StormCall submission, IReadOnlyList<LoopbackJob> jobs)
    {
        Assert.Equal(submission.Subject, Assert.Single(jobs, it => it.Id == submission.OutputId).Sequence);

        var found = await PatientlyAsync(() => storm.PollAsync(submission.OutputId));

        Assert.True(found.Code == (Storm.Fails(submission.Subject) ? "PREDICTION_FAILED" : "success"), found.Message);
        if (!found.IsSuccess) return;
        var (heatmap, residues) = (HeatMap(found), submission.Subject);
        for (var it = 0; it < residues.Length; it++) Assert.Equal(0, heatmap[AminoAcids.RowOf(residues[it])][it].GetDouble());
    }

    private static bool IsRetryable(StormCall call) =>
        call is { IsSuccess: false } && call.Answer.GetProperty("details").TryGetProperty("retryable", out var it) && it.GetBoolean();

    private static JsonElement HeatMap(StormCall call) => call.Data.GetProperty("results").GetProperty("heatmap");
}
