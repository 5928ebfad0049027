using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.SageMaker.Tests;

/// <summary>What every backend promises; each runs it below.</summary>
public abstract class BackendContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IPredictionBackend Backend { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_job_is_running_until_it_is_completed_and_its_result_comes_byte_for_byte()
    {
        var submission = await Backend.SubmitAsync(Make.Sequence(), Token);
        var id = Read(submission.OutputPath);
        var running = Assert.IsType<Prediction.InProgress>(await Backend.FetchAsync(id, Token));
        var result = await FinishAsync(submission);
        var completed = Assert.IsType<Prediction.Completed>(await SettledAsync(id));

        Assert.Equal(submission.OutputId, id.Value);
        Assert.StartsWith(Backend.OutputLocation, submission.OutputPath, StringComparison.Ordinal);
        Assert.True(submission.ExpectedAt > submission.SubmittedAt);
        Assert.True(running.Known);
        Assert.Equal(submission.OutputPath, running.Paths.Success);
        Assert.Equal(submission.SubmittedAt, running.SubmittedAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(result, completed.Stored.ToArray());
        Assert.Equal(submission.OutputPath, completed.OutputPath);
        Assert.Equal(TimeProvider.System.GetUtcNow(), completed.At, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_failure_is_told_in_the_words_that_were_left()
    {
        var submission = await Backend.SubmitAsync(Make.Sequence(), Token);
        await FailAsync(submission, "out of memory at residue 12");
        var failed = Assert.IsType<Prediction.Failed>(await SettledAsync(Read(submission.OutputId)));

        Assert.Contains("out of memory at residue 12", failed.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith($"{submission.OutputId}-error.out", failed.FailurePath, StringComparison.Ordinal);
        Assert.NotEmpty(failed.Suggestion);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_keeps_its_name_while_it_runs_and_when_it_has_ended(bool well)
    {
        var submission = await Backend.SubmitAsync(Make.Sequence().Called("INS_HUMAN_B"), Token);
        var id = Read(submission.OutputId);
        var running = await Backend.FetchNamedAsync(id, Token);
        if (well) await FinishAsync(submission);
        else await FailAsync(submission, "no");
        await SettledAsync(id);

        var ended = await Backend.FetchNamedAsync(id, Token);

        Assert.Equal(("INS_HUMAN_B", "INS_HUMAN_B"), (running.Name, ended.Name));
    }

    [Fact]
    public async Task An_id_nobody_submitted_is_in_progress_not_known_and_not_to_be_polled()
    {
        var prediction = Assert.IsType<Prediction.InProgress>(await Backend.FetchAsync(Read("never-submitted"), Token));

        Assert.False(prediction.Known);
        Assert.Contains("do not keep polling", prediction.Advice, StringComparison.Ordinal);
        Assert.Null(prediction.SubmittedAt);
    }

    [Fact]
    public async Task Two_submissions_of_one_sequence_are_two_jobs()
    {
        var first = await Backend.SubmitAsync(Make.Sequence(), Token);
        var second = await Backend.SubmitAsync(Make.Sequence(), Token);

        Assert.NotEqual(first.OutputId, second.OutputId);
        await FinishAsync(first);
        await FinishAsync(second);
        Assert.IsType<Prediction.Completed>(await SettledAsync(Read(second.OutputId)));
    }

    [Fact]
    public async Task Giving_up_beforehand_submits_nothing()
    {
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.SubmitAsync(Make.Sequence(), givenUp.Token));

        Assert.Equal(0, Accepted);
    }

    protected abstract int Accepted { get; }

    /// <returns>What was stored.</returns>
    private protected abstract Task<byte[]> FinishAsync(Submission submission);

    private protected abstract Task FailAsync(Submission submission, string text);

    private OutputId Read(string text) =>
        OutputId.TryParse(text, Backend.OutputLocation, out var id) ? id : throw new ArgumentException(text);

    // A backend may write its answer a moment after the model has spoken.
    private async Task<Prediction> SettledAsync(OutputId id)
    {
        Prediction prediction;
        while ((prediction = await Backend.FetchAsync(id, Token)) is Prediction.InProgress) await Task.Yield();
        return prediction;
    }
}
