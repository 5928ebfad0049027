using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>A disk that is full, at whatever step of a job, and one that may only be read.</summary>
public sealed class DiskTests
{
    private const int Page = 4;
    private const string Plenty = "size=64m,nr_inodes=10000";

    public static TheoryData<string> Sizes =>
        [.. Enumerable.Range(1, 8).Select(it => $"size={it * Page}k"), .. Enumerable.Range(2, 14).Select(it => $"nr_inodes={it}")];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task On_a_full_disk_a_job_is_refused_with_a_sentence_or_done_once_there_is_room(string size)
    {
        using var disk = SmallDisk.Mount(size);
        await using var store = new LocalStore(disk.Path);
        var backend = store.Open(new GatedPredictor());

        var (accepted, refusal) = await TryAsync(backend, new string('M', 500));
        disk.Remount(Plenty);
        var next = await LocalStore.SubmitAsync(backend, "MKTV");

        if (refusal is not null) CheckRefusal(refusal, "the disk is full");
        else Assert.IsType<Prediction.Completed>(await store.SettleAsync(backend, accepted!.OutputId));
        Assert.IsType<Prediction.Completed>(await store.SettleAsync(backend, next.OutputId));
        Assert.Empty(store.Pending);
        Assert.Equal(refusal is null ? 2 : 1, Directory.EnumerateFiles(store.Outputs).Count());
    }

    [Fact]
    public async Task A_result_that_finds_no_room_waits_for_it_and_other_jobs_go_on()
    {
        using var disk = SmallDisk.Mount("size=192k");
        await using var store = new LocalStore(disk.Path);
        var backend = store.Open(new GatedPredictor());

        var large = await LocalStore.SubmitAsync(backend, new string('M', 10_000));
        var small = await LocalStore.SubmitAsync(backend, "MKTV");
        var done = await store.SettleAsync(backend, small.OutputId);
        var waiting = await LocalStore.FetchAsync(backend, large.OutputId);
        disk.Remount(Plenty);

        Assert.IsType<Prediction.Completed>(done);
        Assert.True(Assert.IsType<Prediction.InProgress>(waiting).Known);
        Assert.IsType<Prediction.Completed>(await store.SettleAsync(backend, large.OutputId));
        Assert.Equal(2, Directory.EnumerateFiles(store.Outputs).Count());
    }

    [Fact]
    public async Task A_full_disk_stops_work_before_it_begins_and_is_told_once_a_minute()
    {
        using var disk = SmallDisk.Mount("size=192k");
        await using var store = new LocalStore(disk.Path);
        var (clock, predictor, log) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new GatedPredictor(), new LinesLog());
        var backend = store.Open(predictor, clock, log);

        var job = await LocalStore.SubmitAsync(backend, new string('M', 10_000));
        var before = clock.GetUtcNow();
        await PassAsync(clock, () => log.Lines.Count >= 2);
        await PassAsync(clock, TimeSpan.FromMinutes(8));
        var (begun, lines, minutes) = (predictor.Runs.Count, log.Lines.Count, (int)(clock.GetUtcNow() - before).TotalMinutes);
        disk.Remount(Plenty);
        await PassAsync(clock, () => !store.Pending.Any());

        Assert.Equal(0, begun);
        Assert.InRange(lines, 2, minutes + 1);
        Assert.All(log.Lines.Take(lines), it => Assert.Contains($"takes no answer of {job.OutputId}", it));
        Assert.IsType<Prediction.Completed>(await LocalStore.FetchAsync(backend, job.OutputId));
        Assert.Single(predictor.Runs);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_kept_and_never_computed_again_while_others_go_on()
    {
        await using var store = new LocalStore();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var predictor = new GatedPredictor(open: false);
        var backend = store.Open(predictor, clock);
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await predictor.Begun.Task;

        Directory.Move(store.Outputs, store.Outputs + ".gone");
        await File.WriteAllTextAsync(store.Outputs, "in the way", TestContext.Current.CancellationToken);
        predictor.Open();
        await PassAsync(clock, TimeSpan.FromMinutes(3));
        var waiting = await LocalStore.FetchAsync(backend, job.OutputId);
        File.Delete(store.Outputs);
        await PassAsync(clock, () => !store.Pending.Any());

        Assert.True(Assert.IsType<Prediction.InProgress>(waiting).Known);
        Assert.IsType<Prediction.Completed>(await LocalStore.FetchAsync(backend, job.OutputId));
        Assert.Equal(["MKTV"], predictor.Runs);
    }

    [Fact]
    public async Task A_store_that_may_only_be_read_gives_its_results_and_takes_no_job()
    {
        using var disk = SmallDisk.Mount(Plenty);
        await using var store = new LocalStore(disk.Path);
        var stuck = new GatedPredictor(open: false) { Name = "stuck" };
        var (backend, busy) = (store.Open(new GatedPredictor()), store.Open(stuck));
        var done = await LocalStore.SubmitAsync(backend, "MKTV");
        await store.SettleAsync(backend, done.OutputId);
        var running = await LocalStore.SubmitAsync(busy, "MKTVA");
        await stuck.Begun.Task;
        await busy.DisposeAsync();

        disk.Remount("ro");
        var (_, known) = await TryAsync(backend, "MKTV");
        var (_, anew) = await TryAsync(backend, "MKTVAA");
        var found = await LocalStore.FetchAsync(backend, done.OutputId);
        var waiting = await LocalStore.FetchAsync(backend, running.OutputId);
        var look = await backend.LookAsync(TestContext.Current.CancellationToken);
        disk.Remount("rw");

        CheckRefusal(known!, "it is read-only");
        CheckRefusal(anew!, "it is read-only");
        Assert.IsType<Prediction.Completed>(found);
        Assert.True(Assert.IsType<Prediction.InProgress>(waiting).Known);
        Assert.Contains("it is read-only", look.Seen);
        Assert.IsType<Prediction.Completed>(await store.SettleAsync(store.Open(new GatedPredictor { Name = "stuck" }), running.OutputId));
    }

    // Time goes by second by second, and the workers get a moment of it.
    // What has to happen takes the machine's time besides the clock's, and a busy machine's is its own.
    private static Task PassAsync(FakeTimeProvider clock, Func<bool> enough) => PassAsync(clock, TimeSpan.FromHours(5), enough);

    private static async Task PassAsync(FakeTimeProvider clock, TimeSpan time, Func<bool>? enough = null)
    {
        for (var second = 0; second < time.TotalSeconds && enough?.Invoke() != true; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(3, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(Submission? Accepted, BackendException? Refusal)> TryAsync(LocalBackend backend, string residues)
    {
        try
        {
            return (await LocalStore.SubmitAsync(backend, residues), null);
        }
        catch (BackendException refusal)
        {
            return (null, refusal);
        }
    }

    private static void CheckRefusal(BackendException refusal, string reason)
    {
        Assert.Equal(ErrorCode.S3Upload, refusal.Code);
        Assert.Contains(reason, refusal.Message);
        Assert.Contains("Nothing was submitted.", refusal.Message);
        Assert.Contains("AMPLIFY_HOME", refusal.Message);
    }
}
