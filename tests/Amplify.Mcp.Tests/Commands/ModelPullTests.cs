using System.Diagnostics;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>A pull that is cut, spoilt, killed or short of disk ends with the whole model, or none.</summary>
public sealed class ModelPullTests : ModelPulls
{
    [Fact]
    public async Task A_model_comes_whole_is_listed_and_can_be_removed()
    {
        await using var hub = new LoopbackHub(Published);

        var pull = await PullAsync(hub, Model, ("HF_TOKEN", "hf_secret"));
        var list = await RunAsync(hub, ["model", "list"]);
        var again = await PullAsync(hub, Model);
        var remove = await RunAsync(hub, ["model", "remove", Model]);

        Assert.True(pull.ExitCode == 0, pull.Error);
        Assert.Contains("licence: MIT", pull.Error, StringComparison.Ordinal);
        Assert.Contains($"{new FileInfo(Weights).Length / Megabyte} MB", pull.Error, StringComparison.Ordinal);
        Assert.Contains(Model, list.Output, StringComparison.Ordinal);
        Assert.Contains("is here already", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, remove.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(Models, Model)));
        Assert.All(hub.HubRequests, it => Assert.Equal("Bearer hf_secret", it.Header("Authorization")));
        Assert.All(hub.StoreRequests, it => Assert.Null(it.Header("Authorization")));
        Assert.DoesNotContain("hf_secret", pull.Error + pull.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_at_every_megabyte_costs_no_byte_twice_where_ranges_are_taken(bool ranges)
    {
        var sent = 0L;
        var cuts = 0;
        await using var hub = new LoopbackHub(Published) { TakesRanges = ranges };
        hub.Changed = it =>
        {
            var cut = ranges || cuts++ < 2;
            Interlocked.Add(ref sent, cut ? Math.Min(Megabyte, it.Bytes.Length) : it.Bytes.Length);
            return cut && it.Bytes.Length > Megabyte ? it with { Bytes = it.Bytes[..Megabyte], Missing = it.Bytes.Length - Megabyte } : it;
        };

        var pull = await PullAsync(hub, Model);

        Assert.True(pull.ExitCode == 0, pull.Error);
        AssertWhole();
        if (ranges) Assert.Equal(new FileInfo(Weights).Length, sent);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(-1)]
    public async Task A_store_that_cannot_answer_now_is_asked_again(int status)
    {
        var asked = 0;
        await using var hub = new LoopbackHub(Published);
        hub.Instead = it => it.Target.StartsWith("/model.safetensors", StringComparison.Ordinal) && asked++ < 2
            ? new(status) { Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } } : null;

        var pull = await PullAsync(hub, Model);

        Assert.True(pull.ExitCode == 0, pull.Error);
        AssertWhole();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_hub_that_cannot_describe_now_is_asked_again(int status)
    {
        var asked = 0;
        await using var hub = new LoopbackHub(Published);
        hub.Instead = it => it.Method == "HEAD" && asked++ < 3
            ? new(status) { Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } } : null;

        var pull = await PullAsync(hub, Model);

        Assert.True(pull.ExitCode == 0, pull.Error);
        AssertWhole();
    }

