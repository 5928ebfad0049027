using System.Text.Json;
using Amplify.Testing;

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
        Assert.Equal(["invoke_endpoint", "get_results"], saw.GetProperty("tools").EnumerateArray().Select(it => it.GetString()));
        Assert.Equal("completed", saw.GetProperty("status").GetString());
        Assert.Equal(30, saw.GetProperty("length").GetInt32());
        Assert.True(saw.GetProperty("sameText").GetBoolean());
        Assert.Equal("INVALID_SEQUENCE", saw.GetProperty("refusal").GetString());
        Assert.Equal(script == "v2.mjs" ? "2026-07-28" : "2025-11-25", saw.GetProperty("era").GetString());
    }

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
