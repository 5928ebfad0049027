using System.Text.Json;
using Amplify.StoreHost;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Amplify.Tools.Inputs;

namespace Amplify.Tools.Tests.Local;

/// <summary>
/// SIGKILL, and Ctrl-C, before every single call by which a job's life touches the disk or tells of itself: nothing accepted is lost, and
/// no program with another model or method ever answers for the one that was asked.
/// </summary>
public sealed class KillTests
{
    private const int AtOnce = 3;

    // Opening is none of them: whoever opens a file to write it locks it next.
    private static readonly string[] Steps = ["mkdir", "flock", "ftruncate", "fallocate", "pwrite64", "fsync", "rename", "unlink", "write"];

    internal static readonly Scorer[] Scorers =
        [.. from model in new[] { "one", "two" } from method in new[] { "masked-marginal", "wild-type-marginal" } select new Scorer(model,
            method, new('a', 64))];

    /// <summary>The scorer changes from step to step; with AMPLIFY_KILLS=all each step is tried with each.</summary>
    private static bool All => Environment.GetEnvironmentVariable("AMPLIFY_KILLS") == "all";

    [Theory]
    [InlineData("KILL", true)]
    [InlineData("KILL", false)]
    [InlineData("INT", true)]
    [InlineData("INT", false)]
    public async Task Stopped_at_any_step_a_job_was_never_accepted_or_is_done_once_as_it_was_asked(string signal, bool submitting)
    {
        var strace = Needs.OnPath("strace", "run `make setup`");
        var stops = 0;

        await Parallel.ForEachAsync(Steps, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (step, _) =>
        {
            var nth = 1;
            for (var stopped = true; stopped; nth++)
            {
                stopped = false;
                foreach (var scorer in All ? Scorers : [Scorers[nth % Scorers.Length]])
                {
                    string[] watcher = [strace, "-fqq", "-o", "/dev/null", $"--trace={step}",
                        $"--inject={step}:signal={signal}:when={nth}"];
                    if (!await IsStoppedAsync(scorer, submitting, watcher)) continue;
                    stopped = true;
                    Interlocked.Increment(ref stops);
                }
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{stops} times {signal} while {(submitting ? "submitting" : "working")}");
        Assert.InRange(stops, submitting ? 30 : Steps.Length / 2, 2_000); // at work, Ctrl-C may come when all is done
    }

    private static async Task<bool> IsStoppedAsync(Scorer scorer, bool submitting, params string[] watcher)
    {
        await using var store = new LocalStore();
        var id = submitting ? null : await LeaveJobAsync(store, scorer);
        using var host = new StoreHostProcess(store.Home, TimeSpan.FromMilliseconds(1), submitting
            ? 1 : 0, scorer, acknowledged: false, watcher);

        var stopped = await host.IsKilledAsync(() => !store.Pending.Any());

        Assert.True(stopped || submitting == (host.Ids.Count == 1));
        await CheckAsync(store, host, scorer, id ?? host.Ids.SingleOrDefault());
        return stopped;
    }

    private static async Task CheckAsync(LocalStore store, StoreHostProcess host, Scorer scorer, string? accepted)
    {
        var wasDone = Done(store).Any();
        string[] left = [.. store.Pending.Select(it => Path.GetFileName(it))];

        // The others come first, and have every chance to take what is not theirs.
        foreach (var other in Scorers.Where(it => it != scorer))
        {
            await using var strangers = store.Open(new TalkingPredictor(other, TimeSpan.Zero, _ => { }));
            strangers.ResumePending();
            var theirs = await LocalStore.SubmitOnceAsync(strangers, "M");
            CheckResult(await store.SettleAsync(strangers, theirs.OutputId), other);
            Assert.False(theirs.Reused);
            foreach (var id in left) Assert.True((await LocalStore.FetchAsync(strangers,
                id)) is Prediction.InProgress { Stranded: true } or Prediction.Completed);
        }

        var runs = 0;
        var next = store.Open(new TalkingPredictor(scorer, TimeSpan.Zero, _ => Interlocked.Increment(ref runs)));
        next.ResumePending();
        foreach (var id in left.Concat(accepted is null ? [] : [accepted])) CheckResult(await store.SettleAsync(next, id), scorer);

        Assert.Empty(store.Pending);
        Assert.Equal(wasDone ? 0 : left.Length, runs);
        Assert.InRange(host.Starts.Count + runs, 0, 2); // the second only after a stop in the middle
        Assert.InRange(Done(store).Count(), Scorers.Length - (accepted is null ? 1 : 0), Scorers.Length);

        // Nothing it left is in the way of the next: no lock, no key that leads nowhere.
        var again = await LocalStore.SubmitOnceAsync(next, "M");
        CheckResult(await store.SettleAsync(next, again.OutputId), scorer);
        Assert.Equal(Scorers.Length, Done(store).Count());
        Assert.Empty(Directory.Exists(store.Failures) ? Directory.EnumerateFiles(store.Failures) : []);
    }

    internal static void CheckResult(Prediction prediction, Scorer scorer)
    {
        var stored = JsonElement.Parse(Assert.IsType<Prediction.Completed>(prediction).Stored.Span);
        Assert.Equal(scorer.ToString(), stored.GetProperty("metadata").GetProperty("model_version").GetString());
        Assert.Equal(0, stored.GetProperty("heatmap")[AminoAcids.RowOf('M')][0].GetDouble());
    }

    private static IEnumerable<string> Done(LocalStore store) =>
        Directory.Exists(store.Outputs) ? Directory.EnumerateFiles(store.Outputs, "*.out") : [];

    // By a process that took the job and did not live to do it.
    private static async Task<string> LeaveJobAsync(LocalStore store, Scorer scorer)
    {
        await using var stuck = store.Open(new GatedPredictor(open: false) { Scorer = scorer });
        return (await LocalStore.SubmitAsync(stuck, "M")).OutputId;
    }
}
