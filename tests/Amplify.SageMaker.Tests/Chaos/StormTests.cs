using System.Globalization;
using Amplify.Testing;
using Amplify.Tools;
using Amplify.Tools.Contract;

namespace Amplify.SageMaker.Tests.Chaos;

/// <summary>
/// What holds whatever the network does. CHAOS_CALLS makes it longer, CHAOS_SEED repeats a schedule; `make chaos` does the first and prints
/// the table.
/// </summary>
public sealed class StormTests(MotoServer moto) : OnLoopbackAws(moto)
{
    private const string Failure = "Told to fail";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_storm_no_job_is_lost_none_is_submitted_twice_and_every_answer_is_a_documented_one(bool reuse)
    {
        var (calls, seed) = (Number("CHAOS_CALLS") ?? 450, Number("CHAOS_SEED") ?? Random.Shared.Next());
        Aws.SageMaker.OnAccepted = it => Fails(it.Sequence) ? Aws.SageMaker.FailAsync(it, Failure) : Aws.SageMaker.CompleteAsync(it);
        await using var storm = new Storm(Aws, seed, reuse);

        await storm.RageAsync(calls, sequences: reuse ? calls / 12 : calls);
        storm.Calm();
        var jobs = Aws.SageMaker.Jobs;
        var table = $"{storm.Table()}\nreuse                 {reuse}\narrived               {jobs.Count}\n";
        await PublishAsync(table);

        Assert.Multiple(
            () => Assert.DoesNotContain(jobs.CountBy(it => it.Request.Header("X-Amzn-SageMaker-Inference-Id")!), it => it.Value > 1),
            () => Assert.All(storm.Calls, CheckAnswer),
            () => Assert.All(storm.Calls, it => Assert.True(it.Took < ToolRunner.Deadline + storm.Stalled, $"{it.Took}: {it.Message}")),
            () => Assert.All(storm.Submissions.Where(it => !reuse), it => CheckClaim(it, jobs.Count(job => job.Sequence == it.Subject))));
        foreach (var it in storm.Submissions.Where(it => it.Code == "success")) await CheckFoundAsync(storm, it, jobs);
        if (reuse) await CheckReuseAsync(storm);

        void CheckAnswer(StormCall it)
        {
            Assert.Contains(it.Code, Enum.GetValues<ErrorCode>().Select(ErrorCodes.Wire).Append("success"));
            Assert.NotEqual("HANDLER_ERROR", it.Code);
            Sentences.CheckWords(it.Message);
            Assert.True(it.Code != "PREDICTION_FAILED" || it.Answer.GetRawText().Contains(Failure, StringComparison.Ordinal), it.Answer.GetRawText());
        }
    }

    // What a submission says of itself is true.
    private static void CheckClaim(StormCall submission, int arrived)
    {
        if (submission.Code == "success") Assert.Equal(1, arrived);
        else if (submission.Message.Contains("Nothing was submitted", StringComparison.Ordinal)) Assert.True(arrived == 0, submission.Message);
        else Assert.Contains("Whether a job was accepted is not known", submission.Message, StringComparison.Ordinal);
    }

    private static async Task CheckFoundAsync(Storm storm, StormCall submission, IReadOnlyList<LoopbackJob> jobs)
    {
        var id = submission.Data.GetProperty("output_id").GetString()!;
        Assert.Equal(submission.Subject, Assert.Single(jobs, it => it.Id == id).Sequence);

        var found = await storm.PollAsync(id);

        if (Fails(submission.Subject))
        {
            Assert.Equal("PREDICTION_FAILED", found.Code);
            return;
        }

        Assert.True(found.Code == "success", found.Message);
        var heatmap = found.Data.GetProperty("results").GetProperty("heatmap");
        for (var position = 0; position < submission.Subject.Length; position++)
            Assert.Equal(0, heatmap["ACDEFGHIKLMNPQRSTVWY".IndexOf(submission.Subject[position])][position].GetDouble());
    }

    private async Task CheckReuseAsync(Storm storm)
    {
        var sequence = storm.Submissions.First(it => !Fails(it.Subject)).Subject;
        var first = await storm.SubmitAsync(sequence);
        var before = Aws.SageMaker.Jobs.Count;

        var again = await storm.SubmitAsync(sequence);

        Assert.Equal(first.Data.GetProperty("output_id").GetString(), again.Data.GetProperty("output_id").GetString());
        Assert.Equal(before, Aws.SageMaker.Jobs.Count);
    }

    private static bool Fails(string sequence) => sequence[0] == 'A';

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static async Task PublishAsync(string table)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        if (Environment.GetEnvironmentVariable("CHAOS_REPORT") is { Length: > 0 } file) await File.AppendAllTextAsync(file, table + "\n", Token);
    }
}
