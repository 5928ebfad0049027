using Amplify.Local;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

public sealed class LocalWorkerTests : IAsyncDisposable
{
    private readonly LocalStore store = new();

    [Fact]
    public async Task Killed_in_the_middle_of_fifty_jobs_none_is_lost_and_none_done_twice()
    {
        using var first = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(1), jobs: 50, last: 10);
        await first.ListenAsync(it => it.Ids.Count == 50 && it.Starts.Count == 11);

        await first.KillAsync();
        var left = store.Pending.Count();
        using var second = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(1), jobs: 0);
        var backend = store.Open(new GatedPredictor { Name = "of another kind" });
        foreach (var id in first.Ids) Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, id));
        await second.StopAsync();

        Assert.Equal(40, left);
        Assert.Equal(50, Directory.EnumerateFiles(store.Outputs, "*.out").Count());
        Assert.False(Directory.Exists(store.Failures));
        Assert.Empty(store.Pending);
        Assert.Equal(Enumerable.Range(1, 50), first.Starts.Concat(second.Starts).Distinct().Order());
        Assert.All(first.Starts.Intersect(second.Starts), it => Assert.Equal(first.Starts[^1], it)); // only the job in hand began twice
    }

    [Fact]
    public async Task Several_processes_share_a_store_and_answer_for_each_others_jobs()
    {
        using var one = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(2), jobs: 25);
        using var two = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(2), jobs: 25);
        await one.ListenAsync(it => it.Ids.Count == 25);
        await two.ListenAsync(it => it.Ids.Count == 25);
        var here = store.Open(new GatedPredictor { Name = "of another kind" });

        var answers = new List<Prediction>();
        foreach (var id in one.Ids.Concat(two.Ids)) answers.Add(await LocalStore.EndAsync(here, id));
        await one.StopAsync();
        await two.StopAsync();

        Assert.All(answers, it => Assert.IsType<Prediction.Completed>(it));
        Assert.Equal(Enumerable.Range(1, 25).SelectMany(it => new[] { it, it }), one.Starts.Concat(two.Starts).Order());
    }

    [Fact]
    public async Task Workers_that_compete_for_every_job_never_do_one_twice()
    {
        var predictors = Enumerable.Range(0, 4).Select(_ => new GatedPredictor()).ToList();
        var backends = predictors.ConvertAll(it => store.Open(it));

        var submitted = new List<Submission>();
        for (var job = 1; job <= 80; job++) submitted.Add(await LocalStore.SubmitAsync(backends[job % 4], new string('M', job)));
        foreach (var it in submitted) Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backends[0], it.OutputId));

        Assert.Equal(Enumerable.Range(1, 80), predictors.SelectMany(it => it.Runs).Select(it => it.Length).Order());
    }

    [Fact]
    public async Task Jobs_are_done_in_the_order_they_came()
    {
        var predictor = new GatedPredictor(open: false);
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var backend = store.Open(predictor, clock);
        var submitted = new List<Submission> { await LocalStore.SubmitAsync(backend, "M") };
        await predictor.Begun.Task;
        for (var job = 2; job <= 30; job++) submitted.Add(await LocalStore.SubmitAsync(backend, new string('M', job)));

        predictor.Open();
        foreach (var it in submitted) await LocalStore.EndAsync(backend, it.OutputId);

        Assert.Equal(Enumerable.Range(1, 30), predictor.Runs.Select(it => it.Length));
    }

    [Fact]
    public void A_claim_on_an_answered_job_is_no_claim()
    {
        var files = new FileStore(store.Home);
        FileStore.Write(files.Pending("job"), "gated");

        using (var held = files.TryClaim("job"))
        {
            Assert.NotNull(held);
            Assert.Null(files.TryClaim("job"));
            FileStore.Delete(files.Pending("job"));
        }

        Assert.Null(files.TryClaim("job"));
    }

    [Fact]
    public async Task Stopped_in_the_middle_a_job_is_left_for_the_next_start()
    {
        var stuck = new GatedPredictor(open: false);
        var first = store.Open(stuck);
        var job = await LocalStore.SubmitAsync(first, "MKTV");
        await stuck.Begun.Task;

        await first.DisposeAsync();
        var left = store.Pending.ToList();
        var second = store.Open(new GatedPredictor());
        second.ResumePending();

        Assert.Single(left);
        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(second, job.OutputId));
    }

    [Fact]
    public async Task An_answer_left_by_a_killed_process_is_not_made_again()
    {
        var predictor = new GatedPredictor();
        var backend = store.Open(predictor);
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        var done = Assert.IsType<Prediction.Completed>(await store.SettleAsync(backend, job.OutputId));
        FileStore.Write(new FileStore(store.Home).Pending(job.OutputId), "gated");

        var other = await LocalStore.SubmitAsync(backend, "MKTVA");
        await LocalStore.EndAsync(backend, other.OutputId);

        Assert.Equal(["MKTV", "MKTVA"], predictor.Runs);
        Assert.Equal(
            done.Stored.ToArray(),
            Assert.IsType<Prediction.Completed>(await LocalStore.FetchAsync(backend, job.OutputId)).Stored.ToArray());
    }

    [Fact]
    public async Task Jobs_of_another_predictor_wait_for_it()
    {
        var here = store.Open(new GatedPredictor { Name = "small" });
        var there = store.Open(new GatedPredictor(open: false) { Name = "big" });

        var job = await LocalStore.SubmitAsync(there, "MKTV");
        var own = await LocalStore.SubmitAsync(here, "MKTV");
        await LocalStore.EndAsync(here, own.OutputId);

        var waiting = Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(here, job.OutputId));
        Assert.Equal("The job waits for a server that runs big; this one runs small.", waiting.Advice);
    }

    [Fact]
    public async Task A_store_that_vanishes_and_comes_back_is_worked_on_again()
    {
        var backend = store.Open(new GatedPredictor());
        await LocalStore.EndAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId);

        Directory.Delete(store.Home, recursive: true);
        await File.WriteAllTextAsync(store.Home, "a file where the store was", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BackendException>(() => LocalStore.SubmitAsync(backend, "MKTVA"));
        File.Delete(store.Home);

        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTVA")).OutputId));
    }

    [Fact]
    public async Task Thousands_of_jobs_are_listed_in_order_without_reading_them()
    {
        var files = new FileStore(store.Home);
        Directory.CreateDirectory(Path.GetDirectoryName(files.Pending("x"))!);
        for (var job = 2_000; job > 0; job--) await File.WriteAllBytesAsync(
            files.Pending($"job-{job:0000}"),
            [],
            TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(files.Pending("job-0001.1234.tmp"), [], TestContext.Current.CancellationToken);

        var ids = files.PendingIds();

        Assert.Equal(2_000, ids.Count);
        Assert.Equal(("job-0001", "job-2000"), (ids[0], ids[^1]));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_removed_and_what_somebody_may_be_writing_is_not()
    {
        await using var backend = store.Open();
        await LocalStore.EndAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTVA")).OutputId);
        await backend.DisposeAsync();
        var (left, fresh) = (Path.Combine(store.Home, "async-inference-output", "a.out.1.tmp"), Path.Combine(store.Home, "async-inference-output", "b.out.2.tmp"));
        foreach (var aside in (string[])[left, fresh]) await File.WriteAllBytesAsync(aside, [1], TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(left, File.GetLastWriteTimeUtc(fresh).AddHours(-2));

        await using var next = store.Open();
        await LocalStore.EndAsync(next, (await LocalStore.SubmitAsync(next, "MKTVR")).OutputId);

        Assert.Equal((false, true), (File.Exists(left), File.Exists(fresh)));
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
