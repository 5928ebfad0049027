using Amplify.Local;
using Amplify.Local.Store;
using Amplify.Tools.Backends;

namespace Amplify.Tools.Tests.Local;

public sealed class ReuseTests : IAsyncDisposable
{
    private readonly LocalStore store = new();

    [Fact]
    public async Task The_same_sequence_gets_its_running_and_its_finished_job()
    {
        var predictor = new GatedPredictor(open: false);
        var backend = store.Open(predictor);

        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        var running = await LocalStore.SubmitOnceAsync(backend, "mk tv\n");
        predictor.Open();
        await LocalStore.EndAsync(backend, first.OutputId);
        var finished = await LocalStore.SubmitOnceAsync(backend, ">named\nMKTV*");

        Assert.False(first.Reused);
        Assert.All([running, finished], it => Assert.Equal((true, first.OutputId, first.OutputPath, first.SubmittedAt, first.ExpectedAt),
            (it.Reused, it.OutputId, it.OutputPath, it.SubmittedAt, it.ExpectedAt)));
        Assert.Single(predictor.Runs);
    }

    private static Scorer One => new("m", "masked", new('a', 64), 30);

    public static TheoryData<Scorer> Others =>
        [One with { Model = "n" }, One with { Method = "wild-type" }, One with { WeightsSha256 = new('b', 64) },
            One with { WindowResidues = null }];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Another_sequence_or_another_scorer_is_another_job(Scorer other)
    {
        var backend = store.Open(new GatedPredictor { Scorer = One });
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");

        Assert.False((await LocalStore.SubmitOnceAsync(backend, "MKTVA")).Reused);
        Assert.False((await LocalStore.SubmitOnceAsync(store.Open(new GatedPredictor { Scorer = other }), "MKTV")).Reused);
        Assert.Equal(first.OutputId, (await LocalStore.SubmitOnceAsync(store.Open(new GatedPredictor { Scorer = One }), "MKTV")).OutputId);
    }

    [Fact]
    public async Task A_forced_job_is_new_and_is_the_one_found_from_then_on()
    {
        var backend = store.Open(new GatedPredictor());
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");

        var forced = await LocalStore.SubmitAsync(backend, "MKTV");
        var found = await LocalStore.SubmitOnceAsync(backend, "MKTV");

        Assert.NotEqual(first.OutputId, forced.OutputId);
        Assert.Equal((true, forced.OutputId), (found.Reused, found.OutputId));
    }

    [Fact]
    public async Task A_failed_job_is_not_reused()
    {
        var backend = store.Open(new GatedPredictor { Fault = new PredictionException("No.") });
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await LocalStore.EndAsync(backend, first.OutputId);

        Assert.False((await LocalStore.SubmitOnceAsync(backend, "MKTV")).Reused);
    }

    [Fact]
    public async Task A_removed_result_is_not_reused()
    {
        var backend = store.Open(new GatedPredictor());
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await store.SettleAsync(backend, first.OutputId);
        File.Delete(first.OutputPath);

        var second = await LocalStore.SubmitOnceAsync(backend, "MKTV");

        Assert.False(second.Reused);
        Assert.NotEqual(first.OutputId, second.OutputId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("no-such-job")]
    [InlineData("\0\0\0")]
    public async Task A_damaged_key_is_written_anew(string content)
    {
        var backend = store.Open(new GatedPredictor());
        await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await File.WriteAllTextAsync(
            Directory.EnumerateFiles(Path.Combine(store.Inputs, "jobs", "by-key")).Single(),
            content,
            TestContext.Current.CancellationToken);

        var second = await LocalStore.SubmitOnceAsync(backend, "MKTV");

        Assert.False(second.Reused);
        Assert.Equal(second.OutputId, (await LocalStore.SubmitOnceAsync(backend, "MKTV")).OutputId);
    }

    [Fact]
    public async Task A_key_left_by_a_process_killed_before_its_job_was_accepted_is_no_job()
    {
        var backend = store.Open(new GatedPredictor(open: false));
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        File.Delete(new FileStore(store.Home).Pending(first.OutputId));

        Assert.False((await LocalStore.SubmitOnceAsync(backend, "MKTV")).Reused);
    }

    [Fact]
    public async Task Submissions_at_the_same_time_are_one_job()
    {
        var predictors = Enumerable.Range(0, 4).Select(_ => new GatedPredictor(open: false)).ToList();
        var backends = predictors.ConvertAll(it => store.Open(it));

        var submissions = await Task.WhenAll(Enumerable.Range(0, 24)
            .Select(it => Task.Run(() => LocalStore.SubmitOnceAsync(backends[it % 4], "MKTV"))));
        predictors.ForEach(it => it.Open());
        await LocalStore.EndAsync(backends[0], submissions[0].OutputId);

        Assert.Single(submissions.Select(it => it.OutputId).Distinct());
        Assert.Single(submissions, it => !it.Reused);
        Assert.Single(predictors.SelectMany(it => it.Runs));
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
