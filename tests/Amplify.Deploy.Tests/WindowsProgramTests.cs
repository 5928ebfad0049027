using System.Text.Json;

namespace Amplify.Deploy.Tests;

/// <summary>The Windows program does under Wine what the native one does here, byte for byte where bytes are promised.</summary>
public sealed class WindowsProgramTests : IDisposable
{
    private const string Insulin = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    private static readonly string[] Session =
    [
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"""
            + """ "clientInfo":{"name":"test","version":"1"}}}""",
        """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
        """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
        """{"jsonrpc":"2.0","id":"drei €","method":"resources/templates/list"}""",
        """{"jsonrpc":"2.0","id":4,"method":"prompts/list"}""",
        """{"jsonrpc":"2.0","id":5,"method":"no/such/method"}""",
        """{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"no_such_tool","arguments":{}}}""",
        """{"jsonrpc": nothing""",
    ];

    private readonly TemporaryDirectory directory = new();

    private string Store => directory.File("store");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task It_predicts_writes_its_files_and_speaks_UTF_8_with_plain_line_ends()
    {
        var run = await Wine.RunAsync(Store, ["predict", Insulin, "--out", Wine.Windows(directory.File("out"))]);
        var here = await ProgramRun.Of(Needs.Native("amplify-mcp"), ["predict", Insulin, "--out", directory.File("here")],
            new Dictionary<string, string> { ["AMPLIFY_HOME"] = directory.File("other") });

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Table(here.Output), Table(run.Output));
        Assert.DoesNotContain('\r', run.Output + run.Error);
        Assert.Contains(Wine.Windows(directory.File("out")) + "\\", run.Output, StringComparison.Ordinal);
        Assert.Equal(Content("here", "*.csv"), Content("out", "*.csv"));
        Assert.Equal(Content("here", "*.png"), Content("out", "*.png"));
    }

    [Fact]
    public async Task It_prints_the_contract_byte_for_byte()
    {
        foreach (var (format, file) in (ValueTuple<string, string>[])[("mcp", "contract/mcp-tools.json"), ("input", "docs/input.md")])
        {
            var run = await Wine.RunAsync(Store, ["tools", "--format", format]);

            Assert.Equal(await Needed.ReadAsync(file.Split('/')), run.Output);
        }
    }

    [Fact]
    public async Task Its_doctor_finds_it_well()
    {
        var run = await Wine.RunAsync(Store, ["doctor"]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("✔", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("✖", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', run.Output);
    }

    [Fact]
    public async Task A_whole_session_over_stdio_is_byte_for_byte_the_native_program_s()
    {
        var input = string.Concat(Session.Select(it => it + "\n"));

        var run = await Wine.RunAsync(Store, [], input);
        var here = await ProgramRun.Of(
            Needs.Native("amplify-mcp"), [], new Dictionary<string, string> { ["AMPLIFY_HOME"] = directory.File("other") }, input);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Lines(here.Output), Lines(run.Output)); // calls run side by side: only their order is free
        Assert.Equal(Session.Length - 1, Lines(run.Output).Length);
        Assert.DoesNotContain('\r', run.Output);
    }

    [Fact]
    public async Task Jobs_of_killed_processes_are_done_by_the_next_and_nothing_stays_in_the_queue()
    {
        var accepted = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            await using var server = await Wine.StartAsync(Store);
            for (var job = 0; job < 15; job++) accepted.Add(await SubmitAsync(server, (round * 15) + job));
            server.Kill();
        }

        await using var last = await Wine.StartAsync(Store);
        foreach (var id in accepted) await CompletedAsync(last, id);
        last.Kill(); // an answer is written before its job leaves the queue
        await using (var after = await Wine.StartAsync(Store)) await NothingPendingAsync(after);

        Assert.Equal(30, accepted.Distinct().Count());
        Assert.Equal(30, Directory.GetFiles(Path.Combine(Store, "async-inference-output"), "*.out").Length);
    }

    [Fact]
    public async Task Two_processes_share_a_store_and_do_each_job_once()
    {
        await using var one = await Wine.StartAsync(Store);
        await using var other = await Wine.StartAsync(Store);

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(job => SubmitAsync(job % 2 == 0 ? one : other, job % 10)));
        foreach (var id in ids) await CompletedAsync(id == ids[0] ? other : one, id);
        await NothingPendingAsync(one);

        Assert.Equal(10, ids.Distinct().Count());
        Assert.Equal(10, Directory.GetFiles(Path.Combine(Store, "async-inference-output"), "*.out").Length);
        Assert.False(Directory.Exists(Path.Combine(Store, "async-inference-failures"))
            && Directory.EnumerateFiles(Path.Combine(Store, "async-inference-failures")).Any());
    }

    private static async Task<string> SubmitAsync(PackagedServer server, int job)
    {
        var sequence = string.Concat(Enumerable.Repeat(Insulin, 4)) + new string('A', job);
        var submitted = await server.CallAsync("invoke_endpoint", new() { ["sequence"] = sequence });
        var path = submitted.GetProperty("s3_output_path").GetString()!;
        Assert.StartsWith("Z:\\", path, StringComparison.Ordinal);
        return path;
    }

    private static async Task CompletedAsync(PackagedServer server, string id)
    {
        var arguments = new Dictionary<string, object?> { ["output_id"] = id, ["wait_seconds"] = 20 };
        JsonElement data;
        do data = await server.CallAsync("get_results", arguments);
        while (data.GetProperty("status").GetString() == "in_progress");
        Assert.Equal("completed", data.GetProperty("status").GetString());
    }

    // Whoever answers a job takes it out of the queue a moment later; each call gives it that moment.
    private async Task NothingPendingAsync(PackagedServer server)
    {
        var pending = Path.Combine(Store, "async-inference-input", "pending");
        for (var tries = 0; tries < 200 && Directory.EnumerateFiles(pending).Any(); tries++) await server.ListAsync();
        Assert.Empty(Directory.EnumerateFiles(pending));
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    // All but the lines that name files.
    private string[] Table(string output) => [.. output.Split('\n').Where(it => !it.Contains(Path.GetFileName(directory.Path)))];

    private byte[] Content(string folder, string pattern) =>
        File.ReadAllBytes(Assert.Single(Directory.GetFiles(directory.File(folder), pattern)));
}
