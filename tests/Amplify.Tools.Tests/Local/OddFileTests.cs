using Amplify.Local.Store;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Contract;
using Amplify.Tools.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>Whatever lies where a file of the store should be, a call ends in a sentence and the next one is served.</summary>
public sealed class OddFileTests : IAsyncDisposable
{
    private const int Huge = 60 * 1024 * 1024;

    private readonly LocalStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Theory]
    [InlineData("output", "pipe")]
    [InlineData("failure", "pipe")]
    [InlineData("output", "device")]
    [InlineData("failure", "huge")]
    [InlineData("output", "directory")]
    public async Task A_result_that_is_no_file_ends_in_a_sentence(string file, string kind)
    {
        Needs.Linux();
        var backend = store.Open(file == "output" ? new GatedPredictor() : new GatedPredictor { Fault = new InvalidOperationException() });
        var job = await LocalStore.SubmitAsync(backend, "MKTV");
        await store.SettleAsync(backend, job.OutputId);
        Replace(file == "output" ? job.OutputPath : Path.Combine(store.Failures, job.OutputId + "-error.out"), kind);

        var found = await EndedAsync(backend, job.OutputId);

        if (kind == "device")
        {
            Assert.IsType<Prediction.Completed>(found); // /dev/null is empty, and can be read
            return;
        }

        var fault = Assert.IsType<BackendException>(found);
        Assert.Equal(ErrorCode.ResultRetrieval, fault.Code);
        Assert.Contains(kind switch { "huge" => "62,914,560 bytes", "pipe" => "a pipe or a device", _ => "a directory" }, fault.Message);
        Assert.IsType<Prediction.InProgress>(await LocalStore.FetchAsync(backend, "another-job"));
    }

    [Theory]
    [InlineData("input", "pipe")]
    [InlineData("input", "huge")]
    [InlineData("input", "long")]
    [InlineData("record", "pipe")]
    [InlineData("record", "huge")]
    [InlineData("progress", "pipe")]
    public async Task Odd_files_of_a_waiting_job_cost_that_job_at_most(string file, string kind)
    {
        Needs.Linux();
        var stuck = new GatedPredictor(open: false);
        var before = store.Open(stuck);
        var job = await LocalStore.SubmitAsync(before, "MKTV");
        await stuck.Begun.Task;
        await before.DisposeAsync();
        var files = new FileStore(store.Home);
        Replace(file switch
        {
            "input" => files.Input(job.OutputId),
            "record" => files.Record(job.OutputId),
            _ =>
            files.Progress(job.OutputId)
        }, kind);
        var backend = store.Open(new GatedPredictor());

        var ended = await store.SettleAsync(backend, job.OutputId);

        if (file == "input") Assert.Equal("input_unreadable", Assert.IsType<Prediction.Failed>(ended).Error.ErrorType);
        else Assert.IsType<Prediction.Completed>(ended);
    }

    [Fact]
    public async Task A_disk_that_says_nothing_is_told_within_the_time_of_a_call_and_holds_up_no_thread_of_others()
    {
        var clock = new FakeTimeProvider(ScriptedBackend.Noon);
        using var gate = new StoreGate(clock);
        using var never = new ManualResetEventSlim();
        var hung = Enumerable.Range(0, 24).Select(_ => gate.RunAsync(() => never.Wait(Timeout.Infinite), CancellationToken.None)).ToList();
        var late = gate.RunAsync(() => 1, CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(11));

        foreach (var it in hung) await Assert.ThrowsAsync<StoreSilentException>(() => it);
        await Assert.ThrowsAsync<StoreSilentException>(() => late);
        never.Set();
        while (!await IsServedAsync(gate)) { }
    }

    [Theory]
    [InlineData("MKTVR", true)]
    [InlineData("MKTV", false)] // its key is there already, so it is the job itself that hangs
    public async Task A_job_that_a_frozen_disk_holds_up_is_called_refused_only_if_it_is(string residues, bool refused)
    {
        using var disk = LoopDisk.Create();
        await using var frozen = new LocalStore(disk.Path);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var backend = frozen.Open(new GatedPredictor(), clock);
        await frozen.SettleAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId);

        disk.Freeze();
        var submitting = LocalStore.SubmitAsync(backend, residues);
        while (!submitting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var fault = await Assert.ThrowsAsync<BackendException>(() => submitting);
        disk.Thaw();

        Assert.Equal(ErrorCode.S3Upload, fault.Code);
        Assert.Contains("it did not answer within 10 s", fault.Message);
        Assert.Contains(refused ? "Nothing was submitted" : "Whether it was accepted is not known", fault.Message);
        Assert.True(Assert.IsType<ErrorDetails.Fault>(fault.Details).Retryable);
        var records = Path.Combine(frozen.Inputs, "jobs");
        while (!refused && Directory.GetFiles(records, "*.json").Length < 2) await Task.Delay(5, TestContext.Current.CancellationToken);
        var next = frozen.Open(new GatedPredictor()); // by a clock that goes on
        var again = await LocalStore.SubmitOnceAsync(next, residues);
        Assert.Equal(!refused, again.Reused);
        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(next, again.OutputId));
        Assert.Equal(2, Directory.GetFiles(records, "*.json").Length);
    }

    private static async Task<bool> IsServedAsync(StoreGate gate)
    {
        try
        {
            return await gate.RunAsync(() => true, TestContext.Current.CancellationToken);
        }
        catch (StoreSilentException)
        {
            return false;
        }
    }

    private static void Replace(string path, string kind)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        switch (kind)
        {
            case "pipe":
                Assert.Equal(0, ProgramRun.Of("mkfifo", [path]).GetAwaiter().GetResult().ExitCode);
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/null");
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "long":
                File.WriteAllText(path, $$"""{"sequence":"{{new string('M', 10_001)}}"}""");
                break;
            default:
                File.WriteAllText(path, $$"""{"sequence":"{{new string('M', Huge - 15)}}"}""");
                break;
        }
    }

    private static async Task<object> EndedAsync(IPredictionBackend backend, string id)
    {
        try
        {
            return await LocalStore.FetchAsync(backend, id).WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (BackendException fault)
        {
            return fault;
        }
    }
}
