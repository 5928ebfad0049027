using Amplify.Local;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Inputs;
using Amplify.Tools.Scans;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amplify.SageMaker.Tests;

/// <summary>Jobs that belong to their caller, on every backend: to others they are what nobody ever submitted.</summary>
public abstract class OwnerContract : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IPredictionBackend Backend { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    private protected static Caller Of(char name, int most = 100) => new(new(name, 64), new(new(name, 64), most));

    [Fact]
    public async Task To_everybody_else_it_is_what_nobody_submitted()
    {
        var mine = Backend.For(Of('a'));
        var job = await mine.SubmitAsync(Make.Sequence().Called("mine"), Token);
        var batch = OutputIdOf(BatchRecord.NewId());
        await mine.KeepBatchAsync(batch.Value, new(DateTimeOffset.UnixEpoch, [new("one", 65, job.OutputId)]), Token);
        await EndAsync(mine, job.OutputId);
        var (id, unknown) = (OutputIdOf(job.OutputId), OutputIdOf(Guid.CreateVersion7().ToString()));

        foreach (var other in (IPredictionBackend[])[Backend.For(Of('b')), Backend.For(Of('b')).Within(null).AtOnce()])
        {
            Func<OutputId, Task<Prediction>>[] ways = [it => other.FetchAsync(it, Token), it => other.FetchNamedAsync(it, Token)];
            foreach (var fetch in ways)
                Assert.Equal(Said(await fetch(unknown), unknown), Said(await fetch(id), id));
            Assert.False(Assert.IsType<Prediction.InProgress>(await other.FetchAsync(id, Token)).Known);
            Assert.Null(await other.FetchSitesAsync(id, [0], Token));
            Assert.Empty((await other.ListAsync(10, Token)).Jobs);
            Assert.Null((await other.ListAsync(10, Token)).Stopped);
            Assert.Empty(await other.FindAsync(job.OutputId[..8], Token));
            Assert.Null(await other.RecallBatchAsync(batch, Token));
        }

        Assert.Equal("mine", Assert.IsType<Prediction.Completed>(await mine.FetchNamedAsync(id, Token)).Name);
        Assert.Equal(job.OutputId, Assert.Single((await mine.ListAsync(10, Token)).Jobs).OutputId);
        Assert.Equal([job.OutputId], await mine.FindAsync(job.OutputId[..8], Token));
        Assert.NotNull(await mine.RecallBatchAsync(batch, Token));
    }

    [Fact]
    public async Task The_same_sequence_is_a_job_of_each_and_again_ones_own()
    {
        var (mine, theirs) = (Backend.For(Of('a')), Backend.For(Of('b')));
        var first = await mine.SubmitOnceAsync(Make.Sequence(), Token);
        var second = await theirs.SubmitOnceAsync(Make.Sequence(), Token);
        var again = await mine.SubmitOnceAsync(Make.Sequence(), Token);
        var nobodys = await Backend.SubmitOnceAsync(Make.Sequence(), Token);

        Assert.Distinct([first.OutputId, second.OutputId, nobodys.OutputId]);
        Assert.Equal((first.OutputId, true), (again.OutputId, again.Reused));
        Assert.False(second.Reused || nobodys.Reused);
    }

    [Fact]
    public async Task Nobodys_job_is_not_a_callers()
    {
        var job = await Backend.SubmitAsync(Make.Sequence(), Token);
        await EndAsync(Backend, job.OutputId);

        var answer = await Backend.For(Of('a')).FetchAsync(OutputIdOf(job.OutputId), Token);

        Assert.False(Assert.IsType<Prediction.InProgress>(answer).Known);
        Assert.Empty((await Backend.For(Of('a')).ListAsync(10, Token)).Jobs);
    }

    [Fact]
    public async Task A_caller_has_so_many_jobs_waiting_and_no_more_and_the_next_caller_has_as_many()
    {
        var (mine, theirs) = (Backend.For(Of('a', most: 2)), Backend.For(Of('b', most: 2)));
        await HoldAsync();
        var first = await mine.SubmitAsync(Make.Sequence("MKTVRQERLKA"), Token);
        await mine.SubmitOnceAsync(Make.Sequence("MKTVRQERLKC"), Token);

        var refusal = await Assert.ThrowsAsync<BackendException>(() => mine.SubmitAsync(Make.Sequence("MKTVRQERLKD"), Token));
        var again = await mine.SubmitOnceAsync(Make.Sequence("MKTVRQERLKC"), Token);
        await theirs.SubmitAsync(Make.Sequence("MKTVRQERLKD"), Token);
        await LetGoAsync();
        await EndAsync(mine, first.OutputId);
        await mine.SubmitAsync(Make.Sequence("MKTVRQERLKD"), Token);

        var fault = Assert.IsType<ErrorDetails.Fault>(refusal.Details);
        Assert.Equal((ErrorCode.Invocation, true, FaultReason.QueueFull), (refusal.Code, fault.Retryable, fault.Reason));
        Assert.InRange(fault.RetryAfterSeconds!.Value, 1, 3_600);
        Assert.Contains("2 jobs of yours wait already", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was submitted", refusal.Message, StringComparison.Ordinal);
        Assert.True(again.Reused);
    }

    /// <summary>From now on jobs wait.</summary>
    private protected abstract Task HoldAsync();

    private protected abstract Task LetGoAsync();

    private protected static OutputId OutputIdOf(string text) => Make.Id(text);

    private static string Said(Prediction answer, OutputId id) => answer.ToString().Replace(id.Value, "ID", StringComparison.Ordinal);

    private protected static async Task EndAsync(IPredictionBackend backend, string id)
    {
        while (await backend.FetchAsync(OutputIdOf(id), Token) is Prediction.InProgress { Known: not false }) await Task.Delay(5, Token);
    }
}

public sealed class LocalOwnerTests : OwnerContract
{
    private readonly TemporaryDirectory home = new();
    private readonly SemaphoreSlim gate = new(1_000);
    private LocalBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    public override ValueTask InitializeAsync()
    {
        backend = new(home.Path, new Held(gate), TimeProvider.System, NullLogger<LocalBackend>.Instance);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await backend.DisposeAsync();
        home.Dispose();
        gate.Dispose();
    }

