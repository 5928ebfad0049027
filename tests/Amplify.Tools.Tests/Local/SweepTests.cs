using System.Text;
using Amplify.Local.Store;
using Amplify.Testing;
using Amplify.Tools.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>What is cleared up, and what is nobody's to touch.</summary>
public sealed class SweepTests : IAsyncDisposable
{
    private const string Id = "0198c5f2-7b1e-7c3a-9d2e-1f0a2b3c4d5e";
    private static readonly string Hex = new('0', 32);

    private readonly LocalStore store = new();
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public void Only_forsaken_files_of_names_we_give_go_and_only_where_we_put_them()
    {
        string[] ours = [$"async-inference-output/aside/async-inference-output.{Id}.out.{Hex}.tmp",
            $"async-inference-input/aside/jobs.{Id}.json.{Hex}.tmp"];
        string[] others =
        [
            "thesis.tmp", "project/deep/data.tmp", "async-inference-output/other.tmp", $"async-inference-output/{Id}.out.{Hex}.tmp",
            "async-inference-input/aside/thesis.tmp", $"async-inference-input/aside/deep/jobs.{Id}.json.{Hex}.tmp",
            $"async-inference-input/aside/jobs.{Id}.json.{Hex}.tmp.bak", $"async-inference-input/aside/jobs.{Id}.json.tmp",
        ];
        foreach (var path in ours.Concat(others)) Leave(path, TimeSpan.FromHours(2));

        new Sweeper(new(store.Home), clock).Sweep();

        Assert.All(ours, it => Assert.False(File.Exists(Full(it)), it));
        Assert.All(others, it => Assert.True(File.Exists(Full(it)), it));
    }

    [Fact]
    public void Neither_a_young_file_nor_one_that_somebody_holds_goes()
    {
        var (young, held) = (Leave($"async-inference-output/aside/async-inference-output.{Id}.out.{Hex}.tmp", TimeSpan.FromMinutes(50)),
            Leave($"async-inference-failures/aside/async-inference-failures.{Id}-error.out.{Hex}.tmp", TimeSpan.FromHours(9)));

        using (OwnFile.Create(held, FileMode.Open)) new Sweeper(new(store.Home), clock).Sweep();

        Assert.True(File.Exists(young));
        Assert.True(File.Exists(held));
    }

    [Theory]
    [InlineData("async-inference-output/aside")]
    [InlineData("async-inference-output")]
    [InlineData("async-inference-output/aside/file")]
    public void Nothing_is_reached_through_a_link(string link)
    {
        Needs.Linux();
        using var outside = new TemporaryDirectory();
        var name = $"async-inference-output.{Id}.out.{Hex}.tmp";
        var isFile = link.EndsWith("file", StringComparison.Ordinal);
        var target = outside.File(link.EndsWith("output", StringComparison.Ordinal) ? $"aside/{name}" : name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, "theirs");
        File.SetLastWriteTimeUtc(target, clock.GetUtcNow().UtcDateTime.AddHours(-9));
        var path = isFile ? Full($"async-inference-output/aside/{name}") : Full(link);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (isFile) File.CreateSymbolicLink(path, target);
        else Directory.CreateSymbolicLink(path, outside.Path);

        new Sweeper(new(store.Home), clock).Sweep();

        Assert.True(File.Exists(target));
    }

    [Fact]
    public async Task Links_that_lead_in_circles_hold_up_nobody()
    {
        Needs.Linux();
        foreach (var link in (string[])["l0", "l1"]) Directory.CreateSymbolicLink(Full(link), store.Home);
        Leave("thesis.tmp", TimeSpan.FromHours(2));
        var backend = store.Open();

        var job = await LocalStore.SubmitAsync(backend, "MKTV");

        Assert.IsType<Prediction.Completed>(await LocalStore.EndAsync(backend, job.OutputId));
        Assert.True(File.Exists(Full("thesis.tmp")));
    }

    [Fact]
    public async Task A_queue_entry_that_a_power_cut_left_without_its_name_is_taken_up_and_half_a_one_is_not()
    {
        var predictor = new GatedPredictor(open: false);
        var before = store.Open(predictor);
        var (whole, half) = (await LocalStore.SubmitAsync(before, "MKTV"), await LocalStore.SubmitAsync(before, "MKTVA"));
        await before.DisposeAsync();
        SetAside(whole.OutputId, bytes => bytes);
        SetAside(half.OutputId, bytes => bytes[..(bytes.Length / 2)]);

        new Sweeper(new(store.Home), clock).Sweep();

        Assert.Equal([whole.OutputId], store.Pending.Select(it => Path.GetFileName(it)));
        var next = store.Open(new GatedPredictor());
        Assert.IsType<Prediction.Completed>(await store.SettleAsync(next, whole.OutputId));
    }

    [Fact]
    public async Task However_many_results_a_store_holds_nothing_goes_through_them()
    {
        var strace = Needs.OnPath("strace", "run `make setup`");
        foreach (var name in Enumerable.Range(0, 300)) Leave($"async-inference-output/{Guid.CreateVersion7()}.out", TimeSpan.Zero);
        using var log = new TemporaryDirectory();
        using var host = new StoreHostProcess(
            store.Home, TimeSpan.FromMilliseconds(1), 1, strace, "-fqq", "-y", "-o", log.File("trace"), "--trace=getdents64");

        await host.ListenAsync(it => it.Starts.Count == 1);
        await host.StopAsync();

        var read = (await File.ReadAllLinesAsync(log.File("trace"), TestContext.Current.CancellationToken))
            .Where(it => it.Contains(store.Home, StringComparison.Ordinal));
        Assert.NotEmpty(read);
        Assert.DoesNotContain(read, it => it.Contains("async-inference-output>", StringComparison.Ordinal));
    }

    // As if the rename had not reached the disk.
    private void SetAside(string id, Func<byte[], byte[]> content)
    {
        var pending = Path.Combine(store.Inputs, "pending", id);
        var aside = Full($"async-inference-input/aside/pending.{id}.{Hex}.tmp");
        File.WriteAllBytes(aside, content(File.ReadAllBytes(pending)));
        File.SetLastWriteTimeUtc(aside, clock.GetUtcNow().UtcDateTime.AddMinutes(-2));
        File.Delete(pending);
    }

    private string Leave(string path, TimeSpan age)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllBytes(Full(path), Encoding.ASCII.GetBytes("left"));
        File.SetLastWriteTimeUtc(Full(path), clock.GetUtcNow().UtcDateTime - age);
        return Full(path);
    }

    private string Full(string path) => Path.Combine(store.Home, path);
}
