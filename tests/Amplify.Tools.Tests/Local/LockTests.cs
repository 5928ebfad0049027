using Amplify.Local.Store;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>File systems without locks, as some network and FUSE mounts are; and locks that would be in the way on NTFS.</summary>
public sealed class LockTests : IAsyncDisposable
{
    // ENOLCK, which .NET passes over in silence.
    private static readonly string[] NoLocks = ["-fqq", "-o", "/dev/null", "--trace=flock", "--inject=flock:error=ENOLCK"];

    private readonly LocalStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task Without_locks_one_process_uses_the_store_and_the_others_say_who()
    {
        var strace = Needs.OnPath("strace", "run `make setup`");
        using var first = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(5), 4, [strace, .. NoLocks]);
        await first.ListenAsync(it => it.Ids.Count == 4);
        using var second = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(5), 4, [strace, .. NoLocks]);
        await second.ListenAsync(it => it.Refusals.Count == 4);

        var here = store.Open(new GatedPredictor { Name = "of another kind" });
        foreach (var id in first.Ids) Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(here, id));
        await first.StopAsync();
        await second.StopAsync();

        Assert.Equal([1, 2, 3, 4], first.Starts.Order());
        Assert.Empty(second.Starts);
        Assert.All(second.Refusals, it => Assert.Matches("on a file system without locks, and process [0-9]+ on .+ uses it. Nothing was "
            + "submitted.", it));
        Assert.False(File.Exists(Path.Combine(store.Inputs, "tenant.json")));
    }

    [Fact]
    public async Task With_locks_nobody_is_kept_out_and_the_doctor_has_nothing_to_say()
    {
        Assert.True(new FileStore(store.Home).Probe());
        Assert.DoesNotContain("no locks", (await store.Open().LookAsync(TestContext.Current.CancellationToken)).Seen);
    }

    [Fact]
    public void The_store_of_a_process_that_went_without_a_word_is_free_after_a_minute()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var files = new FileStore(store.Home);
        using var mine = new Tenancy(files, clock, hasLocks: false);
        files.Write(files.Input("tenant"), "4711 elsewhere 0");

        var now = mine.Enter();
        clock.Advance(TimeSpan.FromSeconds(90));
        var later = mine.Enter();

        Assert.Equal(("process 4711 on elsewhere", null), (now, later));
        Assert.StartsWith($"{Environment.ProcessId} ", File.ReadAllText(files.Input("tenant")));
    }

    // On NTFS a file keeps its name for as long as somebody holds it open, and cannot be replaced: the calls that would fail there are
    // counted here.
    [Fact]
    public async Task No_file_is_removed_or_renamed_while_this_process_holds_it_open()
    {
        var strace = Needs.OnPath("strace", "run `make setup`");
        using var log = new TemporaryDirectory();
        using var host = new StoreHostProcess(
            store.Home, TimeSpan.FromMilliseconds(5), 10, strace, "-fqq", "-y", "-o", log.File("trace"),
                "--trace=openat,close,unlink,rename");
        await host.ListenAsync(it => it.Starts.Count == 10);
        var here = store.Open(new GatedPredictor { Name = "of another kind" });
        foreach (var id in host.Ids) await store.SettleAsync(here, id);
        await host.StopAsync();

        var held = HeldFiles.Read(await File.ReadAllLinesAsync(log.File("trace"), TestContext.Current.CancellationToken), store.Home);

        Assert.InRange(held.Removals, 30, int.MaxValue);
        Assert.Empty(held.Broken);
        Assert.Empty(store.Pending);
    }
}
