using System.Runtime.Versioning;
using Amplify.Testing;

namespace Amplify.Tools.Tests.Local;

/// <summary>Sequences and results are their owner's to read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnerTests : IAsyncDisposable
{
    private const UnixFileMode File0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Directory0700 = File0600 | UnixFileMode.UserExecute;

    private readonly LocalStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task Every_file_and_directory_of_a_job_is_the_owners_alone()
    {
        Needs.Linux();
        var predictor = new GatedPredictor(open: false) { Takes = _ => TimeSpan.FromMinutes(1) };
        var backend = store.Open(predictor);
        var broken = store.Open(new GatedPredictor { Name = "broken", Fault = new InvalidOperationException() });
        await LocalStore.EndAsync(broken, (await LocalStore.SubmitOnceAsync(broken, "MKTVA")).OutputId);
        var job = await LocalStore.SubmitOnceAsync(backend, "MKTV");
        await predictor.Begun.Task;

        var entries = Entries();
        predictor.Open();
        await store.SettleAsync(backend, job.OutputId);
        entries.AddRange(Entries());

        Assert.All(entries, it => Assert.Equal((it.Path, it.IsDirectory ? Directory0700 : File0600), (it.Path, it.Mode)));
        Assert.Contains(entries, it => it.Path.Contains("progress/", StringComparison.Ordinal));
        Assert.Contains(entries, it => it.Path.Contains("by-key/", StringComparison.Ordinal));
        Assert.Contains(entries, it => it.Path.EndsWith("-error.out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_an_earlier_version_left_open_is_closed()
    {
        Needs.Linux();
        var outputs = Directory.CreateDirectory(store.Outputs, Directory0700 | UnixFileMode.OtherRead | UnixFileMode.OtherExecute).FullName;
        var backend = store.Open();

        await LocalStore.EndAsync(backend, (await LocalStore.SubmitAsync(backend, "MKTV")).OutputId);
        while (File.GetUnixFileMode(outputs) != Directory0700) await Task.Delay(5, TestContext.Current.CancellationToken);

        Assert.Equal(Directory0700, File.GetUnixFileMode(outputs));
    }

    private List<(string Path, bool IsDirectory, UnixFileMode Mode)> Entries() =>
    [
        .. new DirectoryInfo(store.Home).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(it => (it.FullName, it is DirectoryInfo, it.UnixFileMode)),
    ];
}
