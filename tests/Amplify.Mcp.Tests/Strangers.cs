using System.Text.Json;
using Amplify.Testing;
using Amplify.Testing.Load;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Tests;

/// <summary>MCP clients that others wrote, at work as child processes.</summary>
internal static class Strangers
{
    private const string Inspector = "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    /// <summary>A script of tests/js through the whole flow; throws unless it saw what an agent should see.</summary>
    public static async Task FlowAsync(TemporaryDirectory directory, string script, string kind, string where)
    {
        Needs.NodeModule("@modelcontextprotocol/sdk");
        var run = await ProgramRun.Of(Needs.Node24, [Path.Combine(Needs.Root, "tests", "js", script), kind, where],
            AmplifyProgram.Environment(directory));

        Assert.True(run.ExitCode == 0, run.Error);
        var saw = JsonElement.Parse(run.Output);
        Assert.Equal(["invoke_endpoint", "get_results"], Texts(saw, "tools"));
        Assert.Equal("completed", saw.GetProperty("status").GetString());
        Assert.Equal(30, saw.GetProperty("length").GetInt32());
        Assert.True(saw.GetProperty("sameText").GetBoolean());
        Assert.Equal("INVALID_SEQUENCE", saw.GetProperty("refusal").GetString());
        Assert.Equal(script == "v2.mjs" ? "2026-07-28" : "2025-11-25", saw.GetProperty("era").GetString());
    }

    /// <summary>A client by its package: list, submission, result, one mutation with a heat map, over each transport it has.</summary>
    public static async Task DriveAsync(TemporaryDirectory directory, string client, string program, string url, int transports)
    {
        Needs.NodeModule(client);
        var script = Path.Combine(Needs.Root, "tests", "js", "strangers.mjs");
        var run = await ProgramRun.Of(Needs.Node24, [script, client, program, url],
            AmplifyProgram.Environment(directory, ("LOG_LEVEL", "ERROR"), ("MCP_REMOTE_CONFIG_DIR", directory.File("remote"))));

        Assert.True(run.ExitCode == 0, run.Error);
        var seen = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonElement.Parse(it)).ToList();
        Assert.Equal(transports, seen.Count);
        Assert.All(seen, saw =>
        {
            Assert.Equal(["invoke_endpoint", "get_results"], Texts(saw, "tools").Order(StringComparer.Ordinal).Reverse());
            Assert.Equal(("completed", 30), (saw.GetProperty("status").GetString(), saw.GetProperty("length").GetInt32()));
            Assert.Equal(["scan", "result", "variants.csv", "heatmap.png", "heatmap.svg"], Texts(saw, "links"));
            Assert.True(saw.GetProperty("sizes").GetBoolean());
            Assert.Contains("text", Texts(saw, "types"));
            Assert.DoesNotContain("resource_link", Texts(saw, "types"));
            Assert.Equal(["H5A"], Texts(saw, "mutation"));
            Assert.Equal(1, saw.GetProperty("pictures").GetInt32());
        });
    }

    /// <summary>A slow job followed to its end by the Tasks extension's own client.</summary>
    public static async Task FollowAsync(TemporaryDirectory directory, string kind, string where)
    {
        Needs.NodeModule("@modelcontextprotocol/ext-tasks");
        var home = directory.File("store");
        var id = UnworkedJob.Leave(home);
        var (prepared, outputs) = (directory.File("prepared.out"), Path.Combine(home, "async-inference-output"));
        Directory.CreateDirectory(outputs);
        var completed = (Prediction.Completed)await ScriptedBackend.CompletedAsync("FVNQHLCGSHL");
        await File.WriteAllBytesAsync(prepared, completed.Stored);

        var run = await ProgramRun.Of(Needs.Node24,
            [Path.Combine(Needs.Root, "tests", "js", "tasks.mjs"), kind, where, id, prepared, Path.Combine(outputs, id + ".out")],
            AmplifyProgram.Environment(directory, ("LOG_LEVEL", "ERROR")));

        Assert.True(run.ExitCode == 0, run.Error);
        var saw = JsonElement.Parse(run.Output);
        Assert.Equal(("2026-07-28", "task"), (saw.GetProperty("era").GetString(), saw.GetProperty("kind").GetString()));
        Assert.Equal(("working", "completed"), (saw.GetProperty("first").GetString(), saw.GetProperty("outcome").GetString()));
        Assert.Equal(["tools/call", "tasks/get"], Texts(saw, "methods"));
        Assert.Equal(("completed", 11), (saw.GetProperty("status").GetString(), saw.GetProperty("length").GetInt32()));
    }

    private static IEnumerable<string?> Texts(JsonElement parent, string name) =>
        parent.GetProperty(name).EnumerateArray().Select(it => it.GetString());

    /// <summary>The Inspector's command line; the answer it printed.</summary>
    public static async Task<JsonElement> InspectAsync(TemporaryDirectory directory, string[] arguments)
    {
        var environment = AmplifyProgram.Environment(directory, ("HOME", directory.Path), ("LOG_LEVEL", "ERROR"));
        var run = await ProgramRun.Of(Needs.Node24, [Needs.NodeModule(Inspector), "--cli", .. arguments, "--format", "json", "-q"],
            environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("Warning", run.Error, StringComparison.OrdinalIgnoreCase);
        return JsonElement.Parse(run.Output).GetProperty("result");
    }

    /// <summary>Lists without a warning, then submits and collects, in one protocol era.</summary>
    public static async Task InspectFlowAsync(TemporaryDirectory directory, string era, params string[] where)
    {
        var listed = await InspectAsync(directory, [.. where, "--protocol-era", era, "--method", "tools/list", "--strict"]);
        var submitted = await InspectAsync(directory, [.. where, "--protocol-era", era, "--method", "tools/call", "--tool-name",
            "invoke_endpoint", "--tool-arg", "sequence=FVNQHLCGSHL"]);
        var id = submitted.GetProperty("structuredContent").GetProperty("data").GetProperty("output_id").GetString();
        var collected = await InspectAsync(
            directory, [.. where, "--protocol-era", era, "--method", "tools/call", "--tool-name", "get_results", "--tool-arg",
                $"output_id={id}", "--tool-arg", "wait_seconds=20"]);

        Assert.Equal(2, listed.GetProperty("tools").GetArrayLength());
        Assert.Equal("completed", collected.GetProperty("structuredContent").GetProperty("data").GetProperty("status").GetString());
    }
}
