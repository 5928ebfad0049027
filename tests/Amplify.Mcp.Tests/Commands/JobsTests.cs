using System.Text.Json;
using Amplify.Testing;

namespace Amplify.Mcp.Tests.Commands;

/// <summary>`jobs`: what there is, and what its owner does with it.</summary>
public sealed class JobsTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task They_are_listed_newest_first_and_found_by_the_beginning_of_their_ids()
    {
        var empty = await RunAsync("jobs");
        await AmplifyProgram.RunAsync(directory, ["predict", "-", "--quiet"], ">OLDER\nMKTVRQERLK");
        await AmplifyProgram.RunAsync(directory, ["predict", "-", "--quiet"], ">NEWER\nMKTVRQERLKS");

        var table = (await RunAsync("jobs")).Output.Split('\n');
        var list = JsonElement.Parse((await RunAsync("jobs", "--json")).Output).GetProperty("jobs").EnumerateArray().ToList();
        var one = (await RunAsync("jobs", "--limit", "1")).Output;
        var shortId = table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var collected = await RunAsync("results", shortId, "--json");

        Assert.Contains("No jobs.", empty.Output, StringComparison.Ordinal);
        Assert.StartsWith("NEWER ", table[1], StringComparison.Ordinal);
        Assert.StartsWith("OLDER ", table[2], StringComparison.Ordinal);
        Assert.Equal(["NEWER", "OLDER"], list.Select(it => it.GetProperty("name").GetString()));
        Assert.All(list, it => Assert.Equal(("completed", "sequence-net-1"), (it.GetProperty("status").GetString(), it.GetProperty("model")
            .GetString())));
        Assert.Contains("there are more", one, StringComparison.Ordinal);
        Assert.InRange(shortId.Length, 8, 35);
        Assert.Equal(list[0].GetProperty("output_id").GetString(), JsonElement.Parse(collected.Output).GetProperty("data")
            .GetProperty("output_id").GetString());
    }

    [Fact]
    public async Task One_is_removed_by_the_beginning_of_its_id_and_an_ambiguous_one_is_refused()
    {
        await AmplifyProgram.RunAsync(directory, ["predict", "-", "--quiet"], ">A\nMKTVRQERLK");
        await AmplifyProgram.RunAsync(directory, ["predict", "-", "--quiet"], ">B\nMKTVRQERLKS");
        var ids = JsonElement.Parse((await RunAsync("jobs", "--json")).Output).GetProperty("jobs").EnumerateArray()
            .Select(it => it.GetProperty("output_id").GetString()!).ToList();

        var ambiguous = await RunAsync("jobs", "remove", ids[0][..4]);
        var removed = await RunAsync("jobs", "remove", ids[0][..30]);
        var cancelled = await RunAsync("jobs", "cancel", ids[1][..30]);
        var neither = await RunAsync("jobs", "remove");

        Assert.Equal((2, 0, 1, 2), (ambiguous.ExitCode, removed.ExitCode, cancelled.ExitCode, neither.ExitCode));
        Assert.Contains("Several ids begin with", ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains(ids[1], cancelled.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ids[0], (await RunAsync("jobs", "--json")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(directory.File("store"), "*", SearchOption.AllDirectories), it =>
            it.Contains(ids[0], StringComparison.Ordinal));
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) => AmplifyProgram.RunAsync(directory, arguments);
}