    [Fact]
    public async Task A_disk_that_fills_on_the_way_keeps_what_came_and_the_next_goes_on()
    {
        using var disk = SmallDisk.Mount("size=96m");
        var (filler, sent) = (Path.Combine(disk.Path, "filler"), 0L);
        await using var hub = new LoopbackHub(Published);
        hub.Changed = it =>
        {
            if (sent++ == 0) return it with { Bytes = it.Bytes[..Megabyte], Missing = it.Bytes.Length - Megabyte };
            Fill(filler);
            return it;
        };

        var pull = await PullAsync(hub, Model, ("AMPLIFY_HOME", disk.Path));
        var (pulled, staged) = (Path.Combine(disk.Path, "models", Model), Path.Combine(disk.Path, "models", $".pulling-{Model}"));
        var kept = new FileInfo(Path.Combine(staged, "model.safetensors.part")).Length;
        File.Delete(filler);
        hub.Changed = it =>
        {
            sent = it.Bytes.Length;
            return it;
        };
        var again = await PullAsync(hub, Model, ("AMPLIFY_HOME", disk.Path));

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains("The disk refuses", pull.Error, StringComparison.Ordinal);
        Assert.InRange(kept, Megabyte, new FileInfo(Weights).Length - 1);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(new FileInfo(Weights).Length - kept, sent);
        Assert.Equal([pulled], Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "models")));
    }

    [Fact]
    public async Task Another_content_than_was_announced_is_removed_and_never_installed()
    {
        await using var hub = new LoopbackHub(Published);
        hub.Changed = it =>
        {
            var spoilt = it.Bytes.ToArray();
            spoilt[^1] ^= 1;
            return it with { Bytes = spoilt };
        };

        var pull = await PullAsync(hub, Model);
        hub.Changed = it => it;
        var again = await PullAsync(hub, Model);

        Assert.Equal(1, pull.ExitCode);
        Assert.Contains("another content than was announced", pull.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
        AssertWhole();
    }

    [Fact]
    public async Task What_an_earlier_day_left_is_no_part_of_the_model()
    {
        await using var hub = new LoopbackHub(Published);
        Directory.CreateDirectory(Path.Combine(Models, $".pulling-{Model}"));
        await File.WriteAllBytesAsync(
            Path.Combine(Models, $".pulling-{Model}", "model.safetensors.part"), new byte[Megabyte], TestContext.Current.CancellationToken);

        var pull = await PullAsync(hub, Model);

        Assert.True(pull.ExitCode == 0, pull.Error);
        AssertWhole();
    }

    [Fact]
    public async Task A_copy_in_the_cache_of_HuggingFace_is_used_where_it_lies()
    {
        await using var hub = new LoopbackHub(Published);
        var snapshot = InHome("hf/hub/models--chandar-lab--AMPLIFY_120M/snapshots/test");
        Directory.CreateDirectory(Path.GetDirectoryName(snapshot)!);
        Directory.CreateSymbolicLink(snapshot, Published);

        var pull = await PullAsync(hub, Model, ("HF_HOME", InHome("hf")));
        var list = await RunAsync(hub, ["model", "list"]);
        await RunAsync(hub, ["model", "remove", Model]);

        Assert.True(pull.ExitCode == 0, pull.Error);
        Assert.Contains(snapshot, pull.Error, StringComparison.Ordinal);
        Assert.Contains(Model, list.Output, StringComparison.Ordinal);
        Assert.Empty(hub.HubRequests);
        Assert.True(File.Exists(Weights));
    }

    // The store stops at a byte and says so; the process dies there, and the next one goes on.
    [Fact]
    public async Task A_process_killed_anywhere_leaves_the_models_as_before_and_the_next_goes_on()
    {
        await using var hub = new LoopbackHub(Published);
        string[] small = ["config.json", "tokenizer.json"];
        foreach (var file in (string[])[.. small, .. Enumerable.Repeat("model.safetensors", 5)])
        {
            var reached = new TaskCompletionSource();
            hub.Instead = it => it.Method == "GET" && it.Target.EndsWith(file, StringComparison.Ordinal) && small.Contains(file)
                ? Reached(LoopbackReply.Hang) : null;
            hub.Changed = it => small.Contains(file) ? it
                : Reached(it with
                {
                    Bytes = it.Bytes[..Math.Min(it.Bytes.Length, Megabyte)],
                    Missing = Math.Max(1, it.Bytes.Length - Megabyte)
                });

            await KillAtAsync(hub, reached.Task);

            Assert.False(Directory.Exists(Path.Combine(Models, Model)));

            LoopbackReply Reached(LoopbackReply reply)
            {
                reached.TrySetResult();
                return reply;
            }
        }

        (hub.Instead, hub.Changed) = (_ => null, it => it);
        var pull = await PullAsync(hub, Model);

        Assert.True(pull.ExitCode == 0, pull.Error);
        AssertWhole();
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, bufferSize: 0);
        var piece = new byte[1 << 16];
        try
        {
            while (true) file.Write(piece);
        }
        catch (IOException)
        {
            // full
        }
    }

    private async Task KillAtAsync(LoopbackHub hub, Task reached)
    {
        using var process =
            Process.Start(ProgramRun.StartInfo(AmplifyProgram.Path, ["model", "pull", Model], Environment(hub), InHome("")))!;
        await reached.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
