using System.Diagnostics;
using Amplify.StoreHost;
using Amplify.Testing;
using Amplify.Tools.Backends;

namespace Amplify.Tools.Tests.Local;

/// <summary>
/// The power goes right after a receipt: the image of the disk is copied as it is in that moment, without what was not flushed, and mounted
/// elsewhere. The process stands still meanwhile, so that the copy is of one moment.
/// </summary>
public sealed class PowerCutTests
{
    private static readonly int Receipts = Environment.GetEnvironmentVariable("AMPLIFY_KILLS") == "all" ? 50 : 15;

    public static TheoryData<string, string> Models => new(KillTests.Scorers.Select(it => (it.Model, it.Method)));

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Whatever_was_receipted_before_the_power_went_is_there_when_it_comes_back(string model, string method)
    {
        var scorer = KillTests.Scorers.Single(it => (it.Model, it.Method) == (model, method));
        using var disk = LoopDisk.Create();
        using var host = new StoreHostProcess(disk.Path, TimeSpan.FromSeconds(2), Receipts, scorer, acknowledged: true);
        var (lost, queued) = (new List<string>(), 0);

        for (var receipt = 1; receipt <= Receipts; receipt++)
        {
            await host.ListenAsync(it => it.Ids.Count == receipt);
            await SignalAsync(host, "STOP");
            using var left = disk.Copy();
            await SignalAsync(host, "CONT");
            left.Mount();
            await using var store = new LocalStore(left.Path);
            var look = store.Open(new GatedPredictor { Name = "of another kind" });
            foreach (var id in receipt % 5 == 0 ? host.Ids : host.Ids.TakeLast(5)) // what goes missing is what came last
            {
                var found = await LocalStore.FetchAsync(look, id);
                if (found is Prediction.InProgress { Known: true }) queued++;
                else if (found is not Prediction.Completed) lost.Add($"{receipt}: {id} {found}");
            }

            if (receipt == Receipts) await FinishAsync(store, scorer, host.Ids);
            await host.AcknowledgeAsync();
        }

        await host.StopAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{Receipts} power cuts, {queued} jobs found queued, {lost.Count} lost");
        Assert.Empty(lost);
        Assert.InRange(queued, Receipts, int.MaxValue); // the worker was never through with all
    }

    // What came through is worth its receipt: each job is done, once, as it was asked, whoever had the chance to do it before.
    private static async Task FinishAsync(LocalStore store, Scorer scorer, List<string> ids)
    {
        var done = Directory.EnumerateFiles(store.Outputs).Count();
        foreach (var other in KillTests.Scorers.Where(it => it != scorer))
        {
            await using var stranger = store.Open(new TalkingPredictor(other, TimeSpan.Zero, _ => { }));
            stranger.ResumePending();
            var theirs = await LocalStore.SubmitOnceAsync(stranger, "MKV");
            KillTests.CheckResult(await store.SettleAsync(stranger, theirs.OutputId), other);
            Assert.Equal(++done, Directory.EnumerateFiles(store.Outputs).Count());
        }

        var next = store.Open(new TalkingPredictor(scorer, TimeSpan.Zero, _ => { }));
        next.ResumePending();
        foreach (var id in ids) KillTests.CheckResult(await store.SettleAsync(next, id), scorer);
        Assert.Equal(ids.Count + KillTests.Scorers.Length - 1, Directory.EnumerateFiles(store.Outputs).Count());
    }

    private static async Task SignalAsync(StoreHostProcess host, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{host.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
