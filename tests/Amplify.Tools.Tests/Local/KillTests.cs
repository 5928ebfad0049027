using System.Text.Json;
using Amplify.StoreHost;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Local;

/// <summary>SIGKILL before every single call by which a job's life touches the disk or tells of itself.</summary>
public sealed class KillTests
{
    private const int AtOnce = 3;

    // Opening is none of them: whoever opens a file to write it locks it next.
    private static readonly string[] Steps = ["mkdir", "flock", "ftruncate", "pwrite64", "fsync", "rename", "unlink", "write"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_at_any_step_a_job_was_never_accepted_or_is_done_once(bool submitting)
    {
        var strace = Needs.OnPath("strace", "run `make setup`");
        var kills = 0;

        await Parallel.ForEachAsync(Steps, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (step, _) =>
        {
            var nth = 1;
            while (await IsKilledAsync(submitting, strace, "-fqq", "-o", "/dev/null", $"--trace={step}", $"--inject={step}:signal=KILL:when={nth}"))
            {
                nth++;
                Interlocked.Increment(ref kills);
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills while {(submitting ? "submitting" : "working")}");
        Assert.InRange(kills, submitting ? 30 : 12, 200);
    }

    private static async Task<bool> IsKilledAsync(bool submitting, params string[] watcher)
    {
        await using var store = new LocalStore();
        var id = submitting ? null : await LeaveJobAsync(store);
        using var host = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(1), submitting ? 1 : 0, watcher);

        var killed = await host.IsKilledAsync(() => !store.Pending.Any());

        Assert.True(killed || submitting == (host.Ids.Count == 1));
        await CheckAsync(store, host, id ?? host.Ids.SingleOrDefault());
        return killed;
    }

    private static async Task CheckAsync(LocalStore store, StoreHostProcess host, string? accepted)
    {
        var runs = 0;
        var next = store.Open(new TalkingPredictor(TimeSpan.Zero, _ => Interlocked.Increment(ref runs)));
        var wasDone = Done(store).Any();
        string[] left = [.. store.Pending.Select(it => Path.GetFileName(it)).Where(it => !it.Contains('.'))];

        next.ResumePending();
        foreach (var id in left.Concat(accepted is null ? [] : [accepted])) CheckResult(await store.SettleAsync(next, id));

        Assert.DoesNotContain(store.Pending, it => !it.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(wasDone ? 0 : left.Length, runs);
        Assert.InRange(host.Starts.Count + runs, 0, 2); // the second only after a kill in the middle
        Assert.InRange(Done(store).Count(), accepted is null ? 0 : 1, 1);

        // Nothing it left is in the way of the next: no lock, no key that leads nowhere.
        var again = await LocalStore.SubmitOnceAsync(next, "M");
        CheckResult(await store.SettleAsync(next, again.OutputId));
        Assert.Single(Done(store));
        Assert.Empty(Directory.Exists(store.Failures) ? Directory.EnumerateFiles(store.Failures) : []);
    }

    private static void CheckResult(Prediction prediction)
    {
        var stored = JsonElement.Parse(Assert.IsType<Prediction.Completed>(prediction).Stored.Span);
        Assert.Equal(0, stored.GetProperty("heatmap")[AminoAcids.RowOf('M')][0].GetDouble());
    }

    private static IEnumerable<string> Done(LocalStore store) =>
        Directory.Exists(store.Outputs) ? Directory.EnumerateFiles(store.Outputs, "*.out") : [];

    // By a process that took the job and did not live to do it.
    private static async Task<string> LeaveJobAsync(LocalStore store)
    {
        await using var stuck = store.Open(new GatedPredictor(open: false) { Name = "talking", Version = "talking" });
        return (await LocalStore.SubmitAsync(stuck, "M")).OutputId;
    }
}
