using System.Text.Json;
using System.Text.Json.Nodes;
using Amplify.Tools.Backends;

namespace Amplify.Mcp.Tests;

public class TaskTests
{
    private const string InsulinB = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT";

    private static JsonObject WithTasks =>
        new() { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };

    private static JsonObject Call =>
        new() { ["name"] = "get_results", ["arguments"] = new JsonObject { ["output_id"] = "job", ["wait_seconds"] = 20 } };

    [Fact]
    public async Task A_running_job_becomes_a_task_that_ends_with_the_tools_own_answer()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        backend.Answers.Enqueue(ScriptedBackend.Running);
        backend.Answers.Enqueue(await ScriptedBackend.CompletedAsync(InsulinB));
        await using var pair = McpPair.StartRaw(backend);

        var created = (await pair.AskAsync("tools/call", Call, WithTasks)).GetProperty("result");
        var working = await GetAsync(pair, created);
        var completed = await GetAsync(pair, created);
        var direct = (await pair.AskAsync("tools/call", Call, [])).GetProperty("result");

        Assert.Equal(("task", "working"), (created.GetProperty("resultType").GetString(), created.GetProperty("status").GetString()));
        Assert.Equal(30_000, created.GetProperty("pollIntervalMs").GetInt32());
        Assert.Equal(JsonValueKind.Null, created.GetProperty("ttlMs").ValueKind);
        Assert.Equal("working", working.GetProperty("status").GetString());
        Assert.Equal("completed", completed.GetProperty("status").GetString());
        Assert.Equal("complete", direct.GetProperty("resultType").GetString());
        Assert.Equal("complete", completed.GetProperty("result").GetProperty("resultType").GetString());
        Assert.True(JsonElement.DeepEquals(direct.GetProperty("content"), completed.GetProperty("result").GetProperty("content")));
        Assert.True(JsonElement.DeepEquals(direct.GetProperty("structuredContent"),
            completed.GetProperty("result").GetProperty("structuredContent")));
    }

    [Fact]
    public async Task A_failed_prediction_is_a_completed_task_with_a_tool_error()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        backend.Answers.Enqueue(ScriptedBackend.Failed);
        await using var pair = McpPair.StartRaw(backend);

        var created = (await pair.AskAsync("tools/call", Call, WithTasks)).GetProperty("result");
        var ended = await GetAsync(pair, created);

        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.True(ended.GetProperty("result").GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task Nobody_who_did_not_ask_for_tasks_meets_one()
    {
        var backend = new ScriptedBackend();
        backend.Answers.Enqueue(ScriptedBackend.Running);
        await using var pair = McpPair.StartRaw(backend);
        var call = Call;
        call["arguments"]!["wait_seconds"] = 0;

        var answer = (await pair.AskAsync("tools/call", call, [])).GetProperty("result");
        var refused = (await pair.AskAsync("tasks/get", new() { ["taskId"] = "1.get_results.e30" }, [])).GetProperty("error");

        Assert.Equal("in_progress", answer.GetProperty("structuredContent").GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(-32021, refused.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1.invoke_endpoint.e30")]
    [InlineData("1.get_results.W10")]
    [InlineData("zz.get_results.e30")]
    [InlineData("1.get_results.?")]
    public async Task A_task_we_never_made_is_unknown(string id)
    {
        var backend = new ScriptedBackend();
        await using var pair = McpPair.StartRaw(backend);

        var answer = await pair.AskAsync("tasks/get", new() { ["taskId"] = id }, WithTasks);

        Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(0, backend.Fetches);
    }

    [Fact]
    public async Task A_receipt_is_there_at_once_and_never_a_task()
    {
        await using var pair = McpPair.StartRaw(new ScriptedBackend());

        var answer = (await pair.AskAsync("tools/call", new()
        {
            ["name"] = "invoke_endpoint",
            ["arguments"] = new JsonObject { ["sequence"] = InsulinB }
        }, WithTasks)).GetProperty("result");

        Assert.Equal("complete", answer.GetProperty("resultType").GetString());
    }

    private static async Task<JsonElement> GetAsync(McpPair pair, JsonElement task) =>
        (await pair.AskAsync("tasks/get", new() { ["taskId"] = task.GetProperty("taskId").GetString() }, WithTasks)).GetProperty("result");
}
