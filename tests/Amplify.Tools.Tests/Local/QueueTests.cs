using Amplify.Local;
using Amplify.Local.Store;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>Whose turn it is, how much may wait, and how a job leaves the queue before its turn.</summary>
public sealed class QueueTests : IAsyncDisposable
{
    private readonly LocalStore store = new();
    private readonly FakeTimeProvider clock = new(ScriptedBackend.Noon);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_small_job_is_done_while_a_giant_runs()
    {
        var giant = new GatedPredictor(open: false) { Takes = Minutes };
        var (busy, other) = (store.Open(giant), store.Open(new GatedPredictor { Takes = Minutes }));
        await LocalStore.SubmitAsync(busy, Of(40));
        await giant.Begun.Task;
        await busy.DisposeAsync();
        var gate = new GatedPredictor(open: false) { Takes = Minutes };
        var backend = store.Open(new OnlyLongWaits(gate));
        backend.ResumePending();
        await gate.Begun.Task;

        var small = await LocalStore.SubmitAsync(backend, "MKTV");

        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, small.OutputId));
        Assert.Equal([Of(40)], gate.Runs);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Short_jobs_overtake_and_nobody_is_overtaken_for_longer_than_its_own_work_takes()
    {
        var predictor = new GatedPredictor(open: false) { Takes = Minutes };
        var backend = store.Open(predictor, clock);
        await LocalStore.SubmitAsync(backend, Of(1));
        await predictor.Begun.Task;
        var submitted = new List<Submission>();
        foreach (var (length, later) in ((int, int)[])[(10, 0), (3, 1), (2, 6), (2, 5)])
        {
            clock.Advance(TimeSpan.FromMinutes(later));
            submitted.Add(await LocalStore.SubmitAsync(backend, Of(length)));
        }

        predictor.Open();
        foreach (var job in submitted) await LocalStore.EndAsync(backend, job.OutputId);

        // Done at minute 4, 9, 10, 14, had each begun at once.
        Assert.Equal([1, 3, 2, 10, 2], predictor.Runs.Select(it => it.Length));
    }

    [Fact]
    public async Task The_estimate_counts_what_is_ahead_in_its_own_lane_only()
    {
        var predictor = new GatedPredictor(open: false) { Takes = Minutes };
        var backend = store.Open(predictor, clock);

        var first = await LocalStore.SubmitAsync(backend, Of(40));
        await predictor.Begun.Task;
        var second = await LocalStore.SubmitAsync(backend, Of(20));
        var third = await LocalStore.SubmitAsync(backend, Of(30));
        var poll = Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(backend, third.OutputId));

        Assert.Equal([40, 60, 90], new[] { first, second, third }.Select(it => (it.ExpectedAt - ScriptedBackend.Noon).TotalMinutes));
        Assert.Equal(ScriptedBackend.Noon.AddMinutes(90), poll.ExpectedAt);
        Assert.Contains("2 jobs come first, about 60 min of work.", poll.Advice);
        predictor.Open();
    }

    [Fact]
    public async Task What_a_running_job_has_done_is_no_longer_ahead()
    {
        var predictor = new GatedPredictor(open: false) { Takes = Minutes };
        var backend = store.Open(predictor, clock);
        await LocalStore.SubmitAsync(backend, Of(40));
        await predictor.Begun.Task;
        predictor.Progress!(75);
        clock.Advance(TimeSpan.FromSeconds(1));

        var next = await LocalStore.SubmitAsync(backend, Of(60));

        Assert.Equal(70, (next.ExpectedAt - clock.GetUtcNow()).TotalMinutes);
        predictor.Open();
    }

    [Fact]
    public async Task One_caller_has_half_of_what_others_leave_and_the_next_always_finds_room()
    {
        var backend = store.Open(new GatedPredictor(open: false)
        {
            Takes = length =>
            length < 10 ? TimeSpan.FromSeconds(length) : Minutes(length)
        }, clock);

        var accepted = new List<int>();
        foreach (var caller in (string[])["a", "b", "c"])
        {
            var jobs = 0;
            for (; await RefusalAsync(backend.For(new(caller)), Of(39 + jobs)) is null; jobs++) { }
            accepted.Add(jobs);
        }

        var refusal = await RefusalAsync(backend.For(new("a")), Of(39));
        var small = await RefusalAsync(backend.For(new("a")), "MKTV");

        Assert.InRange(accepted[0], 10, 18); // of 39 min and more, in 12 h
        Assert.InRange(accepted[1], 5, accepted[0] - 1);
        Assert.InRange(accepted[2], 2, accepted[1] - 1);
        Assert.Equal(FaultReason.QueueFull, Assert.IsType<ErrorDetails.Fault>(refusal!.Details).Reason);
        Assert.Contains("Your own jobs that wait in this store take", refusal.Message);
        Assert.Contains("Nothing was submitted", refusal.Message);
        Assert.Null(small);
    }

    [Fact]
    public async Task What_waits_is_limited_in_hours_and_a_job_submitted_before_is_still_found()
    {
        var predictor = new GatedPredictor(open: false) { Takes = _ => TimeSpan.FromHours(9) };
        var backend = store.Open(predictor, clock);
        var first = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await predictor.Begun.Task;
        await LocalStore.SubmitAsync(backend, Of(1));
        var last = await LocalStore.SubmitAsync(backend, Of(2));

        var refusal = await RefusalAsync(backend, "MKTVR");
        var again = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await CancelAsync(backend, last.OutputId);

        Assert.Equal((ErrorCode.Invocation, new ErrorDetails.Fault(true, 3_600, FaultReason.QueueFull)), (refusal!.Code, refusal.Details));
        Assert.Contains("Work of 27 h waits in this store already, and 24 h may.", refusal.Message);
        Assert.Equal((first.OutputId, true), (again.OutputId, again.Reused));
        Assert.Null(await RefusalAsync(backend, "MKTVR"));
        predictor.Open();
    }

    [Fact]
    public void Ten_thousand_jobs_are_enough_however_small()
    {
        var waiting = Enumerable.Range(0, WaitingRoom.MostJobs).Select(it => new QueuedJob($"{it}", null)).ToList();

        Assert.Contains("10,000 jobs wait in this store already", WaitingRoom.Refusal(waiting, TimeSpan.Zero, null)!.Seen);
        Assert.Null(WaitingRoom.Refusal(waiting[1..], TimeSpan.Zero, null));
    }

    [Fact]
    public async Task A_waiting_job_can_be_cancelled_and_says_so_from_then_on()
    {
        var predictor = new GatedPredictor(open: false);
        var backend = store.Open(predictor);
        var running = await LocalStore.SubmitAsync(backend, "MKTV");
        await predictor.Begun.Task;
        var waiting = await LocalStore.SubmitOnceAsync(backend, "MKTVA");

        var done = await CancelAsync(backend, waiting.OutputId);
        var again = await CancelAsync(backend, waiting.OutputId);
        var unknown = await CancelAsync(backend, "no-such-job");
        var failed = Assert.IsType<Prediction.Failed>(await LocalStore.FetchAsync(backend, waiting.OutputId));
        var anew = await LocalStore.SubmitOnceAsync(backend, "MKTVA");
        predictor.Open();

        Assert.Equal((Cancellation.Cancelled, Cancellation.HasEnded, Cancellation.Unknown), (done, again, unknown));
        Assert.Equal(("cancelled", true), (failed.Error.ErrorType, failed.Retryable));
        Assert.False(anew.Reused);
        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, running.OutputId));
    }

    [Fact]
    public async Task A_running_job_is_stopped_by_the_process_that_runs_it()
    {
        var predictor = new GatedPredictor(open: false);
        var (backend, other) = (store.Open(predictor, clock), store.Open(new GatedPredictor()));
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await predictor.Begun.Task;

        var told = await CancelAsync(other, job.OutputId);
        clock.Advance(TimeSpan.FromSeconds(1));
        var failed = Assert.IsType<Prediction.Failed>(await store.SettleAsync(other, job.OutputId));

        Assert.Equal(Cancellation.Told, told);
        Assert.Equal("cancelled", failed.Error.ErrorType);
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Inputs, "cancelled")));
    }

    [Fact]
    public async Task A_job_in_the_hands_of_a_process_that_stands_still_says_so()
    {
        var predictor = new GatedPredictor(open: false) { Takes = Minutes };
        var (backend, other) = (store.Open(predictor, clock), store.Open(new GatedPredictor { Name = "another" }, clock));
        var job = await LocalStore.SubmitAsync(backend, Of(40));
        await predictor.Begun.Task;
        clock.Advance(TimeSpan.FromSeconds(1));
        var lively = Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(other, job.OutputId));

        // As if it had been stopped right then.
        new SignOfLife(5, 4711, clock.GetUtcNow().AddMinutes(-5)).Write(new(store.Home), job.OutputId);
        var still = Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(other, job.OutputId));

        Assert.Null(lively.Advice);
        Assert.Equal(5, still.PercentComplete);
        Assert.StartsWith($"Process 4711 has this job and has given no sign since "
            + $"{ScriptedBackend.Noon.AddSeconds(-299):yyyy-MM-dd HH:mm:ss}Z", still.Advice);
        predictor.Open();
    }

    [Fact]
    public async Task Old_jobs_go_when_asked_for_with_all_that_belongs_to_them()
    {
        var backend = store.Open();
        var old = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        var recent = await LocalStore.SubmitOnceAsync(backend, "MKTVA");
        foreach (var it in new[] { old, recent }) await store.SettleAsync(backend, it.OutputId);
        File.SetLastWriteTimeUtc(old.OutputPath, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-31));
        File.WriteAllText(Path.Combine(store.Inputs, "jobs", "notes.json"), "the user's own");
        File.SetLastWriteTimeUtc(Path.Combine(store.Inputs, "jobs", "notes.json"),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-99));

        var removed = backend.RemoveOlderThan(TimeSpan.FromDays(30));
        var left = Directory.EnumerateFiles(store.Home, "*", SearchOption.AllDirectories).ToList();

        Assert.Equal(1, removed);
        Assert.DoesNotContain(left, it => it.Contains(old.OutputId, StringComparison.Ordinal) || File.ReadAllText(it) == old.OutputId);
        Assert.Equal(5, left.Count(it => it.Contains(recent.OutputId, StringComparison.Ordinal)
            || File.ReadAllText(it) == recent.OutputId));
        Assert.Contains(left, it => it.EndsWith("notes.json", StringComparison.Ordinal));
        Assert.False((await LocalStore.SubmitOnceAsync(backend, "MKTV")).Reused);
        Assert.True((await LocalStore.SubmitOnceAsync(backend, "MKTVA")).Reused);
    }

    private static TimeSpan Minutes(int length) => TimeSpan.FromMinutes(length);

    private static string Of(int length) => new('M', length);

    private static Task<Cancellation> CancelAsync(LocalBackend backend, string id) =>
        backend.CancelAsync(LocalStore.Id(id), TestContext.Current.CancellationToken);

    private static async Task<BackendException?> RefusalAsync(IPredictionBackend backend, string residues)
    {
        try
        {
            await LocalStore.SubmitAsync(backend, residues);
            return null;
        }
        catch (BackendException refusal)
        {
            return refusal;
        }
    }

    /// <summary>Holds up giants and nobody else.</summary>
    private sealed class OnlyLongWaits(GatedPredictor gate) : IPredictor
    {
        private readonly GatedPredictor table = new();

        public Scorer ScorerOf(int length) => gate.Scorer;

        public TimeSpan Estimate(int length) => length < 10 ? TimeSpan.FromSeconds(length) : Minutes(length);

        public IReadOnlyList<string> Warnings(Amplify.Tools.Inputs.ProteinSequence sequence) => [];

        public Task<Amplify.Tools.Scans.PredictedScan> PredictAsync(string sequence, Action<int> progress,
            CancellationToken cancellationToken) =>
            (sequence.Length < 10 ? table : gate).PredictAsync(sequence, progress, cancellationToken);

        public void Dispose() => gate.Dispose();
    }
}