    [Fact]
    public async Task A_removed_job_leaves_nothing_of_its_owner_behind()
    {
        var mine = backend.For(Of('a'));
        var job = await mine.SubmitOnceAsync(Make.Sequence(), TestContext.Current.CancellationToken);
        await EndAsync(mine, job.OutputId);
        while (!backend.Remove(OutputIdOf(job.OutputId))) await Task.Delay(5, TestContext.Current.CancellationToken);

        var left = Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories)
            .Where(it => it.Contains(job.OutputId, StringComparison.Ordinal) || it.Contains("by-key", StringComparison.Ordinal));
        Assert.Empty(left);
        Assert.False(Assert.IsType<Prediction.InProgress>(
            await mine.FetchAsync(OutputIdOf(job.OutputId), TestContext.Current.CancellationToken)).Known);
    }

    private protected override Task HoldAsync()
    {
        while (gate.Wait(0)) { }
        return Task.CompletedTask;
    }

    private protected override Task LetGoAsync()
    {
        gate.Release(1_000);
        return Task.CompletedTask;
    }

    private sealed class Held(SemaphoreSlim gate) : IPredictor
    {
        private readonly SequenceNetPredictor net = new(TimeProvider.System);

        public async Task<PredictedScan> PredictAsync(string sequence, Action<int> progress, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            return await net.PredictAsync(sequence, progress, cancellationToken);
        }

        public Scorer ScorerOf(int length) => net.ScorerOf(length);

        public TimeSpan Estimate(int length) => net.Estimate(length);

        public IReadOnlyList<string> Warnings(ProteinSequence sequence) => [];

        public void Dispose() => net.Dispose();
    }
}

public sealed class SageMakerOwnerTests(MotoServer moto) : OwnerContract
{
    private LoopbackAws aws = null!;
    private SageMakerBackend backend = null!;

    private protected override IPredictionBackend Backend => backend;

    public override async ValueTask InitializeAsync()
    {
        aws = await LoopbackAws.StartAsync(moto);
        backend = Make.Backend(aws);
    }

    public override async ValueTask DisposeAsync()
    {
        backend?.Dispose();
        if (aws is not null) await aws.DisposeAsync();
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_is_told_since_nobody_could_ask_for_the_job()
    {
        aws.S3.Fault = it =>
            it.Method == "PUT" && it.Target.Contains("/jobs/", StringComparison.Ordinal) ? LoopbackS3.Error(403, "AccessDenied") : null;

        var fault = await Assert.ThrowsAsync<BackendException>(() =>
            backend.For(Of('a')).SubmitAsync(Make.Sequence(), TestContext.Current.CancellationToken));

        var id = Assert.Single(aws.SageMaker.Jobs).Id;
        Assert.StartsWith(
            $"SageMaker accepted the job {id}, and the record that says whose it is could not be written", fault.Message,
            StringComparison.Ordinal);
        Assert.True(fault.MayRun);
        Assert.DoesNotContain("Nothing was submitted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_whose_it_is_cannot_be_read_nothing_is_shown_and_nothing_is_called_unknown()
    {
        var mine = backend.For(Of('a'));
        var job = await mine.SubmitAsync(Make.Sequence(), TestContext.Current.CancellationToken);
        await EndAsync(mine, job.OutputId);
        aws.S3.Fault = it => it.Target.Contains("/jobs/", StringComparison.Ordinal) ? LoopbackS3.Error(403, "AccessDenied") : null;

        var own = await Assert.ThrowsAsync<BackendException>(() =>
            mine.FetchAsync(Make.Id(job.OutputId), TestContext.Current.CancellationToken));
        var others = await Assert.ThrowsAsync<BackendException>(() =>
            backend.For(Of('b')).FetchAsync(Make.Id(job.OutputId), TestContext.Current.CancellationToken));

        Assert.Equal((ErrorCode.AccessDenied, own.Message), (others.Code, others.Message));
    }

    [Fact]
    public async Task Of_anothers_job_only_the_place_of_ones_own_is_asked()
    {
        var job = await backend.For(Of('a')).SubmitAsync(Make.Sequence(), TestContext.Current.CancellationToken);
        await EndAsync(backend.For(Of('a')), job.OutputId);
        var before = aws.S3.Requests.Count;

        await backend.For(Of('b')).FetchNamedAsync(Make.Id(job.OutputId), TestContext.Current.CancellationToken);

        var asked = Assert.Single(aws.S3.Requests.Skip(before));
        Assert.Contains($"/jobs/by-owner/{new string('b', 64)}/{job.OutputId}.json", asked.Target, StringComparison.Ordinal);
    }

    private protected override Task HoldAsync()
    {
        aws.SageMaker.OnAccepted = _ => Task.CompletedTask;
        return Task.CompletedTask;
    }

    private protected override async Task LetGoAsync()
    {
        foreach (var job in aws.SageMaker.Jobs) await aws.SageMaker.CompleteAsync(job);
    }
}
